"""A call-back that she books by text, question by question: where she lives, whether it is safe, which time.

What is asked next is decided in texts/rules.py. It rings the number that the texts come from, and nobody yet knows
whose it is: as with one booked by keypad, the short script is gone through first when she is rung.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.service import Contact
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.diary.service import Needs
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import messages
from app.texts import service as texts
from app.texts import words
from app.texts.models import TextBooking, TextedNumber
from app.texts.rules import OFFERED_AT_MOST, SAFE_WITH_INTERPRETER, Act, Decision, Step
from app.values.language import NOT_KNOWN
from app.values.telephone import TelephoneNumber

# Of the times that were offered the last is not offered again.
_LATER = timedelta(minutes=1)


def go_on(
    session: Session, number: TextedNumber, decision: Decision, language: str, now: datetime
) -> tuple[str, Callback | None]:
    """Take her answer and ask the next question; what she is sent, and the call-back once there is one."""
    if decision.act is Act.ASK_AREA:
        texts.begin_booking(session, number, language, now)
        return words.which_area([site.name for site in sites.all_sites(session)], language), None
    booking = texts.booking_of(session, number.telephone, now)
    assert booking is not None  # noqa: S101 - nothing else is decided where no question stands
    booking.asked_at, booking.language = now, language
    if decision.act is Act.ASK_SAFE:
        if decision.choice:
            booking.asked, booking.site_id = Step.SAFE, sites.all_sites(session)[decision.choice - 1].id
        return words.plain(Act.ASK_SAFE, language), None
    site = _site(session, booking)
    match decision.act:
        case Act.DO_NOT_RING:
            texts.end_booking(session, number.telephone)
            return words.do_not_ring(TelephoneNumber.parse(site.telephone).national(), language), None
        case Act.OFFER_LATER:
            return _offer(session, booking, site, _offered(booking)[-1] + _LATER, now, was_asked=True)
        case Act.OFFER_AGAIN:
            return _offer(session, booking, site, _offered(booking)[0], now)
        case Act.BOOK:
            return _book(session, booking, site, decision.choice, now)
        case _:
            booking.interpreter = decision.choice == SAFE_WITH_INTERPRETER
            return _offer(session, booking, site, now, now)


def _offer(
    session: Session,
    booking: TextBooking,
    site: Site,
    from_: datetime,
    now: datetime,
    *,
    again: bool = False,
    was_asked: bool = False,
) -> tuple[str, Callback | None]:
    """The first times from then on, `again` where hers has gone; where there is none the call is owed.

    `was_asked`: she has turned down the earlier ones.
    """
    slots = diary.offer_slots(session, site, _needs(booking, site), from_, now=now, count=OFFERED_AT_MOST)
    if not slots:
        owed = callbacks.owe(
            session,
            site=site,
            needs=_needs(booking, site),
            claimant_id=None,
            call_id=None,
            contact=_contact(booking),
            by_staff=None,
            now=now,
            was_asked=was_asked,
        )
        return _answer(session, booking, owed)
    times = [slot.starts_at for slot in slots]
    booking.asked, booking.offered = Step.TIME, [at.isoformat() for at in times]
    return words.first_offer(times, booking.language, again=again), None


def _book(
    session: Session, booking: TextBooking, site: Site, choice: int, now: datetime
) -> tuple[str, Callback | None]:
    """Take the time she chose; if somebody was quicker, offer the next ones."""
    try:
        slot = diary.slot_at(session, site, _needs(booking, site), _offered(booking)[choice - 1], now)
        booked = callbacks.book(
            session,
            site=site,
            slot=slot,
            claimant_id=None,
            call_id=None,
            contact=_contact(booking),
            by_staff=None,
            now=now,
        )
    except SlotTaken:
        return _offer(session, booking, site, now, now, again=True)
    messages.remind(session, booked, now)
    return _answer(session, booking, booked)


def _answer(session: Session, booking: TextBooking, callback: Callback) -> tuple[str, Callback]:
    """It stands: the answer is its confirmation."""
    texts.end_booking(session, booking.telephone)
    about = replace(messages.about(session, callback), language=booking.language)
    return words.answer(Act.BOOK, about), callback


def _site(session: Session, booking: TextBooking) -> Site:
    assert booking.site_id is not None  # noqa: S101 - the area is asked first
    return sites.by_id(session, booking.site_id)


def _offered(booking: TextBooking) -> list[datetime]:
    return [datetime.fromisoformat(at) for at in booking.offered or ()]


def _needs(booking: TextBooking, site: Site) -> Needs:
    # Which language it is has not been said.
    return diary.needs_of(site, NOT_KNOWN if booking.interpreter else booking.language, booking.interpreter)


def _contact(booking: TextBooking) -> Contact:
    """That it is safe to ring and to text her she has said; of messages she was not asked, so none is left."""
    return Contact(booking.telephone, safe_to_text=True)
