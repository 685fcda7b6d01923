"""Who came and who did not; what is done before anything ends for somebody who did not (recommendation 11)."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.appointments.booking import settle, standing, tell
from app.appointments.errors import AlreadyBooked, NotTried
from app.appointments.models import Appointment
from app.sites import service as sites
from app.tasks import service as tasks
from app.tasks.models import Task
from app.tasks.rules import BY_MISTAKE
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import add_working_days, london_date
from app.values.moves import IllegalMove

# She is invited again at once; and is spoken to in person within the five working days that the law gives her to say
# what stood in the way.
INVITED_WITHIN, SPOKEN_TO_WITHIN = 1, 5
BEFORE_ANYTHING_ENDS: Final = {"invite_again": INVITED_WITHIN, "ring_or_visit": SPOKEN_TO_WITHIN}


def get(session: Session, appointment_id: UUID) -> Appointment | None:
    """The appointment of this id."""
    return session.get(Appointment, appointment_id)


def on_days(session: Session, site_id: int, from_: datetime, to: datetime) -> list[Appointment]:
    """Everything in the diary of a site's offices from and to a moment, in order; what was cancelled is left out."""
    query = select(Appointment).where(
        Appointment.site_id == site_id,
        Appointment.starts_at >= from_,
        Appointment.starts_at < to,
        Appointment.state != "cancelled",
    )
    return list(session.scalars(query.order_by(Appointment.starts_at, Appointment.office_id, Appointment.with_whom)))


def came(session: Session, appointment: Appointment, *, by: int, now: datetime) -> None:
    """She came and was seen. Raises IllegalMove, also where it is still to come."""
    _is_past(session, appointment, now, "kept")
    settle(appointment, "kept", by, now)
    session.flush()
    tell(session, "appointment kept", appointment, now, by)


def did_not_come(session: Session, appointment: Appointment, *, by: int, now: datetime) -> None:
    """She did not come: two tasks see to it that she is invited again, and rung or visited.

    Somebody who has not said who they are cannot be asked for. Raises IllegalMove, also where it is still to come.
    """
    _is_past(session, appointment, now, "missed")
    settle(appointment, "missed", by, now)
    session.flush()
    site = sites.by_id(session, appointment.site_id)
    holidays = bank_holidays(Nation(site.nation))
    for kind, days in BEFORE_ANYTHING_ENDS.items() if appointment.claimant_id is not None else ():
        assert appointment.claimant_id is not None  # noqa: S101 - said above
        tasks.want(
            session,
            kind,
            site_id=site.id,
            claimant_id=appointment.claimant_id,
            claim_id=appointment.claim_id,
            appointment_id=appointment.id,
            due_on=add_working_days(london_date(now), days, holidays),
            once_key=f"{kind}:{appointment.id}:{now.isoformat()}",
            now=now,
        )
    tell(session, "appointment missed", appointment, now, by)


def take_back(session: Session, appointment: Appointment, *, by: int, now: datetime) -> None:
    """It was marked by mistake: it is booked again, and what was to be done about it is closed as such.

    Raises IllegalMove, AlreadyBooked where she has another meeting by now.
    """
    session.refresh(appointment, with_for_update=True)
    if appointment.claimant_id is not None:
        other = standing(session, appointment.claimant_id, appointment.kind)
        if other is not None and other.id != appointment.id:
            raise AlreadyBooked(other)
    for task in _wanted(session, appointment):
        tasks.close(session, task, BY_MISTAKE, "", by=by, now=now)
    settle(appointment, "booked", by, now)
    session.flush()
    tell(session, "appointment mark taken back", appointment, now, by)


def left_to_try(session: Session, appointment: Appointment) -> list[Task]:
    """What is still to be done before a missed meeting may be reported as one that came to nothing."""
    return [task for task in _wanted(session, appointment) if task.done_at is None]


def end(session: Session, appointment: Appointment, *, by: int, now: datetime) -> None:
    """Report that no meeting came of it. A person does, and only after both attempts (recommendation 11).

    Raises NotTried where she has not been invited again or not been rung or visited, AlreadyBooked where she has
    another meeting, IllegalMove.
    """
    session.refresh(appointment, with_for_update=True)
    if appointment.claimant_id is None or appointment.state != "missed":
        raise IllegalMove("appointment", appointment.state, "ended")
    other = standing(session, appointment.claimant_id, appointment.kind)
    if other is not None:
        raise AlreadyBooked(other)
    done = {task.kind for task in _wanted(session, appointment) if task.done_at is not None}
    if not done.issuperset(BEFORE_ANYTHING_ENDS):
        raise NotTried
    settle(appointment, "ended", by, now)
    session.flush()
    tell(session, "meeting came to nothing", appointment, now, by)


def missed_and_open(session: Session, site_id: int) -> list[Appointment]:
    """Missed meetings of a site after which no other was made, the oldest first."""
    later = aliased(Appointment)
    another = select(later.id).where(
        later.claimant_id == Appointment.claimant_id,
        later.kind == Appointment.kind,
        later.made_at > Appointment.made_at,
    )
    query = select(Appointment).where(
        Appointment.site_id == site_id,
        Appointment.state == "missed",
        Appointment.claimant_id.is_not(None),
        ~another.exists(),
    )
    return list(session.scalars(query.order_by(Appointment.starts_at)))


def _wanted(session: Session, appointment: Appointment) -> list[Task]:
    """What was wanted since it was last marked as missed."""
    return [
        task
        for task in tasks.of_appointment(session, appointment.id)
        if task.kind in BEFORE_ANYTHING_ENDS and task.made_at == appointment.settled_at
    ]


def _is_past(session: Session, appointment: Appointment, now: datetime, state: str) -> None:
    """Nobody has come, or failed to, before the time it begins."""
    session.refresh(appointment, with_for_update=True)
    if appointment.starts_at is None or appointment.starts_at > now:
        raise IllegalMove("appointment", appointment.state, state)
