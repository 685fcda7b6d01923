"""Finding appointments again: whose stands, who is expected at an office, how many booked by the web page of late."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.values.london import midnight

PERSONAL_ADVISER: Final = "personal_adviser"
FACE_TO_FACE: Final = "face_to_face"


def of_day(session: Session, site_id: int, day: date, kind: str) -> list[Appointment]:
    """The site's appointments of a kind that are booked for a London day, by time."""
    statement = select(Appointment).where(
        Appointment.site_id == site_id,
        Appointment.kind == kind,
        Appointment.state == "booked",
        Appointment.starts_at >= midnight(day),
        Appointment.starts_at < midnight(day + timedelta(days=1)),
    )
    return list(session.scalars(statement.order_by(Appointment.starts_at, Appointment.made_at)))


def online_since(session: Session, office_id: int, since: datetime) -> int:
    """How many times at an office were booked by the web page from then on."""
    statement = select(func.count()).where(
        Appointment.office_id == office_id, Appointment.online, Appointment.made_at >= since
    )
    return session.scalar(statement) or 0


def standing(session: Session, claimant_id: UUID, kind: str = PERSONAL_ADVISER) -> Appointment | None:
    """The claimant's appointment of that kind that is booked, deferred or waived."""
    return session.scalar(
        select(Appointment)
        .where(
            Appointment.claimant_id == claimant_id,
            Appointment.kind == kind,
            Appointment.state.in_(("booked", "deferred", "waived")),
        )
        .order_by(Appointment.made_at.desc())
        .limit(1)
    )


def one_of(session: Session, claimant_id: UUID, kind: str) -> Appointment | None:
    """Her standing appointment, with nobody else able to make one for her until the commit."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"appointments {claimant_id}", 0))))
    return standing(session, claimant_id, kind)


def of_call(session: Session, call_id: UUID | None) -> Appointment | None:
    """What was booked in a call."""
    if call_id is None:
        return None
    return session.scalar(select(Appointment).where(Appointment.call_id == call_id, Appointment.state == "booked"))
