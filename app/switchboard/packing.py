"""From a claim or a call-back, the claimant and her site to the letter that is put in the post. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel import Locale

from app.appointments.models import Appointment
from app.appointments.rules import REASONS
from app.callbacks.models import Callback
from app.claimants.models import Claimant, ThirdParty
from app.claims import form as forms
from app.claims.models import Claim
from app.claims.rules import EvidenceItem, return_by
from app.letters.pack import (
    CallbackConfirmation,
    ClaimPack,
    Correspondence,
    Declaration,
    Deferral,
    Evidence,
    Job,
    Meeting,
    Row,
    Section,
    Sender,
    TriedToRing,
    TypedPage,
    Words,
    languages_of,
)
from app.scripts.conditions import AGE_IS_COUNTED_TO
from app.scripts.walking import Script
from app.scripts.wording import clock_time, mark, say
from app.sites.models import Office, Site
from app.sites.service import rules_of
from app.vacancies.models import Vacancy
from app.values.language import LANGUAGES, NOT_KNOWN
from app.values.london import london_date
from app.values.opening_hours import OpeningHours
from app.values.postal_address import LONGEST_LINE, MOST_LINES, PostalAddress
from app.values.telephone import TelephoneNumber

MONDAY_TO_FRIDAY = mark("Monday to Friday, {opens} to {closes}")
I_CLAIM = mark("I want to claim: {benefits}.")
TRUE = mark("What this form says is true and complete as far as I know.")
READ = mark("I have read it, or it has been read to me, and I have put right what was wrong.")
CHANGES = mark("I will say so if anything changes, such as work, money, my address or who lives with me.")
SIGNS_FOR = mark("{name}, for {claimant}")
INTERPRETED = mark("The interview was interpreted, in {spoken}.")
COUNCIL = mark("You may pass what I have said to my council, for Housing Benefit and Council Tax Benefit.")


@dataclass(frozen=True)
class Pieces:
    """What a pack is put together from. `answers` are field → value, sealed ones opened."""

    claim: Claim
    claimant: Claimant
    script: Script
    answers: Mapping[str, Any]
    evidence: Sequence[EvidenceItem]
    site: Site
    hours: OpeningHours | None = None
    appointment: Appointment | None = None
    office: Office | None = None
    payment: Sequence[str] = ()  # what is told of when it may be expected; nothing: we do not know yet
    acting: ThirdParty | None = None
    interpreted_in: str | None = None  # the code of the language
    kept_at: Office | None = None
    vacancies: Sequence[Vacancy] = ()
    advice: tuple[Words, ...] = ()
    again: bool = False  # it was posted before
    left_out: frozenset[str] = frozenset()  # sections that do not go to whoever reads this one


def claim_pack(pieces: Pieces, written_on: date) -> ClaimPack:
    """The claim pack as the letters room sets it, in the language and size of print she asked for."""
    claim, claimant = pieces.claim, pieces.claimant
    languages = languages_of(_correspondence(claimant))
    first_contact = london_date(first_contact_at(claimant, claim))
    answers = facts(claimant, written_on) | dict(pieces.answers)
    head = letterhead(claimant, pieces.site, pieces.hours, answers, written_on, pieces.acting)
    kept_at = pieces.kept_at
    if kept_at is not None:
        head |= {"address_lines": _care_of(kept_at)}
    return ClaimPack(
        **head | {"reference": reference(claimant, claim)},
        talked_on=london_date(claim.finished_at or claim.started_at),
        first_contact=first_contact,
        return_by=return_by(first_contact),
        sections=_sections(pieces, answers, languages),
        declaration=_declaration(pieces, answers, languages),
        evidence=tuple(_evidence(item, languages) for item in pieces.evidence),
        meeting=meeting(pieces.appointment, pieces.office, languages, claimant.interpreter_language),
        payment=_payment(pieces, languages),
        jobs=tuple(
            Job(one.title, one.employer, one.place, one.wage, one.hours, one.contact) for one in pieces.vacancies
        ),
        advice=pieces.advice,
        kept_at=kept_at.name if kept_at is not None else "",
        again=pieces.again,
        choice_is_theirs="jsa" not in (answers.get("benefits") or ()),
    )


def callback_letter(
    callback: Callback,
    claimant: Claimant,
    site: Site,
    hours: OpeningHours | None,
    written_on: date,
    tried_at: datetime | None = None,
    office: Office | None = None,
    acting: ThirdParty | None = None,
    typed: TypedPage | None = None,
) -> CallbackConfirmation | TriedToRing:
    """When we shall ring, and at which `office` if not on her own telephone, or type with her at the `typed` page; or,
    where `tried_at` says when she was last rung in vain, that we tried.

    It is written to her, or to whoever is `acting` in her place. Raises ValueError for a
    call-back that has no time to be told.
    """
    head = letterhead(claimant, site, hours, {}, written_on, acting)
    if tried_at is not None:
        return TriedToRing(**head, last_tried_on=london_date(tried_at))
    at = callback.due_at or callback.deadline
    if at is None:
        raise ValueError(f"call-back {callback.id} has neither a time nor a deadline")
    return CallbackConfirmation(
        **head,
        at=at,
        minutes=rules_of(site).minutes_of(
            callback.places, interpreter=callback.interpreter_language is not None, textphone=callback.textphone
        ),
        place=", ".join(office.address_lines) if office is not None else "",
        owed=callback.due_at is None,
        number_that_shows=TelephoneNumber(site.telephone).national(),
        interpreted_in=_spoken(callback.interpreter_language),
        typed=typed,
    )


def facts(claimant: Claimant, today: date) -> dict[str, Any]:
    """What the script is told besides the answers."""
    return {AGE_IS_COUNTED_TO: london_date(claimant.first_contact_at).isoformat(), "today": today.isoformat()}


def reference(claimant: Claimant, claim: Claim) -> str:
    """What stands on the form: her reference, and which of her claims it is where there were others before."""
    return claimant.reference if claim.number == 1 else f"{claimant.reference}/{claim.number}"


def first_contact_at(claimant: Claimant, claim: Claim) -> datetime:
    """The date of this claim, if the signed form comes in time: her first contact, or that about a later claim."""
    return claimant.first_contact_at if claim.number == 1 else claim.started_at


def postal_address(
    claimant: Claimant, answers: Mapping[str, Any], acting: ThirdParty | None = None
) -> PostalAddress | None:
    """Where her letters go, with her name on top; None where nothing may or can be posted.

    Whoever is `acting` in her place is written to where they live, if they said where. An address that she gave for
    letters comes before the one where she lives.
    """
    if acting is not None and acting.address_lines:
        address = PostalAddress.of(acting.name[:LONGEST_LINE], acting.address_lines, acting.postcode or "")
        return address if address.can_be_posted_to else None
    if claimant.do_not_post or answers.get("contact.safe_to_post") == "no":
        return None
    given = answers.get("you.postal_address")
    if not isinstance(given, Mapping) or "lines" not in given:
        given = {"lines": claimant.address_lines or [], "postcode": claimant.postcode or ""}
    address = PostalAddress.of(_recipient(claimant), given["lines"], given["postcode"])
    return address if address.can_be_posted_to else None


def may_be_kept(claimant: Claimant, answers: Mapping[str, Any]) -> bool:
    """Whether a letter for her may wait at an office: she has no address, and nothing forbids writing to her."""
    unsafe = claimant.do_not_post or answers.get("contact.safe_to_post") == "no"
    return not unsafe and postal_address(claimant, answers) is None


def _care_of(office: Office) -> tuple[str, ...]:
    """An office's address as the lines under her name, as many as the window shows."""
    *lines, postcode = office.address_lines
    return (office.name[:LONGEST_LINE], *lines[: MOST_LINES - 3], postcode)


