"""What is live for us and what is over, to be compared with what Twilio says; and what was mended so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from app.calls.models import LEG, Call, CallEvent, Connection, Leg

SWEEP = "sweep"


@dataclass(frozen=True)
class Ours:
    """A call of either direction as we know it: `leg_id` where we made it, None where it came in; live `since` then."""

    sid: str
    leg_id: UUID | None
    since: datetime


def live_since(session: Session, before: datetime) -> list[Ours]:
    """What has been live for us since that moment or longer, and has a SID: the oldest first."""
    came_in = select(Call.sid, literal(None).label("leg_id"), Call.started_at.label("since")).where(
        Call.ended_at.is_(None), Call.started_at <= before
    )
    made = select(Leg.sid, Leg.id.label("leg_id"), Leg.dialled_at.label("since")).where(
        Leg.state.not_in(tuple(LEG.final)), Leg.sid.is_not(None), Leg.dialled_at <= before
    )
    both = union_all(came_in, made).subquery()
    return [Ours(row.sid, row.leg_id, row.since) for row in session.execute(select(both).order_by(both.c.since))]


def over_before(session: Session, sids: Iterable[str], before: datetime) -> list[str]:
    """Of these SIDs, those of calls that we had as over by that moment."""
    among = list(sids)
    came_in = select(Call.sid).where(Call.sid.in_(among), Call.ended_at <= before)
    made = select(Leg.sid).where(Leg.sid.in_(among), Leg.ended_at <= before)
    return [sid for sid in session.scalars(union_all(came_in, made)) if sid is not None]


def dropped_before(session: Session, before: datetime) -> list[UUID]:
    """Connections that are open although the adviser's line went before that moment."""
    statement = select(Connection.id).where(Connection.ended_at.is_(None), Connection.adviser_dropped_at <= before)
    return list(session.scalars(statement))


def is_live(session: Session, ours: Ours) -> bool:
    """Whether we still have it as live."""
    if ours.leg_id is not None:
        state = session.scalar(select(Leg.state).where(Leg.id == ours.leg_id))
        return state is not None and state not in LEG.final
    return session.scalar(select(Call.ended_at).where(Call.sid == ours.sid)) is None


def mended(session: Session) -> dict[str, int]:
    """How often the sweep has mended what."""
    statement = select(CallEvent.event, func.count()).where(CallEvent.stream == SWEEP).group_by(CallEvent.event)
    return dict(session.execute(statement).all())
