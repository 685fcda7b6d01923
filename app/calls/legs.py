"""Legs: the calls that we make, from being wanted to being over; each move is checked against the table of moves."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Text, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.calls.models import LEG, Connection, Leg
from app.database import one_of

# While a request is on its way its leg is nobody else's. Longer than the five seconds a request may take.
DIAL_LEASE = timedelta(seconds=20)
# Twilio's list of calls is eventually consistent, and the claimant is never to be rung twice: for her telephone it is
# asked only when the leg must have ended by itself.
LOOK_AFTER_RINGING = timedelta(seconds=90)
# A desk, or an interpreter, that is rung a second time does no harm, while somebody waits for it; a call that was made
# tells of itself within a second or two, and stands in the list within a few more.
LOOK_FOR_A_DESK = timedelta(seconds=15)
# A callback may be lost: a leg that must have rung out by now, Twilio's own five seconds over, is asked after. To ask
# too early does no harm: it rings still. One that talks is compared by the sweep.
SILENT_AFTER_RINGING = timedelta(seconds=15)
TIMES_ABSENT_BEFORE_DIALLING_AGAIN = 2

TWILIO_LEG_STATES = {
    "queued": "sent",
    "initiated": "sent",
    "ringing": "ringing",
    "in-progress": "answered",
    "completed": "ended",
    "busy": "ended",
    "no-answer": "ended",
    "failed": "ended",
    "canceled": "ended",
}
_ORDER = {"wanted": 0, "dialling": 1, "unknown": 1, "sent": 2, "ringing": 3, "answered": 4, "ended": 5}


class FreeLeg(NamedTuple):
    """What dialling has to know of a leg, as it stood when it was locked; see `Leg`."""

    id: UUID
    offer_id: UUID
    to_number: str
    from_number: str
    ring_seconds: int
    created_at: datetime
    dialled_at: datetime | None


def want_leg(
    session: Session,
    offer_id: UUID,
    connection_id: UUID | None,
    role: str,
    to_number: str,
    from_number: str,
    ring_seconds: int,
    now: datetime,
    supplier_id: int | None = None,
    supervisor_id: int | None = None,
    mode: str | None = None,
    asked_by: int | None = None,
) -> Leg:
    """A call to be made by us; the job that makes it is the caller's to write.

    A supervisor's has a mode. Raises IntegrityError where the supervisor is rung, or on a call, already.
    """
    leg = Leg(
        id=uuid4(),
        offer_id=offer_id,
        connection_id=connection_id,
        role=role,
        supplier_id=supplier_id,
        to_number=to_number,
        from_number=from_number,
        ring_seconds=ring_seconds,
        state="wanted",
        created_at=now,
        supervisor_id=supervisor_id,
        mode=mode,
        asked_by=asked_by,
    )
    session.add(leg)
    session.flush()
    return leg


def lock_leg(session: Session, leg_id: UUID) -> Leg | None:
    """The leg, locked until the commit and read afresh."""
    statement = select(Leg).where(Leg.id == leg_id).with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def lock_free_legs(
    session: Session, leg_ids: Collection[UUID], state: str, since: datetime | None = None
) -> list[FreeLeg]:
    """Those of the legs that nobody else has locked, if in this state, without a SID, and not left; locked.

    Of those that ring a claimant only what has not been wanted from before `since`.
    """
    columns = [getattr(Leg, name) for name in FreeLeg._fields]
    plain = (Leg.state == state, Leg.sid.is_(None), Leg.left_at.is_(None))
    free = select(*columns).where(one_of(Leg.id, leg_ids), *plain)
    if since is not None:
        free = free.where((Leg.role != "claimant") | (Leg.created_at >= since))
    return [FreeLeg(*row) for row in session.execute(free.with_for_update(skip_locked=True))]


def leg(session: Session, leg_id: UUID) -> Leg | None:
    """The leg, not locked; for finding out what else must be locked before it."""
    return session.get(Leg, leg_id)


def legs_of_offer(session: Session, offer_id: UUID) -> list[Leg]:
    """Every leg made for an offer, oldest first."""
    return list(session.scalars(select(Leg).where(Leg.offer_id == offer_id).order_by(Leg.created_at)))


def live_leg(session: Session, offer_id: UUID, role: str) -> Leg | None:
    """The leg of that role which is not over, if there is one."""
    over = (*LEG.final,)
    statement = select(Leg).where(Leg.offer_id == offer_id, Leg.role == role, Leg.state.not_in(over))
    return session.scalars(statement.order_by(Leg.created_at.desc())).first()


def start_dialling(session: Session, leg_ids: Collection[UUID], now: datetime) -> None:
    """Commit to dialling wanted legs that are locked, before the requests are sent: none is ever simply sent again."""
    begun = update(Leg).where(one_of(Leg.id, leg_ids), Leg.state == "wanted")
    state = LEG.check("wanted", "dialling")
    session.execute(
        begun.values(state=state, dialled_at=now, look_at=now + DIAL_LEASE),
        execution_options={"synchronize_session": False},
    )


def all_sent(session: Session, legs: Collection[FreeLeg], sids: Mapping[UUID, str]) -> None:
    """Twilio took the requests of these legs, which are locked, and said nothing else of them yet."""
    told = (
        func.unnest(
            literal([leg.id for leg in legs], ARRAY(Leg.id.type)),
            literal([sids[leg.id] for leg in legs], ARRAY(Text)),
            literal([_must_have_rung(leg) for leg in legs], ARRAY(Leg.look_at.type)),
        )
        .table_valued("id", "sid", "look_at")
        .render_derived()
    )
    taken = update(Leg).where(Leg.id == told.c.id, Leg.state == "dialling")
    state = LEG.check("dialling", "sent")
    session.execute(
        taken.values(state=state, sid=told.c.sid, look_at=told.c.look_at),
        execution_options={"synchronize_session": False},
    )


def sent(leg: Leg, sid: str) -> None:
    """Twilio took the request. A webhook may have been quicker and have told more."""
    if leg.sid is None:
        leg.sid = sid
    if _ORDER.get(leg.state, 9) < _ORDER["sent"]:
        leg.state = LEG.check(leg.state, "sent")
        leg.look_at = _must_have_rung(leg)


def answer_lost(leg: Leg, now: datetime) -> None:
    """It may ring or not: wait for its first webhook, and look for it when it must have ended."""
    if leg.state == "dialling":
        leg.state = LEG.check(leg.state, "unknown")
        rung_out = (leg.dialled_at or now) + timedelta(seconds=leg.ring_seconds)
        leg.look_at = rung_out + LOOK_AFTER_RINGING if leg.role == "claimant" else now + LOOK_FOR_A_DESK


def not_made(leg: Leg) -> None:
    """Known not to have been made: it may be dialled again."""
    leg.state = LEG.check(leg.state, "wanted")
    leg.look_at = None
    leg.times_absent = 0


def refused(leg: Leg, now: datetime) -> None:
    """Twilio will not make this call."""
    leg.state = LEG.check(leg.state, "refused")
    leg.outcome, leg.ended_at, leg.look_at = "refused", now, None


def cancel_leg(leg: Leg, now: datetime) -> None:
    """Never dialled, and not to be any more."""
    leg.state = LEG.check(leg.state, "cancelled")
    leg.ended_at, leg.look_at = now, None


def adopt(leg: Leg, sid: str) -> bool:
    """The first webhook that bears the leg's id brings its SID. False where another call has it already."""
    if leg.sid is None:
        leg.sid = sid
    return leg.sid == sid


