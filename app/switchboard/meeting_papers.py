"""Letters about the meeting with a personal adviser: written when what she was last told by letter holds no more."""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.appointments.service import PERSONAL_ADVISER
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.letters import service as letters
from app.letters.errors import LetterRefusedError
from app.letters.models import Letter
from app.letters.pack import (
    MEETS,
    AppointmentChanged,
    Deferral,
    Meeting,
    MeetingLetter,
    MeetingPutOff,
    MissedAppointment,
    languages_of,
    told_of_meeting,
)
from app.sites import service as sites
from app.switchboard import packing, reaching
from app.values.london import london_date

KIND_OF: Final = {"booked": "appointment_changed", "missed": "missed_appointment", "deferred": "deferral"}
WRITTEN_OF_FOR: Final = timedelta(days=14)
"""How long after a missed meeting a letter about it is still of use."""


def want_letters(session: Session, now: datetime) -> list[Letter]:
    """A letter to everybody whose meeting is not what she was last told: changed, missed, or put off until a day.

    Asked before each print run, so that whoever changes a meeting, and how, makes no difference. A claim form that
    is still to be printed says it by itself.
    """
    found = {
        appointment.claimant_id: appointment for appointment in session.scalars(_latest(now)) if appointment.claimant_id
    }
    told = letters.last_told(session, found.keys())
    in_the_form = letters.waiting_for_form(session, found.keys())
    wanted = []
    for claimant_id, appointment in found.items():
        said = told.get(claimant_id)
        if claimant_id in in_the_form or (said is None and appointment.state == "booked"):
            continue
        claimant = _claimant(session, claimant_id)
        if reaching.posted_to(session, claimant, london_date(now)) is None:
            continue
        if said != told_of_meeting(_compose(session, appointment, claimant, said, london_date(now))):
            kind = KIND_OF[appointment.state]
            wanted.append(letters.want(session, kind, claimant_id, now, appointment_id=appointment.id))
    return wanted


def compose(session: Session, letter: Letter, on: date) -> MeetingLetter:
    """What the letter says. Raises LetterRefusedError where the meeting has changed since it was asked for."""
    appointment = session.get_one(Appointment, letter.appointment_id)
    if KIND_OF.get(appointment.state) != letter.kind:
        raise LetterRefusedError("the meeting has changed since the letter was asked for")
    said = letters.last_told(session, [letter.claimant_id]).get(letter.claimant_id)
    return _compose(session, appointment, _claimant(session, letter.claimant_id), said, on)


def _latest(now: datetime) -> Select[Appointment]:
    """Meetings to come, put off or lately missed, the latest made of each person last."""
    return (
        select(Appointment)
        .where(
            Appointment.kind == PERSONAL_ADVISER,
            or_(
                and_(Appointment.state == "booked", Appointment.starts_at > now),
                and_(Appointment.state == "deferred", Appointment.until > london_date(now)),
                and_(Appointment.state == "missed", Appointment.starts_at > now - WRITTEN_OF_FOR),
            ),
        )
        .order_by(Appointment.claimant_id, Appointment.made_at)
    )


def _compose(
    session: Session, appointment: Appointment, claimant: Claimant, said: str | None, on: date
) -> MeetingLetter:
    site = sites.by_id(session, appointment.site_id)
    acting = reaching.written_to(session, claimant, on)
    head = packing.letterhead(claimant, site, sites.hours_of(session, site), {}, on, acting)
    office = sites.office(session, appointment.office_id) if appointment.office_id is not None else None
    if appointment.state == "missed":
        if appointment.starts_at is None:
            raise ValueError(f"appointment {appointment.id} was missed and had no time")
        return MissedAppointment(**head, expected_at=appointment.starts_at)
    match packing.meeting(appointment, office, languages_of(head["language"]), claimant.interpreter_language):
        case Meeting() as meeting:
            return AppointmentChanged(**head, meeting=meeting, instead=said is not None and said.startswith(MEETS))
        case Deferral() as deferral:
            return MeetingPutOff(**head, deferral=deferral)
        case None:
            raise ValueError(f"appointment {appointment.id} says nothing that could be written")


def _claimant(session: Session, claimant_id: UUID) -> Claimant:
    claimant = claimants.by_id(session, claimant_id)
    assert claimant is not None  # noqa: S101 - an appointment has its claimant
    return claimant
