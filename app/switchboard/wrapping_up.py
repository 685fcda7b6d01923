"""After the call: what came of it, by codes declared once, and nobody left without a next step."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import rules
from app.callbacks import service as callbacks
from app.callbacks.models import Attempt, Callback
from app.callbacks.results import OTHER_TIME, RESULTS
from app.calls import service as calls
from app.calls.models import Connection
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.scripts.wording import mark
from app.staff import service as staff
from app.switchboard import connecting, messages
from app.switchboard.context import Switchboard
from app.values.sentence import Sentence

# Long enough to write up an interview; after it nobody is coming back to this screen.
FORGOTTEN_AFTER: Final = timedelta(minutes=30)


class UnknownCode(Exception):
    """No such code, or it does not go with this call: nothing was changed."""


@dataclass(frozen=True)
class Code:
    """One thing that can come of a call: what it is called, and what it means, in full."""

    code: str
    label: Sentence
    meaning: Sentence | None = None


def _declare(code: str, label: str, meaning: str | None = None) -> Code:
    return Code(code, Sentence(label), Sentence(meaning) if meaning else None)


# A short call that came in.
OF_A_CALLER: Final = (
    _declare("booked", mark("Call-back booked, moved or owed")),
    _declare("face_to_face", mark("To be seen face to face")),
    _declare("told_where", mark("Told where to claim"), mark("Another area, or not a benefit of this service.")),
    _declare("answered", mark("A question answered")),
    _declare("cut_off", mark("Cut off before it was done"), mark("What was said is kept; they may ring again.")),
    _declare("silent", mark("Nobody there")),
)
# A call-back of which all is settled.
OF_A_CALLBACK: Final = (
    _declare("finished", mark("Start-up finished")),
    _declare("rest_booked", mark("Broken off, the rest booked")),
    _declare("cancelled", mark("Call-back cancelled, as they wished")),
    _declare("not_reached", mark("Not reached; it is rung again by itself")),
)
# A call-back in which the adviser's own line was lost: what comes of it is not his to say any more.
OF_A_LOST_LINE: Final = (
    _declare("line_lost", mark("My line was lost"), mark("A colleague goes on with them, or they are rung again.")),
)
# A call from the record that is over by itself.
OF_A_CALL_FROM_RECORD: Final = (
    *OF_A_CALLBACK[:2],
    _declare(
        "not_reached_from_record",
        mark("Not reached"),
        mark("Nobody rings again by itself. A call-back that is booked stands."),
    ),
)
# A call-back that is still open: one of these says what follows, so that it is never lost.
OF_AN_OPEN_CALLBACK: Final = tuple(
    Code(result.code, result.label, result.meaning)
    for result in RESULTS.values()
    if result.code != "reached" and (result.by_adviser or result.code in ("cut_off", "no_answer"))
)


def to_wrap_up(session: Session, adviser_id: int) -> Connection | None:
    """The call that an adviser is in or has still to wrap up, while he is not yet free for another."""
    if staff.presence_of(session, adviser_id).state not in ("on_call", "in_interview", "wrapping_up"):
        return None
    return calls.current_connection(session, adviser_id)


def codes_for(session: Session, connection: Connection) -> tuple[Code, ...]:
    """What can have come of this call as it stands."""
    callback = _callback(session, connection)
    if callback is None:
        return OF_A_CALLER
    if connection.lost_its_adviser:
        return OF_A_LOST_LINE
    is_open = _still_open(session, connection) is not None
    attempt = next(reversed(callbacks.attempts_of(session, callback)), None)
    if attempt is not None and callbacks.was_unpromised(callback, attempt):
        return _from_record(callback) if is_open else OF_A_CALL_FROM_RECORD
    return OF_AN_OPEN_CALLBACK if is_open else OF_A_CALLBACK


def wrap_up(board: Switchboard, session: Session, adviser_id: int, code: str, then: str, now: datetime) -> None:
    """Close the call with a code; `then` is "ready", "break" or "away". A call that is still on is ended.

    A call-back whose start-up is not finished gets its result, and with it its next step. Raises UnknownCode,
    IllegalMove; nothing is half done.
    """
    connection = to_wrap_up(session, adviser_id)
    if connection is not None:
        connecting.lock_connection_in_order(session, connection.id)
        if code not in {one.code for one in codes_for(session, connection)}:
            raise UnknownCode(code)
        if connection.ended_at is None and connection.adviser_dropped_at is None:
            connecting.end_pressed(board, session, connection.id, now)
        callback = _still_open(session, connection)
        if callback is not None:
            promised_for = callback.due_at
            callbacks.record_result(session, callback, code, now, by_staff=adviser_id)
            if callback.due_at is not None and callback.due_at != promised_for:
                messages.promised(session, callback, now)
        calls.wrap_up(session, adviser_id, code, now)
        audit.record(session, "wrapped up", "connection", connection.id, now, staff_id=adviser_id, code=code)
    staff.set_presence(session, adviser_id, then, None, now)


def to_agree(session: Session, adviser_id: int, code: str) -> Claimant | None:
    """With whom a time is to be agreed before the call is wrapped up with that code, since they asked for another; None
    where there is nothing to agree."""
    connection = to_wrap_up(session, adviser_id)
    if connection is None or code != OTHER_TIME or codes_for(session, connection) is not OF_AN_OPEN_CALLBACK:
        return None
    return claimants.by_id(session, connection.claimant_id) if connection.claimant_id is not None else None


def made_again_at(session: Session, adviser_id: int) -> datetime | None:
    """When the call-back of the call that an adviser has still to wrap up is made again by itself; None: never."""
    connection = to_wrap_up(session, adviser_id)
    if connection is None or _still_open(session, connection) is None:
        return None
    return _forgotten_at(connection)


def take_more_time(session: Session, adviser_id: int, now: datetime) -> None:
    """The adviser is still at it: as long again from now."""
    connection = to_wrap_up(session, adviser_id)
    if connection is not None and connection.ended_at is not None:
        connection.wrap_up_until = now + FORGOTTEN_AFTER
        session.flush()


def _forgotten_at(connection: Connection) -> datetime | None:
    ended_at = connection.ended_at
    return (connection.wrap_up_until or ended_at + FORGOTTEN_AFTER) if ended_at is not None else None


def ring_the_forgotten_again(board: Switchboard, now: datetime) -> int:
    """Tick: a call-back whose call ended long ago and which nobody wrapped up is made again; returns how many."""
    with board.database.transaction() as session:
        forgotten = [
            attempt
            for _, attempt in callbacks.going_on(session)
            if attempt.connection_id is not None
            and _is_forgotten(calls.connection(session, attempt.connection_id), now)
        ]
    return sum(make_again(board, attempt, now) for attempt in forgotten)


def make_again(board: Switchboard, attempt: Attempt, now: datetime) -> bool:
    """Nobody has said what came of an attempt, and nobody will: it was our fault. False where it is over by now.

    In a transaction of its own, since it may wait for the diary.
    """
    with board.database.transaction() as session:
        (callback,) = callbacks.lock_all(session, [attempt.callback_id])
        live = callbacks.live_attempt(session, callback)
        if callback.state != "in_progress" or live is None or live.id != attempt.id:
            return False
        callbacks.record_result(session, callback, "service_failed", now)
    return True


def _is_forgotten(connection: Connection, now: datetime) -> bool:
    """Whether it ended long ago and was not wrapped up. Who lost her adviser is none of those: she waits for another on
    her line, and if she hangs up she is rung again."""
    until = _forgotten_at(connection)
    return until is not None and until <= now and not connection.lost_its_adviser


def _still_open(session: Session, connection: Connection) -> Callback | None:
    """The call-back of which it is still to be said what came of it in this very call. A colleague may have made it
    again since, or go on with it."""
    callback = _callback(session, connection)
    if callback is None or callback.state != "in_progress" or connection.lost_its_adviser:
        return None
    attempt = callbacks.live_attempt(session, callback)
    return callback if attempt is not None and attempt.connection_id == connection.id else None


def _from_record(callback: Callback) -> tuple[Code, ...]:
    """What can have come of a call that was not promised, each with what follows of it: mostly nothing."""
    stands = rules.NOTHING_FOLLOWS if callback.due_at is None else rules.PROMISE_STANDS
    codes = (Code("spoken", RESULTS["spoken"].label, stands), *OF_AN_OPEN_CALLBACK)
    return tuple(
        replace(one, meaning=stands) if RESULTS[one.code].follows in rules.LEAVES_THE_PROMISE else one for one in codes
    )


def _callback(session: Session, connection: Connection) -> Callback | None:
    return session.get_one(Callback, connection.callback_id) if connection.callback_id is not None else None
