"""The only door to calls, legs, connections and events.

Nothing here decides what follows from an event: the switchboard does. Rows are locked in the order
call → demand → adviser → leg → job, so whoever needs a demand takes it before asking here for a leg.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.calls.legs import (
    FreeLeg,
    absent,
    adopt,
    advance,
    all_sent,
    answer_lost,
    cancel_leg,
    claimant_leg,
    desks_engaged,
    held_claimant_leg,
    interpreted,
    known_sids,
    leg,
    leg_by_sid,
    legs_of_offer,
    legs_to_look_for,
    live_leg,
    lock_free_legs,
    lock_leg,
    look_later,
    not_made,
    refused,
    sent,
    start_dialling,
    want_leg,
)
from app.calls.models import CALL, INTERPRETER, Call, CallEvent, Connection
from app.calls.under_way import (
    live_leg_of_supervisor,
    met_nobody,
    open_connections,
    supervisors_of,
    textphones_unanswered,
)

__all__ = [
    "Asked",
    "FreeLeg",
    "NewCall",
    "absent",
    "adopt",
    "advance",
    "all_sent",
    "among",
    "answer_lost",
    "call",
    "call_by_sid",
    "call_if_any",
    "cancel_leg",
    "claimant_leg",
    "connection",
    "connection_if_any",
    "connection_of_offer",
    "current_connection",
    "desks_engaged",
    "end_call",
    "end_connection",
    "held_claimant_leg",
    "interpreted",
    "is_on_hold",
    "keep_asked",
    "known_sids",
    "leg",
    "leg_by_sid",
    "legs_of_offer",
    "legs_to_look_for",
    "live_leg",
    "live_leg_of_supervisor",
    "lock_asked",
    "lock_call",
    "lock_connection",
    "lock_connection_if_any",
    "lock_free_call",
    "lock_free_legs",
    "lock_leg",
    "look_later",
    "met_nobody",
    "move_call",
    "move_interpreter",
    "not_made",
    "note",
    "open_connection",
    "open_connection_of_call",
    "open_connections",
    "receive",
    "refused",
    "sent",
    "start_dialling",
    "supervisors_of",
    "talks_of",
    "textphones_unanswered",
    "want_leg",
    "wrap_up",
]


@dataclass(frozen=True)
class NewCall:
    """What is known of a call the moment it comes in; `part` is the script it starts with."""

    sid: str
    site_id: int
    from_number: str | None
    to_number: str
    textphone: bool
    language: str
    part: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A call as far as the next step of its script depends on it."""

    id: UUID
    state: str
    language: str
    part: str
    field: str | None
    tries: int
    turn: int
    answers: Mapping[str, Any]


# The step of the script is what the line does most: one SELECT and one UPDATE, built once, past the ORM.
_calls = Call.metadata.tables[Call.__tablename__]
_ASKED = (
    select(*(_calls.c[one.name] for one in fields(Asked))).where(_calls.c.id == bindparam("call")).with_for_update()
)
_KEEP_ASKED = (
    update(_calls)
    .where(_calls.c.id == bindparam("call"))
    .values({name: bindparam(name) for name in ("language", "field", "tries", "turn", "answers")})
)


def receive(session: Session, new: NewCall, now: datetime) -> Call:
    """The call of this SID: stored now, or as it stands if Twilio tells of it a second time."""
    values = {**new.__dict__, "answers": dict(new.answers), "id": uuid4(), "state": "in_script", "started_at": now}
    values |= {"tries": 0, "turn": 0}
    session.execute(insert(Call).values(values).on_conflict_do_nothing(index_elements=["sid"]))
    return session.scalars(select(Call).where(Call.sid == new.sid).with_for_update()).one()


