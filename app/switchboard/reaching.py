"""Whom a call-back rings and who is written to about it: she herself, or somebody who acts for her or helps her."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.service import Contact
from app.claimants import service as claimants
from app.claimants.models import Claimant, ThirdParty
from app.conversations import service as conversations
from app.staff import service as staff
from app.switchboard import packing
from app.texts import service as texts
from app.values.london import london_date
from app.values.opening_hours import Stretch
from app.values.postal_address import PostalAddress
from app.values.telephone import TelephoneNumber


@dataclass(frozen=True)
class Rung:
    """The number to ring (E.164, None: not known), what is safe of it, and whose it is (None: her own)."""

    telephone: str | None
    safe_to_ring: bool
    safe_to_leave_message: bool
    may_say_who: bool
    third_party: ThirdParty | None = None


def rung(session: Session, claimant: Claimant, ringing_from: str | None = None) -> Rung:
    """Whom her call-back rings. `ringing_from` is used where she has given no number and it is she who rings."""
    return rung_with(claimant, claimants.third_party_of(session, claimant.id), ringing_from)


def rung_with(claimant: Claimant, party: ThirdParty | None, ringing_from: str | None = None) -> Rung:
    """The same, where it is known already who acts for her or helps her."""
    if party is not None and party.rings_back:
        return _of_party(party)
    telephone = claimant.telephone or (ringing_from if party is None else None)
    return Rung(telephone, claimant.safe_to_ring, claimant.safe_to_leave_message, claimant.may_say_who)


def texted(claimant: Claimant, to: Rung, today: date) -> str | None:
    """The mobile number that a text about the time may go to (E.164); None where there is none.

    It goes to whoever is rung, where that is safe and they may be written to; else to her own number, where that is
    safe. A helper without her consent gets nothing.
    """
    party = to.third_party
    hers_is_safe = claimants.text_is_safe(claimant.safe_to_text, claimant.safe_to_leave_message)
    if party is None:
        number = to.telephone if hers_is_safe else None
    elif party.safe_to_text and claimants.ruling_on(party, today).may_be_written_to:
        number = party.telephone
    else:
        number = claimant.telephone if hers_is_safe else None
    return number if number is not None and TelephoneNumber(number).is_mobile else None


def texted_about(session: Session, callback: Callback, today: date) -> str | None:
    """The same for a call-back that is booked."""
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    if callback.third_party_id is None or claimant is None:
        return callback.telephone if callbacks.may_text(callback, claimant) else None
    return texted(claimant, _of_party(claimants.third_party(session, callback.third_party_id)), today)


def number_to_text(session: Session, callback: Callback, now: datetime) -> str | None:
    """The mobile number (E.164) to which a text about a call-back may go now: safe, readable, and nobody there has
    stopped us; None where there is none."""
    number = texted_about(session, callback, london_date(now))
    return number if number is not None and texts.stopped_at(session, number) is None else None


def way(
    session: Session, callback: Callback, now: datetime, *, desk: bool | None = None, by_letter: bool = False
) -> str:
    """By which way the next try reaches her; `desk`, where it is decided, is whether a textphone desk rings her, and
    `by_letter` that a letter brings her a code for the typed page."""

    def can_type() -> bool:
        hers = callback.claimant_id
        told = by_letter or number_to_text(session, callback, now) is not None
        return told or (hers is not None and _comes_in(session, hers, now))

    def has_desk() -> bool:
        if desk is not None:
            return desk
        return staff.has_textphone(session, callback.site_id) and not is_asked_to_the_page()

    def is_asked_to_the_page() -> bool:
        # She has been told that nobody rings then, whoever comes to work meanwhile.
        at = callback.next_at
        return at is not None and conversations.was_invited(session, callback.id, at)

    return callbacks.way_of(session, callback, has_desk=has_desk, can_type=can_type)


def _comes_in(session: Session, claimant_id: UUID, now: datetime) -> bool:
    """Whether she has a code for the typed page, or has used it and is there."""
    return conversations.has_code(session, claimant_id, now) or conversations.open_of(session, claimant_id) is not None


def contact(claimant: Claimant, to: Rung) -> Contact:
    """The same, as a call-back keeps it."""
    party = to.third_party
    return Contact(
        to.telephone or "",
        to.safe_to_ring,
        to.safe_to_leave_message,
        party.safe_to_text if party is not None else claimant.safe_to_text,
        third_party_id=party.id if party is not None else None,
    )


@dataclass(frozen=True)
class Reached:
    """How she is reached as she has said: `times` are those that are safe, None where only she can say (see
    `callbacks.safe_times`)."""

    contact: Contact
    times: tuple[Stretch, ...] | None


def before_an_answer(session: Session, claimant: Claimant) -> Reached:
    """How she is reached, and her open call-back locked: what is answered next may change both."""
    callback = callbacks.open_for(session, claimant.id)
    if callback is not None:
        callbacks.lock(session, callback)
    return _reached(session, claimant)


def after_an_answer(session: Session, claimant: Claimant, before: Reached, by: int, now: datetime) -> None:
    """Where another number, or another answer to what is safe, has been given, her open call-back is made so from now
    on: what was promised is not made to a number that is hers no more.

    At an office another telephone is rung, of which nothing was said.
    """
    after, callback = _reached(session, claimant), callbacks.open_for(session, claimant.id)
    if callback is None or callback.office_id is not None or after == before or not after.contact.telephone:
        return
    # Who it is that booked by keypad for her is not known yet, as long as that is all that is known of the number.
    unknown = after.contact.telephone == callback.telephone and after.contact.third_party_id is None
    contact = replace(after.contact, on_behalf=callback.on_behalf if unknown else None)
    callbacks.correct_contact(session, callback, contact, by_staff=by, now=now)


def _reached(session: Session, claimant: Claimant) -> Reached:
    times = None if claimant.rung_as_agreed else callbacks.times_said(claimant)
    return Reached(contact(claimant, rung(session, claimant)), times)


def written_to(session: Session, claimant: Claimant, today: date) -> ThirdParty | None:
    """Who is written to in her place; None: she herself. A letter speaks of benefits, so it never goes to a helper."""
    party = claimants.third_party_of(session, claimant.id)
    if party is None or party.document is None or not claimants.ruling_on(party, today).may_be_told:
        return None
    return party


def posted_to(
    session: Session, claimant: Claimant, today: date, answers: Mapping[str, Any] | None = None
) -> PostalAddress | None:
    """Where letters about her go, to her or to whoever acts in her place; None where nothing may or can be posted.

    `answers` are what stands answered in her claim, where the letter is about one.
    """
    return packing.postal_address(claimant, answers or {}, written_to(session, claimant, today))


def _of_party(party: ThirdParty) -> Rung:
    return Rung(party.telephone, party.safe_to_ring, party.safe_to_leave_message, party.may_say_who, party)
