"""What a call-back needs: asked on the booking page, and said in plain words with who and what is held for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.console.booking_pages import NeedsForm
from app.console.pages import Choice
from app.diary import service as diary
from app.diary.service import Needs
from app.interpreters import service as interpreters
from app.scripts import wording
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.models import Office, Site
from app.staff import service as staff
from app.switchboard import arranging
from app.values.language import LANGUAGES, NOT_KNOWN
from app.values.telephone import TelephoneNumber
from app.web.said import say

AT_OFFICE = "office-"
# In an address: an adviser of her home, with an interpreter if need be.
AT_HOME = "home"
# By what somebody speaks on a telephone of their own.
TELEPHONES = {
    "voice": mark("their own telephone"),
    "textphone": mark("their own textphone"),
    "relay": mark("Relay UK (18001)"),
    "signed": mark("British Sign Language, by video relay"),
}

TAKES = mark("The call takes about {minutes} minutes.")
INTERPRETED = mark("An interpreter will be with us on the line before you are.")
BY_TEXTPHONE = mark("We shall ring you by textphone.")
COME = mark("Please be at our office by then: {office}. We shall ring you there, on a private telephone kept for you.")


@dataclass(frozen=True)
class Held:
    """Who and what is held, or would be: the adviser's staff id (None: nobody) and kind to key of the rest."""

    adviser_id: int | None
    besides: Mapping[str, str]


def of_slot(slot: diary.Slot) -> Held:
    """What would be held for a time."""
    return Held(slot.adviser_id, dict(slot.besides))


def of_callback(session: Session, callback: Callback) -> Held:
    """What is held for a call-back."""
    return Held(callback.held_adviser_id, diary.kept_for(session, callback.id))


def office_asked(callback: Callback | None) -> int | None:
    """The office at which she is to be rung, by the form or the address, else by the call-back that is booked."""
    asked = request.values.get("office")
    if asked is None:
        return callback.office_id if callback is not None else None
    return int(asked) if asked.isascii() and asked.isdigit() else None


def form(session: Session, claimant: Claimant, site: Site, office_id: int | None) -> NeedsForm:
    """The question what she needs, as it stands."""
    codes = {*interpreters.languages(session), NOT_KNOWN, claimant.interpreter_language} - {None}
    languages = sorted((LANGUAGES[code].english_name, code) for code in codes if code is not None)
    offices = arranging.offices_with_a_telephone(session, site)
    own = claimant.telephone_kind if claimant.telephone_kind in TELEPHONES else "voice"
    rung_on = f"{AT_OFFICE}{office_id}" if office_id is not None else own
    return NeedsForm(
        languages=tuple((code, name) for name, code in languages),
        interpreter=claimant.interpreter_language or "",
        telephones=(
            *((kind, say(words)) for kind, words in TELEPHONES.items()),
            *((f"{AT_OFFICE}{one.id}", say(mark("a private telephone, {office}"), office=one.name)) for one in offices),
        ),
        rung_on=rung_on,
    )


def choices(session: Session, claimant: Claimant, home: Site, office_id: int | None) -> tuple[Choice, ...]:
    """Where nobody at home speaks her language: an interpreter, or an adviser of another site who speaks it."""
    elsewhere = arranging.fluent_elsewhere(session, claimant, office_id)
    at_home = Choice(AT_HOME, say(mark("an adviser of {site}, with an interpreter"), site=home.name))
    speak = (Choice(one.slug, say(mark("an adviser of {site}, who speaks it"), site=one.name)) for one in elsewhere)
    return (at_home, *speak) if elsewhere else ()


def away_in_words(away: Site | None) -> tuple[str, ...]:
    """Of which site the adviser is, where she chose one who is not of her home; no line where she did not."""
    return (say(mark("an adviser of {site}, as they chose"), site=away.name),) if away is not None else ()


def in_words(session: Session, needs: Needs) -> str:
    """What is needed, how long the interview is, and what is kept together at every time that is shown."""
    wanted = [LANGUAGES[needs.language].english_name] if needs.language != "en" else []
    kept = [say(mark("an adviser"))]
    if needs.interpreter:
        wanted.append(say(mark("an interpreter")))
        kept.append(say(mark("an interpreter, unless the adviser speaks the language")))
    if needs.textphone:
        wanted.append(say(mark("a textphone")))
        kept.append(say(mark("a textphone desk")))
    office = _office(session, needs.office_id)
    if office is not None:
        wanted.append(say(mark("a private telephone at {office}"), office=office.name))
        kept.append(say(mark("a private telephone at {office}"), office=office.name))
    minutes = int(needs.length.total_seconds() // 60)
    words = [say(mark("The interview and its wrap-up take {minutes} minutes."), minutes=minutes)]
    if wanted:
        words.insert(0, say(mark("Needs: {wanted}."), wanted=", ".join(wanted)))
        words.append(say(mark("Kept together at every time shown: {kept}."), kept="; ".join(kept)))
    return " ".join(words)


def held_in_words(session: Session, site: Site, needs: Needs, held: Held) -> tuple[str, ...]:
    """Who and what is held for it, a line for each."""
    words = []
    adviser = staff.by_id(session, held.adviser_id) if held.adviser_id is not None else None
    fluent = adviser is not None and needs.language in adviser.languages
    language = LANGUAGES[needs.language].english_name
    if adviser is not None and needs.language != "en" and fluent:
        words.append(say(mark("{name}, who speaks {language}"), name=adviser.name, language=language))
    elif adviser is not None:
        words.append(adviser.name)
    seat = held.besides.get(diary.INTERPRETER)
    if seat is not None:
        supplier = interpreters.by_id(session, interpreters.supplier_of(seat))
        words.append(say(mark("an interpreter of {supplier}: {language}"), supplier=supplier.name, language=language))
    elif needs.interpreter and adviser is not None and not fluent:
        words.append(say(mark("an interpreter on demand, for whom nothing need be held")))
    desk = held.besides.get(diary.DESK)
    if desk is not None:
        number = desk.rpartition(":")[2]
        words.append(say(mark("textphone desk {number} of {site}"), number=number, site=site.name))
    telephone, office = held.besides.get(diary.TELEPHONE), _office(session, needs.office_id)
    if telephone is not None and office is not None:
        number = TelephoneNumber(telephone).national()
        words.append(say(mark("the private telephone {number} at {office}"), number=number, office=office.name))
    return tuple(words)


def sentences(session: Session, site: Site, needs: Needs, held: Held, language: str) -> list[str]:
    """What is said to her of how she will be rung, and for how long."""
    adviser = staff.by_id(session, held.adviser_id) if held.adviser_id is not None else None
    office = _office(session, needs.office_id)
    said = []
    if office is not None:
        said.append(wording.say(COME, language, office=", ".join(office.address_lines)))
    if needs.textphone:
        said.append(wording.say(BY_TEXTPHONE, language))
    if needs.interpreter and not (adviser is not None and needs.language in adviser.languages):
        said.append(wording.say(INTERPRETED, language))
    rules = sites.rules_of(site)
    minutes = rules.minutes_of(needs.places, interpreter=needs.interpreter, textphone=needs.textphone)
    return [*said, wording.say(TAKES, language, minutes=minutes)]


def where(session: Session, needs: Needs) -> str:
    """Where she is rung, where that is not her own number."""
    office = _office(session, needs.office_id)
    return ", ".join(office.address_lines) if office is not None else ""


def _office(session: Session, office_id: int | None) -> Office | None:
    return sites.office(session, office_id) if office_id is not None else None
