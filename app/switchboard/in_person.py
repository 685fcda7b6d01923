"""A start-up face to face, booked by the claimant herself on a web page: no reason is asked, and times come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.appointments import expected
from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.appointments.service import FACE_TO_FACE, MeetingSlot
from app.claimants import access
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.sites import service as sites
from app.sites.models import Office, Site
from app.switchboard import at_offices
from app.values.errors import Invalid
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber

TIMES: Final = 8
# So many in so short a time are nobody's day at an office: somebody plays with the page, or a machine does.
ONLINE_AT_MOST, WITHIN = 12, timedelta(hours=1)
TOO_MANY: Final = mark("So many times were booked here that the page rests. Ring us, or come back in an hour.")
NO_NAME: Final = mark("Give your first name and your surname, so that we know whom to expect.")
LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class Wanted:
    """Who comes and what she needs: names, a number to ring (as typed, or empty), the language that somebody is to
    interpret (a code, or empty) and codes of access needs."""

    forenames: str
    surname: str
    telephone: str
    interpreter: str
    access: Sequence[str]

    @property
    def needs(self) -> tuple[str, ...]:
        """What the office must have."""
        return access.of_the_office(self.interpreter, self.access, textphone=False)


def times(session: Session, office: Office, from_: date, now: datetime, needs: Sequence[str]) -> list[MeetingSlot]:
    """The next times at that office from a day on, as long as whoever has these needs takes; none where it has not
    what is needed."""
    site = sites.by_id(session, office.site_id)
    return appointments.face_to_face_times(session, site, now, TIMES, office_id=office.id, from_=from_, needs=needs)


def times_for(session: Session, claimant: Claimant, site: Site, now: datetime, count: int) -> list[MeetingSlot]:
    """The next times at the office nearest to her that has what she needs, as long as she needs."""
    return appointments.face_to_face_times(
        session, site, now, count, claimant.postcode, needs=at_offices.needs_of(claimant)
    )


def slot_for(session: Session, claimant: Claimant, site: Site, office_id: int, starts_at: datetime) -> MeetingSlot:
    """One of them, from what a form sends back. Raises SlotTaken."""
    return appointments.slot_at(session, site, FACE_TO_FACE, office_id, starts_at, needs=at_offices.needs_of(claimant))


def book(session: Session, office: Office, starts_at: datetime, wanted: Wanted, now: datetime) -> Appointment:
    """Book it: her first contact is now. Raises SlotTaken, and Invalid for what cannot be; nothing is half done."""
    if not wanted.forenames.strip() or not wanted.surname.strip():
        raise Invalid(NO_NAME)
    number = TelephoneNumber.parse(wanted.telephone).e164 if wanted.telephone.strip() else None
    if expected.online_since(session, office.id, now - WITHIN) >= ONLINE_AT_MOST:
        raise Invalid(TOO_MANY)
    site = sites.by_id(session, office.site_id)
    slot = appointments.slot_at(session, site, FACE_TO_FACE, office.id, starts_at, needs=wanted.needs)
    hers = claimants.first_contact(session, site.id, now, wanted.interpreter or "en")
    answers = {
        "you.forenames": wanted.forenames.strip()[:LONGEST_NAME],
        "you.surname": wanted.surname.strip()[:LONGEST_NAME],
        **({"contact.telephone": number} if number is not None else {}),
    }
    claimants.update_from_answers(session, hers, answers, now, None)
    claimants.say_access(session, hers, wanted.access, now, None)
    made = appointments.book_face_to_face(
        session, slot, claimant_id=hers.id, call_id=None, by_staff=None, now=now, online=True
    )
    at_offices.arrange_interpreter(session, hers, made, now)
    return made


def book_for(
    session: Session, claimant: Claimant, slot: MeetingSlot, call_id: UUID | None, by: int, now: datetime
) -> Appointment:
    """An adviser books it for somebody who is known. Raises SlotTaken, AlreadyBooked."""
    made = appointments.book_face_to_face(session, slot, claimant_id=claimant.id, call_id=call_id, by_staff=by, now=now)
    at_offices.arrange_interpreter(session, claimant, made, now)
    return made
