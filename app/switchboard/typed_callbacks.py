"""Call-backs by the typed page: she is sent its address and a code in time, and typed with at the time itself.

Like what is dialled by hand, such a call-back falls due and waits in nobody's line. Whoever takes her conversation
makes it; and who does not come is tried by the next way at another time.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.results import OTHER_TIME
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.conversations import rules
from app.conversations import service as conversations
from app.conversations.models import Conversation
from app.jobs import service as jobs
from app.switchboard import posted_codes, reaching, taking, wrapping_up
from app.switchboard.context import Switchboard
from app.texts import reminders
from app.texts import service as texts
from app.values.moves import IllegalMove
from app.values.opening_hours import Stretch

JOB: Final = "typed_code"
INVITED_BEFORE: Final = timedelta(hours=2)
JUST_BEFORE: Final = timedelta(minutes=5)
COME_WITHIN: Final = timedelta(minutes=10)
FORGOTTEN_AFTER: Final = timedelta(minutes=10)
# What can have come of it where the start-up was not held.
RESULTS: Final = ("cut_off", OTHER_TIME, "identity_not_proved", "service_failed", "withdrawn")


def invite(board: Switchboard, now: datetime) -> int:
    """Tick: whoever is to be typed with soon is sent address and code, once for each time; returns how many."""
    with board.database.transaction() as session:
        soon = [one.id for one in callbacks.by_no_voice(session, "booked", now + INVITED_BEFORE)]
    invited = 0
    for callback_id in soon:
        # Each by itself: a text that comes in holds its number, and then wants its call-back.
        with board.database.transaction() as session:
            invited += _invite(session, session.get_one(Callback, callback_id), now)
    return invited


def _invite(session: Session, callback: Callback, now: datetime) -> bool:
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    to = reaching.number_to_text(session, callback, now)
    if claimant is None or callback.next_at is None or to is None or not by_typing(session, callback, now):
        return False
    if not _may_be_invited_at(now, callback.next_at, callbacks.safe_times(session, callback)):
        return False
    texts.lock_number(session, to)
    callbacks.lock(session, callback)
    is_soon = callback.state == "booked" and callback.next_at <= now + INVITED_BEFORE
    if not is_soon or conversations.was_invited(session, callback.id, callback.next_at):
        return False
    language = "cy" if callback.language == "cy" else "en"
    code = conversations.invite(
        session,
        to,
        claimant.id,
        callback.site_id,
        language,
        now,
        callback_id=callback.id,
        about_at=callback.next_at,
        expires_at=callback.next_at + posted_codes.STANDS_AFTER,
    )
    jobs.enqueue(session, "message", JOB, {"code": str(code.id)}, now, once_key=f"{JOB}:{code.id}")
    audit.record(session, "invited to type", "claimant", claimant.id, now, actor="worker", callback=str(callback.id))
    return True


def _may_be_invited_at(now: datetime, next_at: datetime, safe: Sequence[Stretch] | None) -> bool:
    """Whether a moment is safe for the text. Where only a person could tell it comes just before the time itself."""
    return next_at - now <= JUST_BEFORE if safe is None else reminders.may_be_texted_at(now, safe)


def fell_due(session: Session, callback: Callback, now: datetime) -> None:
    """Its time has come. Where somebody types with her already, that is it."""
    claimant_id = taking.claimant_of_callback(session, callback, now)
    found = conversations.open_of(session, claimant_id)
    if found is not None and found.adviser_id is not None:
        _begin(session, callback, found, found.adviser_id, now)


def taken(session: Session, conversation: Conversation, adviser_id: int, now: datetime) -> None:
    """An adviser types with her from now on: if she was promised it for now, he makes her call-back."""
    callback = callbacks.open_for(session, conversation.claimant_id)
    if callback is None:
        return
    if callback.state == "due" and by_typing(session, callback, now):
        _begin(session, callback, conversation, adviser_id, now)
    elif callback.state == "in_progress":
        callbacks.pass_conversation(session, callback, conversation.id, adviser_id)


def is_due(session: Session, callback: Callback, now: datetime) -> bool:
    """Whether she is to be typed with now."""
    return callback.state == "due" and by_typing(session, callback, now)


def miss_who_did_not_come(board: Switchboard, now: datetime) -> int:
    """Tick: who has not come to the page a while after the time was not reached by it; returns how many.

    Who waits there is not missed, however long nobody takes her; and who came and went before anybody took her was
    failed by us.
    """
    with board.database.transaction() as session:
        due = [one.id for one in callbacks.by_no_voice(session, "due", now - COME_WITHIN)]
    missed = 0
    for callback_id in due:
        # Each by itself: what it came to may wait for the diary.
        with board.database.transaction() as session:
            (callback,) = callbacks.lock_all(session, [callback_id])
            missed += _miss(session, callback, now)
    return missed


def _miss(session: Session, callback: Callback, now: datetime) -> bool:
    due = callback.next_at or callback.due_at
    if due is None or callback.claimant_id is None or not is_due(session, callback, now):
        return False
    found = conversations.open_of(session, callback.claimant_id)
    if found is not None and (found.state == "held" or rules.is_at_the_page(found.seen_at, now)):
        return False
    came = found is not None and found.seen_at >= due
    callbacks.begin_attempt(session, callback, now, rings_her=False)
    if not came:
        # We were there at the time, and she was not: the promise was kept.
        callbacks.now_rung(callback, due)
        session.flush()
    callbacks.record_result(session, callback, "service_failed" if came else "not_at_the_page", now)
    return True


def make_the_forgotten_again(board: Switchboard, now: datetime) -> int:
    """Tick: what was typed is over, and nobody has said what came of it: it is made again; returns how many."""
    with board.database.transaction() as session:
        forgotten = [
            attempt
            for _, attempt in callbacks.going_on(session)
            if attempt.conversation_id is not None
            and (found := conversations.by_id(session, attempt.conversation_id)) is not None
            and found.ended_at is not None
            and found.ended_at <= now - FORGOTTEN_AFTER
        ]
    return sum(wrapping_up.make_again(board, attempt, now) for attempt in forgotten)


def mine(session: Session, callback: Callback, adviser_id: int) -> bool:
    """Whether this adviser makes it at this moment, or has yet to say what came of it."""
    attempt = callbacks.made_by(session, callback, adviser_id)
    return attempt is not None and attempt.conversation_id is not None


def came_to(session: Session, claimant: Claimant, result: str, by: int, now: datetime) -> None:
    """What came of it, where the start-up was not held; they may type on. Raises IllegalMove where he does not make
    it."""
    callback = callbacks.open_for(session, claimant.id)
    if callback is None or result not in RESULTS or not mine(session, callback, by):
        raise IllegalMove("call-back", callback.state if callback else "none", result)
    callbacks.record_result(session, callback, result, now, by_staff=by)


def _begin(session: Session, callback: Callback, conversation: Conversation, adviser_id: int, now: datetime) -> None:
    callbacks.begin_attempt(
        session, callback, now, adviser_id=adviser_id, by_hand=True, conversation_id=conversation.id
    )


def by_typing(session: Session, callback: Callback, now: datetime) -> bool:
    """Whether the next try is made at the typed page."""
    return reaching.way(session, callback, now) == callbacks.TYPED
