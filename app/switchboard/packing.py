"""From a claim or a call-back, the claimant and her site to the letter that is put in the post. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.appointments.models import Appointment
from app.callbacks.models import Callback
from app.claimants.models import Claimant
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
    Meeting,
    Row,
    Section,
    Sender,
    TriedToRing,
    Words,
    languages_of,
)
from app.scripts.conditions import AGE_IS_COUNTED_TO
from app.scripts.walking import Script
from app.scripts.wording import clock_time, mark, say
from app.sites.models import Office, Site
from app.sites.service import rules_of
from app.values.language import LANGUAGES, NOT_KNOWN
from app.values.london import london_date
from app.values.opening_hours import OpeningHours
from app.values.postal_address import LONGEST_LINE, PostalAddress
from app.values.telephone import TelephoneNumber

MONDAY_TO_FRIDAY = mark("Monday to Friday, {opens} to {closes}")
I_CLAIM = mark("I want to claim: {benefits}.")
TRUE = mark("What this form says is true and complete as far as I know.")
READ = mark("I have read it, or it has been read to me, and I have put right what was wrong.")
CHANGES = mark("I will say so if anything changes, such as work, money, my address or who lives with me.")
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
    payment: Words | None = None
    advice: tuple[Words, ...] = ()


def claim_pack(pieces: Pieces, written_on: date) -> ClaimPack:
    """The claim pack as the letters room sets it, in the language and size of print she asked for."""
    claim, claimant = pieces.claim, pieces.claimant
    languages = languages_of(_correspondence(claimant))
    first_contact = london_date(claimant.first_contact_at)
    answers = facts(claimant, written_on) | dict(pieces.answers)
    head = _letterhead(claimant, pieces.site, pieces.hours, postal_address(claimant, answers), written_on)
    return ClaimPack(
        **head | {"reference": reference(claimant, claim)},
        talked_on=london_date(claim.finished_at or claim.started_at),
        first_contact=first_contact,
        return_by=return_by(first_contact),
        sections=_sections(pieces.script, answers, languages),
        declaration=_declaration(pieces, answers, languages),
        evidence=tuple(_evidence(item, languages) for item in pieces.evidence),
        meeting=_meeting(pieces, languages),
        payment=pieces.payment,
        advice=pieces.advice,
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
    acting: str | None = None,
) -> CallbackConfirmation | TriedToRing:
    """When we shall ring, and at which `office` if not on her own telephone; or, where `tried_at` says when she was
    last rung in vain, that we tried.

    It is written to her, or to whoever acts in her place, where `acting` is their name. Raises ValueError for a
    call-back that has no time to be told.
    """
    head = _letterhead(claimant, site, hours, postal_address(claimant, {}), written_on)
    if acting is not None:
        head |= {"recipient": acting[:LONGEST_LINE], "greeted_as": acting}
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
    )


def facts(claimant: Claimant, today: date) -> dict[str, Any]:
    """What the script is told besides the answers."""
    return {AGE_IS_COUNTED_TO: london_date(claimant.first_contact_at).isoformat(), "today": today.isoformat()}


def reference(claimant: Claimant, claim: Claim) -> str:
    """What stands on the form: her reference, and which of her claims it is where there were others before."""
    return claimant.reference if claim.number == 1 else f"{claimant.reference}/{claim.number}"


def postal_address(claimant: Claimant, answers: Mapping[str, Any]) -> PostalAddress | None:
    """Where her letters go, with her name on top; None where nothing may or can be posted.

    An address that she gave for letters comes before the one where she lives.
    """
    if claimant.do_not_post or answers.get("contact.safe_to_post") == "no":
        return None
    given = answers.get("you.postal_address")
    if not isinstance(given, Mapping) or "lines" not in given:
        given = {"lines": claimant.address_lines or [], "postcode": claimant.postcode or ""}
    address = PostalAddress.of(_recipient(claimant), given["lines"], given["postcode"])
    return address if address.can_be_posted_to else None


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


def _greeted_as(claimant: Claimant) -> str:
    first = claimant.title or claimant.forenames
    return " ".join(filter(None, (first, claimant.surname)))


def _letterhead(
    claimant: Claimant, site: Site, hours: OpeningHours | None, address: PostalAddress | None, written_on: date
) -> dict[str, Any]:
    """What every letter to her has, as `Letterhead` takes it."""
    language = _correspondence(claimant)
    return {
        "reference": claimant.reference,
        "recipient": _recipient(claimant),
        "address_lines": address.lines[1:] if address else (),
        "sender": _sender(site, hours, languages_of(language)),
        "language": language,
        "written_on": written_on,
        "large_print": claimant.large_print,
        "greeted_as": _greeted_as(claimant),
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


def _sections(script: Script, answers: Mapping[str, Any], languages: tuple[str, ...]) -> tuple[Section, ...]:
    in_each = [forms.form(script, answers, one) for one in languages]
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
    claimant = pieces.claimant
    signatories = [" ".join(filter(None, (claimant.title, claimant.forenames, claimant.surname)))]
    if answers.get("partner.joint") == "joint":
        partner = (answers.get(f"partner.{part}") for part in ("forenames", "surname"))
        signatories.append(" ".join(name for name in partner if isinstance(name, str)))
    return Declaration(tuple(said), tuple(signatories))


def _benefits(script: Script, answers: Mapping[str, Any], languages: tuple[str, ...]) -> Words:
    question = script.question("benefits")
    return {
        one: say(I_CLAIM, one, benefits=", ".join(forms.in_words(question, answers["benefits"], one).splitlines()))
        for one in languages
    }


def _evidence(item: EvidenceItem, languages: tuple[str, ...]) -> Evidence:
    return Evidence(
        what={one: say(item.what, one) for one in languages},
        why={one: say(item.why, one) for one in languages},
        what_else={one: say(item.what_else, one) for one in languages} if item.what_else else None,
    )


def _meeting(pieces: Pieces, languages: tuple[str, ...]) -> Meeting | Deferral | None:
    appointment, office = pieces.appointment, pieces.office
    if appointment is None:
        return None
    if appointment.state == "booked" and appointment.starts_at and office:
        place, spoken = (office.name, *office.address_lines), _spoken(pieces.claimant.interpreter_language)
        return Meeting(appointment.starts_at, place, appointment.with_whom, spoken)
    if appointment.state == "deferred" and appointment.until:
        return Deferral(appointment.until, dict.fromkeys(languages, appointment.reason or ""))
    return None


def _spoken(code: str | None) -> str:
    """The English name of the language that somebody interprets; empty where nobody does, or none is known yet."""
    return LANGUAGES[code].english_name if code is not None and code != NOT_KNOWN else ""


def _words(languages: tuple[str, ...], texts: Sequence[str]) -> Words:
    return dict(zip(languages, texts, strict=True))
