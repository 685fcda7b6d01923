"""Call-backs by the typed page: she is sent its address and a code in time, and typed with at the time itself.

Like what is dialled by hand, such a call-back falls due and waits in nobody's line. Whoever takes her conversation
makes it; and who does not come is tried by the next way at another time.
"""

from contextlib import suppress
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
from app.switchboard import posted_codes, reaching, taking
from app.switchboard.context import Switchboard
from app.texts import reminders
from app.texts import service as texts
from app.values.moves import IllegalMove

JOB: Final = "typed_code"
INVITED_BEFORE: Final = timedelta(hours=2)
COME_WITHIN: Final = timedelta(minutes=10)
FORGOTTEN_AFTER: Final = timedelta(minutes=10)
# What can have come of it where the start-up was not held.
RESULTS: Final = ("cut_off", OTHER_TIME, "identity_not_proved", "service_failed", "withdrawn")


def invite(board: Switchboard, now: datetime) -> int:
    """Tick: whoever is to be typed with soon is sent address and code, once for each time; returns how many."""
    with board.database.transaction() as session:
        soon = callbacks.by_no_voice(session, "booked", now + INVITED_BEFORE)
        return sum(_invite(session, callback, now) for callback in soon)


def _invite(session: Session, callback: Callback, now: datetime) -> bool:
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    to = reaching.number_to_text(session, callback, now)
    if claimant is None or callback.next_at is None or to is None or not by_typing(session, callback, now):
        return False
    if not reminders.may_be_texted_at(now, callbacks.safe_times(session, callback)):
        return False
    texts.lock_number(session, to)
    if conversations.was_invited(session, callback.id, callback.next_at):
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
    missed = 0
    with board.database.transaction() as session:
        for callback in callbacks.by_no_voice(session, "due", now - COME_WITHIN):
            due = callback.next_at or callback.due_at
            if due is None or callback.claimant_id is None or not by_typing(session, callback, now):
                continue
            found = conversations.open_of(session, callback.claimant_id)
            if found is not None and (found.state == "held" or rules.is_at_the_page(found.seen_at, now)):
                continue
            came = found is not None and found.seen_at >= due
            callbacks.begin_attempt(session, callback, now, rings_her=False)
            if not came:
                # We were there at the time, and she was not: the promise was kept.
                callbacks.now_rung(callback, due)
                session.flush()
            callbacks.record_result(session, callback, "service_failed" if came else "not_at_the_page", now)
            missed += 1
    return missed


def make_the_forgotten_again(board: Switchboard, now: datetime) -> int:
    """Tick: what was typed is over, and nobody has said what came of it: it is made again; returns how many."""
    with board.database.transaction() as session:
        forgotten = [
            callback
            for callback, attempt in callbacks.going_on(session)
            if attempt.conversation_id is not None
            and (found := conversations.by_id(session, attempt.conversation_id)) is not None
            and found.ended_at is not None
            and found.ended_at <= now - FORGOTTEN_AFTER
        ]
        for callback in forgotten:
            with suppress(IllegalMove):
                callbacks.record_result(session, callback, "service_failed", now)
    return len(forgotten)


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
