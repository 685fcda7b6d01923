"""What goes on at this moment: the calls of a site, and the supervisors who are on them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.calls.models import LEG, Call, Connection, Leg


def live_leg_of_supervisor(session: Session, supervisor_id: int) -> Leg | None:
    """The leg by which a supervisor is on a call, or rung for one: the latest, where one left is not over yet."""
    statement = select(Leg).where(Leg.supervisor_id == supervisor_id, Leg.state.not_in(tuple(LEG.final)))
    return session.scalars(statement.order_by(Leg.created_at.desc())).first()


def supervisors_of(session: Session, connection_id: UUID) -> list[Leg]:
    """The legs of supervisors who are on a call, or rung for it, and have not left: the first first."""
    statement = select(Leg).where(
        Leg.connection_id == connection_id,
        Leg.role == "supervisor",
        Leg.state.not_in(tuple(LEG.final)),
        Leg.left_at.is_(None),
    )
    return list(session.scalars(statement.order_by(Leg.created_at)))


def met_nobody(session: Session, since: datetime) -> dict[int, int]:
    """Site to how many claimants answered our call from then on, and no adviser was there."""
    counted = (
        select(Connection.site_id, func.count()).where(Connection.met_nobody_at >= since).group_by(Connection.site_id)
    )
    return dict(session.execute(counted).all())


def textphones_unanswered(session: Session, since: datetime) -> dict[int, int]:
    """Site to how many rang its textphone number from then on, and no desk answered: told so, or gone before."""
    over = or_(Call.booked_at.is_not(None), Call.ended_at.is_not(None))
    counted = (
        select(Call.site_id, func.count())
        .where(Call.textphone, Call.started_at >= since, Call.connected_at.is_(None), over)
        .group_by(Call.site_id)
    )
    return dict(session.execute(counted).all())


def open_connections(session: Session, site_id: int) -> list[Connection]:
    """The calls that go on at a site now, the longest first."""
    statement = select(Connection).where(Connection.site_id == site_id, Connection.ended_at.is_(None))
    return list(session.scalars(statement.order_by(Connection.opened_at, Connection.id)))