def _correspondence(claimant: Claimant) -> Correspondence:
    match claimant.correspondence:
        case "cy" | "both" as welsh:
            return welsh
        case _:
            return "en"


def _recipient(claimant: Claimant) -> str:
    """Her name as it stands on an envelope, first names cut to initials where it would be too long."""
    names = (claimant.forenames or "").split()
    initials = " ".join(name[0] for name in names)
    for first_names in (" ".join(names), initials, ""):
        whole = " ".join(filter(None, (claimant.title, first_names, claimant.surname)))
        if len(whole) <= LONGEST_LINE:
            return whole
    return whole[:LONGEST_LINE]


def _in_full(claimant: Claimant) -> str:
    return " ".join(filter(None, (claimant.title, claimant.forenames, claimant.surname)))


def _greeted_as(claimant: Claimant) -> str:
    first = claimant.title or claimant.forenames
    return " ".join(filter(None, (first, claimant.surname)))


def letterhead(
    claimant: Claimant,
    site: Site,
    hours: OpeningHours | None,
    answers: Mapping[str, Any],
    written_on: date,
    acting: ThirdParty | None = None,
) -> dict[str, Any]:
    """What every letter has, as `Letterhead` takes it: to her, or to whoever is `acting` in her place."""
    language = _correspondence(claimant)
    address = postal_address(claimant, answers, acting)
    return {
        "reference": claimant.reference,
        "recipient": acting.name[:LONGEST_LINE] if acting else _recipient(claimant),
        "address_lines": address.lines[1:] if address else (),
        "sender": _sender(site, hours, languages_of(language)),
        "language": language,
        "written_on": written_on,
        "large_print": claimant.large_print,
        "greeted_as": acting.name if acting else _greeted_as(claimant),
        "on_behalf_of": _in_full(claimant) if acting else "",
    }


