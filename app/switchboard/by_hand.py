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
from app.switchboard import reaching
from app.values.moves import IllegalMove
from app.values.telephone import TelephoneNumber

PREFIX = "18002"
# What can have come of it where the start-up was not held.
RESULTS = ("no_answer", "engaged", "unobtainable", "not_in", OTHER_TIME, "withdrawn")


def number(callback: Callback) -> str:
    """What is dialled, grouped for reading."""
    return f"{PREFIX} {TelephoneNumber(callback.telephone).national()}"


def is_due(session: Session, callback: Callback, now: datetime) -> bool:
    """Whether somebody is to dial it now."""
    return (
        callback.state == "due"
        and line.demand_of_callback(session, callback.id, lock=False) is None
        and reaching.way(session, callback, now) == callbacks.BY_HAND
    )


def mine(session: Session, callback: Callback, adviser_id: int) -> bool:
    """Whether this adviser dials it at this moment."""
    attempt = callbacks.made_by(session, callback, adviser_id)
    return attempt is not None and attempt.conversation_id is None


def begin(session: Session, claimant: Claimant, adviser_id: int, now: datetime) -> None:
    """He dials now, and takes no other call meanwhile. Raises IllegalMove where it is not due, or he is on a call."""
    callback = callbacks.open_for(session, claimant.id)
    if callback is None or not is_due(session, callback, now):
        raise IllegalMove("call-back", callback.state if callback else "none", "dialled by hand")
    if staff.lock_presence(session, adviser_id).state == "break":
        staff.set_presence(session, adviser_id, "away", None, now)
    staff.set_presence(session, adviser_id, "in_interview", "by_hand", now)
    callbacks.begin_attempt(session, callback, now, adviser_id=adviser_id, by_hand=True)


def came_to(session: Session, claimant: Claimant, result: str, by: int, now: datetime) -> None:
    """What came of it, where the start-up was not held. Raises IllegalMove where he does not dial it."""
    callback = callbacks.open_for(session, claimant.id)
    if callback is None or result not in RESULTS or not mine(session, callback, by):
        raise IllegalMove("call-back", callback.state if callback else "none", result)
    callbacks.record_result(session, callback, result, now, by_staff=by)
    staff.set_presence(session, by, "ready", None, now)
