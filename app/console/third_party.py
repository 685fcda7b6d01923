"""Who acts for her or helps her, as the adviser's pages show it, and what can be done about it there."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.callbacks.models import RINGS_HELPER, Callback
from app.claimants import on_behalf
from app.claimants import service as claimants
from app.claimants.models import Claimant, ThirdParty
from app.console.pages import Banner, Choice
from app.scripts.service import Scripts
from app.scripts.wording import mark
from app.staff import service as staff
from app.switchboard.reaching import Rung
from app.values.london import london_date
from app.values.telephone import TelephoneNumber
from app.web import said
from app.web.said import say

CAPACITY_WORDS = {
    "helper": mark("helps them"),
    "appointee": mark("their appointee"),
    "attorney": mark("their attorney"),
    "deputy": mark("their deputy"),
}
SPEAK_TO = {
    "appointee": mark("Speak to {name}, their appointee"),
    "attorney": mark("Speak to {name}, their attorney"),
    "deputy": mark("Speak to {name}, their deputy"),
}
NOT_SEEN = mark("{words}. Document not seen yet: take information, give none")
HELPS = mark("{name} helps, with consent: may be told, reports changes only if the person joins")
HELPS_UNTIL = mark("{name} helps, with consent until {day}: may be told, reports changes only if the person joins")
NO_CONSENT = mark("{name} helps; no consent yet: take information, give none")
RUN_OUT = mark("{name} helps; the consent ended on {day}: take information, give none")
HELPER_BOOKED = mark(
    "Somebody else booked this by keypad, and it is their number: ask who they are, take information, give none"
)
BOOKED_FOR_THEM = mark("Somebody else booked this by keypad for them: they may not know of it")
CONSENT_WORDS = {
    "on_call": mark("said by the person on a call"),
    "in_writing": mark("in writing"),
    "own_voice": mark("in the person's own voice, when we rang"),
}
WITHDRAWN_WORDS = {
    "consent_withdrawn": mark("consent withdrawn"),
    "acts_no_longer": mark("acts or helps no longer"),
    "mistaken": mark("recorded by mistake"),
    "replaced": mark("somebody else instead"),
}


WAYS = {
    "in_writing": mark("In writing: the letter is here"),
    "own_voice": mark("The person said so, in their own voice"),
}
ENDS = {
    "consent_withdrawn": mark("The person does not wish it any more"),
    "acts_no_longer": mark("They act or help no longer"),
    "mistaken": mark("It was recorded by mistake"),
}


@dataclass(frozen=True, slots=True)
class ThirdPartyPast:
    """One who spoke for her, now or before, and the steps in words: recorded, consented, withdrawn, by whom."""

    who: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThirdPartyShown:
    """Whoever speaks for her now (`name` empty: nobody), why they may be told or not, and the history.

    `wants_consent` and `wants_document`: what is still to be recorded; `ways` and `ends` are what can be chosen.
    """

    name: str
    why: str
    facts: tuple[tuple[str, str], ...]
    past: tuple[ThirdPartyPast, ...]
    wants_consent: bool = False
    wants_document: bool = False
    ways: tuple[Choice, ...] = ()
    ends: tuple[Choice, ...] = ()


def banner(party: ThirdParty | None, callback: Callback | None, now: datetime) -> Banner | None:
    """Whom to speak to, and what may be told; None where nobody but she is concerned."""
    if party is None:
        return _booked_for(callback)
    may_be_told = claimants.ruling_on(party, london_date(now)).may_be_told
    if party.capacity in on_behalf.ACTING:
        words = say(SPEAK_TO[party.capacity], name=party.name)
        return Banner(words if may_be_told else say(NOT_SEEN, words=words))
    if may_be_told:
        ends = party.consent_until
        return Banner(say(HELPS_UNTIL, name=party.name, day=said.day(ends)) if ends else say(HELPS, name=party.name))
    if party.consent_until is not None:
        return Banner(say(RUN_OUT, name=party.name, day=said.day(party.consent_until)), "red")
    return Banner(say(NO_CONSENT, name=party.name), "red")


def _booked_for(callback: Callback | None) -> Banner | None:
    """That somebody booked the open call-back by keypad for her, until it is known who."""
    if callback is None or callback.on_behalf is None:
        return None
    return Banner(say(HELPER_BOOKED if callback.on_behalf == RINGS_HELPER else BOOKED_FOR_THEM), "red")


def rings(party: ThirdParty | None, to: Rung) -> str:
    """Whom the call-back rings and on which number, where somebody acts for her or helps her; else empty."""
    if party is None:
        return ""
    number = TelephoneNumber(to.telephone).national() if to.telephone else say("number not known")
    if to.third_party is None:
        return say("the person, {number}", number=number)
    return f"{to.third_party.name}, {number}"


def shown(session: Session, scripts: Scripts, claimant: Claimant, today: date) -> ThirdPartyShown | None:
    """Whoever speaks for her now and whoever did before; None where nobody ever did."""
    everybody = claimants.third_parties_of(session, claimant.id)
    if not everybody:
        return None
    now = next((one for one in everybody if one.withdrawn_at is None), None)
    ruling = claimants.ruling_on(now, today)
    why = say(ruling.why.template, **ruling.why.params)
    acts = now is not None and now.capacity in on_behalf.ACTING
    return ThirdPartyShown(
        name=now.name if now else "",
        why=why if now else "",
        facts=_facts(session, scripts, now) if now else (),
        wants_consent=now is not None and not acts and not ruling.may_be_told,
        wants_document=acts and not ruling.may_be_told,
        ways=tuple(Choice(value, say(label)) for value, label in WAYS.items()),
        ends=tuple(Choice(value, say(label)) for value, label in ENDS.items()),
        past=tuple(_past(session, one) for one in everybody),
    )


def relationship(scripts: Scripts, code: str) -> str:
    """What somebody is to her, as the script's list calls it."""
    options = scripts.get("short_call").question("third.relationship").options
    return next((say(one.label) for one in options if one.value == code), code)


