"""Who is expected at an office, and how many have booked by the web page of late."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.values.london import midnight


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