def _sender(site: Site, hours: OpeningHours | None, languages: tuple[str, ...]) -> Sender:
    return Sender(
        site=site.name,
        telephone=TelephoneNumber(site.telephone).national(),
        textphone=TelephoneNumber(site.textphone).national(),
        address_lines=tuple(site.address_lines),
        hours=_hours(hours, languages),
    )


def _hours(hours: OpeningHours | None, languages: tuple[str, ...]) -> Words | None:
    """The week in a line, where it is the same from Monday to Friday; else nothing."""
    if hours is None or len(hours.week[0]) != 1 or len(set(hours.week[:5])) != 1 or any(hours.week[5:]):
        return None
    day = hours.week[0][0]
    return {
        one: say(MONDAY_TO_FRIDAY, one, opens=clock_time(day.opens, one), closes=clock_time(day.closes, one))
        for one in languages
    }


def _sections(pieces: Pieces, answers: Mapping[str, Any], languages: tuple[str, ...]) -> tuple[Section, ...]:
    in_each = [forms.form(pieces.script, answers, one, pieces.left_out) for one in languages]
    return tuple(
        Section(
            _words(languages, [section.heading for section in same]),
            tuple(
                Row(_words(languages, [row.label for row in rows]), _words(languages, [row.answer for row in rows]))
                for rows in zip(*(section.rows for section in same), strict=True)
            ),
        )
        for same in zip(*in_each, strict=True)
    )


def _declaration(pieces: Pieces, answers: Mapping[str, Any], languages: tuple[str, ...]) -> Declaration:
    statements = [TRUE, READ, CHANGES]
    if answers.get("declaration.council") == "yes":
        statements.append(COUNCIL)
    said: list[Words] = [{one: say(statement, one) for one in languages} for statement in statements]
    if answers.get("benefits"):
        said.insert(0, _benefits(pieces.script, answers, languages))
    if pieces.interpreted_in:
        said.append({one: say(INTERPRETED, one, spoken=_name_of(pieces.interpreted_in, one)) for one in languages})
    claimant = pieces.claimant
    acting = pieces.acting
    signatories = [
        say(SIGNS_FOR, languages[0], name=acting.name, claimant=_in_full(claimant)) if acting else _in_full(claimant)
    ]
    if answers.get("partner.joint") == "joint":
        partner = (answers.get(f"partner.{part}") for part in ("forenames", "surname"))
        signatories.append(" ".join(name for name in partner if isinstance(name, str)))
    return Declaration(tuple(said), tuple(signatories))


def _name_of(spoken: str, language: str) -> str:
    """The name of a spoken language, in a language of correspondence."""
    return Locale(language).languages.get(spoken) or LANGUAGES[spoken].english_name


def _benefits(script: Script, answers: Mapping[str, Any], languages: tuple[str, ...]) -> Words:
    question = script.question("benefits")
    return {
        one: say(I_CLAIM, one, benefits=", ".join(forms.in_words(question, answers["benefits"], one).splitlines()))
        for one in languages
    }


def _payment(pieces: Pieces, languages: tuple[str, ...]) -> Words | None:
    if not pieces.payment:
        return None
    return {one: " ".join(say(told, one) for told in pieces.payment) for one in languages}


def _evidence(item: EvidenceItem, languages: tuple[str, ...]) -> Evidence:
    return Evidence(
        what={one: say(item.what, one) for one in languages},
        why={one: say(item.why, one) for one in languages},
        what_else={one: say(item.what_else, one) for one in languages} if item.what_else else None,
    )


def meeting(
    appointment: Appointment | None, office: Office | None, languages: tuple[str, ...], interpreter: str | None
) -> Meeting | Deferral | None:
    """What is agreed about the meeting with a personal adviser, as a letter says it; None where nothing is.

    `interpreter` is the language that somebody interprets.
    """
    if appointment is None:
        return None
    if appointment.state == "booked" and appointment.starts_at and office:
        place, spoken = (office.name, *office.address_lines), _spoken(interpreter)
        return Meeting(appointment.starts_at, place, appointment.with_whom, spoken)
    if appointment.state == "deferred" and appointment.until:
        return Deferral(appointment.until, _why_put_off(appointment, languages))
    return None


def _spoken(code: str | None) -> str:
    """The English name of the language that somebody interprets; empty where nobody does, or none is known yet."""
    return LANGUAGES[code].english_name if code is not None and code != NOT_KNOWN else ""


def _why_put_off(appointment: Appointment, languages: tuple[str, ...]) -> Words:
    """The kind of reason in her language; where it is none of those named, what the adviser wrote."""
    if appointment.because in (None, "other"):
        return dict.fromkeys(languages, appointment.reason or "")
    return {one: say(REASONS[appointment.because], one) for one in languages}


def _words(languages: tuple[str, ...], texts: Sequence[str]) -> Words:
    return dict(zip(languages, texts, strict=True))