def advance(leg: Leg, status: str, sequence: int | None, now: datetime) -> bool:
    """Take in what Twilio says of the leg; False where it is late or told twice and changes nothing."""
    new = TWILIO_LEG_STATES.get(status, leg.state)
    if leg.state in LEG.final or _ORDER[new] <= _ORDER[leg.state]:
        return False
    if sequence is not None:
        leg.last_sequence = max(leg.last_sequence, sequence)
    leg.state = LEG.check(leg.state, new)
    leg.look_at = _must_have_rung(leg)
    leg.rang = leg.rang or new in ("ringing", "answered") or status in ("busy", "no-answer")
    if new == "answered":
        leg.answered_at, leg.look_at = now, None
    if new == "ended":
        leg.ended_at, leg.outcome, leg.look_at = now, status, None
    return True


def _must_have_rung(leg: Leg | FreeLeg) -> datetime:
    """When a leg that was dialled must have rung out, and told of it."""
    return (leg.dialled_at or leg.created_at) + timedelta(seconds=leg.ring_seconds) + SILENT_AFTER_RINGING


def look_later(leg: Leg, now: datetime) -> None:
    """It is being asked after: not again before a while has passed."""
    leg.look_at = now + SILENT_AFTER_RINGING


def legs_to_look_for(session: Session, now: datetime, limit: int = 20) -> list[UUID]:
    """Legs that have not told what they should have told by now, the longest silent first."""
    statement = select(Leg.id).where(Leg.state.not_in(tuple(LEG.final)), Leg.look_at <= now).order_by(Leg.look_at)
    return list(session.scalars(statement.limit(limit)))