def lock_free_call(session: Session, call_id: UUID) -> Call | None:
    """The same as `lock_call`, without waiting; None as well where somebody else has it."""
    statement = select(Call).where(Call.id == call_id).with_for_update(skip_locked=True)
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def lock_call(session: Session, call_id: UUID) -> Call | None:
    """The call, locked until the commit and read afresh; None where there is none."""
    statement = select(Call).where(Call.id == call_id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def lock_asked(session: Session, call_id: UUID) -> Asked | None:
    """What the call is being asked, locked until the commit; None where there is no such call."""
    row = session.execute(_ASKED, {"call": call_id}).one_or_none()
    return None if row is None else Asked(*row)


def keep_asked(session: Session, asked: Asked) -> None:
    """Keep a locked call as it stands after a step of its script."""
    told = {"language": asked.language, "field": asked.field, "tries": asked.tries, "turn": asked.turn}
    session.execute(_KEEP_ASKED, {**told, "call": asked.id, "answers": dict(asked.answers)})


def call_by_sid(session: Session, sid: str) -> Call | None:
    """The inbound call of Twilio's SID, not locked."""
    return session.scalars(select(Call).where(Call.sid == sid)).one_or_none()


def call(session: Session, call_id: UUID) -> Call:
    """The call, not locked."""
    return session.get_one(Call, call_id)


def among(session: Session, call_ids: Collection[UUID]) -> dict[UUID, Call]:
    """These calls by their ids, not locked."""
    return {one.id: one for one in session.scalars(select(Call).where(Call.id.in_(call_ids)))}


def call_if_any(session: Session, call_id: UUID) -> Call | None:
    """The call, not locked, for whoever has no more than an address."""
    return session.get(Call, call_id)


def move_call(call: Call, state: str) -> None:
    """Move the call to a state; raises IllegalMove."""
    call.state = CALL.check(call.state, state)


def end_call(call: Call, reason: str, now: datetime) -> bool:
    """The call is over; False where it was already."""
    if call.ended_at is not None:
        return False
    move_call(call, "ended")
    call.ended_at, call.end_reason = now, reason
    return True


def note(
    session: Session,
    subject: str,
    stream: str,
    event: str,
    now: datetime,
    sequence: int | None = None,
    **details: Any,
) -> bool:
    """Keep an event; False where the very same was told before.

    `subject` is a SID, `stream` the series that `sequence` counts (call, conference). Details hold no personal data.
    """
    statement = (
        insert(CallEvent)
        .values(subject=subject, stream=stream, event=event, sequence=sequence, details=details, received_at=now)
        .on_conflict_do_nothing(constraint="uq_call_events_once")
        .returning(CallEvent.id)
    )
    return session.execute(statement).scalar() is not None


def open_connection(session: Session, connection: Connection) -> Connection:
    """People are to be put through to each other."""
    session.add(connection)
    session.flush()
    return connection


def connection(session: Session, connection_id: UUID) -> Connection:
    """The connection, not locked."""
    return session.get_one(Connection, connection_id)


def connection_if_any(session: Session, connection_id: UUID) -> Connection | None:
    """The connection, not locked, for whoever has no more than an address."""
    return session.get(Connection, connection_id)


def lock_connection(session: Session, connection_id: UUID) -> Connection:
    """The connection, locked until the commit and read afresh. Raises LookupError."""
    found = lock_connection_if_any(session, connection_id)
    if found is None:
        raise LookupError(connection_id)
    return found


def lock_connection_if_any(session: Session, connection_id: UUID) -> Connection | None:
    """The same, for whoever has no more than an address: None where there is no such connection."""
    statement = select(Connection).where(Connection.id == connection_id).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def connection_of_offer(session: Session, offer_id: UUID) -> Connection | None:
    """The connection that came of an offer."""
    return session.scalars(select(Connection).where(Connection.offer_id == offer_id)).one_or_none()


def open_connection_of_call(session: Session, call_id: UUID) -> Connection | None:
    """The connection that an inbound call is in now."""
    statement = select(Connection).where(Connection.call_id == call_id, Connection.ended_at.is_(None))
    return session.scalars(statement).one_or_none()


def is_on_hold(session: Session, conference_sid: str) -> bool | None:
    """Whether she is to be on hold in that conference; None where it is over, or not ours."""
    statement = select(Connection.on_hold).where(Connection.conference_sid == conference_sid)
    return session.scalars(statement.where(Connection.ended_at.is_(None))).one_or_none()


def current_connection(session: Session, adviser_id: int) -> Connection | None:
    """The connection an adviser is in, or has still to wrap up."""
    statement = select(Connection).where(Connection.adviser_id == adviser_id, Connection.wrapped_up_at.is_(None))
    return session.scalars(statement.order_by(Connection.opened_at.desc())).first()


def end_connection(connection: Connection, reason: str, now: datetime) -> bool:
    """The connection is over; False where it was already."""
    if connection.ended_at is not None:
        return False
    connection.ended_at, connection.end_reason = now, reason
    return True


def talks_of(session: Session, claimant_id: UUID) -> list[Connection]:
    """Every call in which an adviser spoke with her, at whatever site, the first first."""
    statement = select(Connection).where(Connection.claimant_id == claimant_id)
    return list(
        session.scalars(statement.where(Connection.claimant_joined_at.is_not(None)).order_by(Connection.opened_at))
    )


def move_interpreter(connection: Connection, state: str) -> None:
    """Say how it stands with the interpreter of a connection; raises IllegalMove."""
    connection.interpreter_state = INTERPRETER.check(connection.interpreter_state, state)


def wrap_up(session: Session, adviser_id: int, code: str, now: datetime) -> None:
    """Close all that the adviser had still to wrap up, with a code."""
    over_for_him = or_(Connection.ended_at.is_not(None), Connection.adviser_dropped_at.is_not(None))
    statement = (
        update(Connection)
        .where(Connection.adviser_id == adviser_id, Connection.wrapped_up_at.is_(None), over_for_him)
        .values(wrapped_up_at=now, wrap_up_code=code)
    )
    session.execute(statement)
