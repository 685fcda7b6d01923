"""Call-backs that no telephone network may make: an adviser dials 18002 and the number on a desk telephone.

Such a call-back falls due like any other and waits in nobody's line: it is shown to the advisers of its site, and the
one who takes it says what came of it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.results import OTHER_TIME
from app.claimants.models import Claimant
from app.line import service as line
from app.staff import service as staff
from app.switchboard import in_time, reaching, wrapping_up
from app.switchboard.context import Switchboard
from app.values.moves import IllegalMove
from app.values.telephone import TelephoneNumber

PREFIX = "18002"
# What can have come of it where the start-up was not held.
RESULTS = (
    "no_answer",
    "engaged",
    "unobtainable",
    "not_in",
    "cut_off",
    "service_failed",
    OTHER_TIME,
    "withdrawn",
)
# What he does meanwhile, and why.
DOES = ("in_interview", "by_hand")


def number(callback: Callback) -> str:
    """What is dialled, grouped for reading."""
    return f"{PREFIX} {TelephoneNumber(callback.telephone).national()}"


def is_due(session: Session, callback: Callback, now: datetime) -> bool:
    """Whether somebody is to dial it now."""
    return (
        callback.state == "due"
        and line.demand_of_callback(session, callback.id, lock=False) is None
        and reaching.way(session, callback, now) == callbacks.BY_HAND
        and in_time.may_ring_now(session, callback, now)
    )


def mine(session: Session, callback: Callback, adviser_id: int) -> bool:
    """Whether this adviser dials it at this moment."""
    attempt = callbacks.made_by(session, callback, adviser_id)
    return attempt is not None and attempt.conversation_id is None


def begin(session: Session, claimant: Claimant, adviser_id: int, now: datetime) -> None:
    """He dials now, and takes no other call meanwhile. Raises IllegalMove where it is not due, or he is on a call, or
    has yet to say what came of another."""
    callback = _locked(session, claimant)
    if callback is None or not is_due(session, callback, now):
        raise IllegalMove("call-back", callback.state if callback else "none", "dialled by hand")
    if staff.lock_presence(session, adviser_id).state == "break":
        staff.set_presence(session, adviser_id, "away", None, now)
    if callbacks.dialled_by(session, adviser_id) is not None:
        raise IllegalMove("call-back", callback.state, "dialled by hand")
    staff.set_presence(session, adviser_id, *DOES, now)
    callbacks.begin_attempt(session, callback, now, adviser_id=adviser_id, by_hand=True)


def came_to(session: Session, claimant: Claimant, result: str, by: int, now: datetime) -> None:
    """What came of it, where the start-up was not held. Raises IllegalMove where he does not dial it."""
    callback = _locked(session, claimant)
    if callback is None or result not in RESULTS or not mine(session, callback, by):
        raise IllegalMove("call-back", callback.state if callback else "none", result)
    # Before the diary, which may hold somebody for the next try.
    staff.lock_presence(session, by)
    callbacks.record_result(session, callback, result, now, by_staff=by)
    staff.set_presence(session, by, "ready", None, now)


def make_the_forgotten_again(board: Switchboard, now: datetime) -> int:
    """Tick: whoever dialled has gone, and never said what came of it: it is made again; returns how many."""
    with board.database.transaction() as session:
        forgotten = [
            attempt
            for _, attempt in callbacks.going_on(session)
            if attempt.by_hand_of is not None
            and attempt.conversation_id is None
            and _has_gone(session, attempt.by_hand_of, now)
        ]
    return sum(wrapping_up.make_again(board, attempt, now) for attempt in forgotten)


def _has_gone(session: Session, adviser_id: int, now: datetime) -> bool:
    """Whether he has done something else for long, or is at no browser any more."""
    doing = staff.presence_of(session, adviser_id)
    if (doing.state, doing.reason) == DOES:
        return not staff.is_at_a_browser(session, adviser_id, now)
    return doing.since <= now - wrapping_up.FORGOTTEN_AFTER


def _locked(session: Session, claimant: Claimant) -> Callback | None:
    """Her open call-back, with nobody else able to change it until the commit."""
    callback = callbacks.open_for(session, claimant.id)
    if callback is not None:
        callbacks.lock(session, callback)
    return callback