def known_sids(session: Session, sids: list[str]) -> set[str]:
    """Which of these SIDs belong to legs already."""
    return {sid for sid in session.scalars(select(Leg.sid).where(Leg.sid.in_(sids))) if sid is not None}


def absent(leg: Leg, now: datetime) -> bool:
    """It was not in Twilio's list. True once it has been absent often enough to be dialled again."""
    leg.times_absent += 1
    leg.look_at = now + (LOOK_AFTER_RINGING if leg.role == "claimant" else LOOK_FOR_A_DESK)
    return leg.times_absent >= TIMES_ABSENT_BEFORE_DIALLING_AGAIN


def leg_by_sid(session: Session, sid: str) -> Leg | None:
    """The leg of Twilio's SID, not locked."""
    return session.scalars(select(Leg).where(Leg.sid == sid)).one_or_none()


def held_claimant_leg(session: Session, callback_id: UUID, *, lock: bool = True) -> Leg | None:
    """The leg of a claimant who still holds on after her adviser's line was cut off."""
    statement = (
        select(Leg)
        .join(Connection, Connection.id == Leg.connection_id)
        .where(Connection.callback_id == callback_id, Leg.role == "claimant", Leg.state == "answered")
    )
    return session.scalars(statement.with_for_update(of=Leg) if lock else statement).one_or_none()


def claimant_leg(session: Session, connection_id: UUID) -> Leg | None:
    """The leg by which the claimant was rung for a connection, unless it was cancelled before that."""
    statement = select(Leg).where(Leg.connection_id == connection_id, Leg.role == "claimant", Leg.state != "cancelled")
    return session.scalars(statement).one_or_none()


def desks_engaged(session: Session, since: datetime) -> set[str]:
    """Advisers' telephones (as they are dialled) that ring or talk by a leg made since then which is not over."""
    statement = select(Leg.to_number).where(
        Leg.role == "adviser", Leg.state.not_in(tuple(LEG.final)), Leg.created_at > since
    )
    return set(session.scalars(statement))


def interpreted(session: Session, claimant_id: UUID) -> list[Leg]:
    """The legs by which somebody interpreted for her, the latest first."""
    of_hers = select(Connection.id).where(Connection.claimant_id == claimant_id)
    joined = select(Leg).where(Leg.role == "interpreter", Leg.joined_at.is_not(None), Leg.connection_id.in_(of_hers))
    return list(session.scalars(joined.order_by(Leg.joined_at.desc())))