def _facts(session: Session, scripts: Scripts, party: ThirdParty) -> tuple[tuple[str, str], ...]:
    found = [
        (say("Name"), party.name),
        (say("What they are"), f"{relationship(scripts, party.relationship)}; {say(CAPACITY_WORDS[party.capacity])}"),
    ]
    if party.telephone:
        found.append((say("Telephone"), TelephoneNumber(party.telephone).national()))
    if party.document:
        found.append((say("Document"), say("seen") if party.document == "seen" else say("to be brought")))
    else:
        found.append((say("Consent"), _consent(session, party)))
    return tuple(found)


def _consent(session: Session, party: ThirdParty) -> str:
    if party.consent is None or party.consent_at is None:
        return say("not yet")
    words = say(
        "{how}, {when}, recorded by {name}",
        how=say(CONSENT_WORDS[party.consent]),
        when=said.when(party.consent_at),
        name=staff.name_of(session, party.consent_by),
    )
    return say("{words}, until {day}", words=words, day=said.day(party.consent_until)) if party.consent_until else words


def _past(session: Session, party: ThirdParty) -> ThirdPartyPast:
    steps = [
        say(
            "recorded {when} by {name}",
            when=said.when(party.recorded_at),
            name=staff.name_of(session, party.recorded_by),
        )
    ]
    if party.consent is not None:
        steps.append(say("consent: {words}", words=_consent(session, party)))
    if party.withdrawn_at is not None and party.withdrawn_why is not None:
        when, name = said.when(party.withdrawn_at), staff.name_of(session, party.withdrawn_by)
        steps.append(
            say("{why}, {when}, by {name}", why=say(WITHDRAWN_WORDS[party.withdrawn_why]), when=when, name=name)
        )
    return ThirdPartyPast(f"{party.name}, {say(CAPACITY_WORDS[party.capacity])}", tuple(steps))
