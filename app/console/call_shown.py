"""The bar of the call along the bottom of an adviser's page, and why the call came here."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from flask import get_flashed_messages
from sqlalchemy.orm import Session

from app import clock
from app.calls.models import Connection, Leg
from app.claimants import service as claimants
from app.console import showing
from app.console.pages import Briefing, CallBar, Choice
from app.interpreters import service as interpreters
from app.line import service as line
from app.line.models import Offer
from app.scripts import wording
from app.scripts.wording import mark
from app.sites import service as sites
from app.switchboard import interpreting, pressing, supervising, transferring
from app.values.language import LANGUAGES
from app.web import access, said
from app.web.said import say

INTERPRETER_WORDS = {
    "not_wanted": "",
    "wanted": mark("Ringing the interpreter ({language}) …"),
    "joined": mark("With an interpreter ({language})"),
    "gone": mark("The interpreter is no longer on the line. The call goes on."),
    "unreached": mark("No interpreter could be reached ({language})"),
}
JOINED_BEFORE_HER = mark("The interpreter has joined; ringing {who}")
THE_CLAIMANT = mark("the claimant")
# Nobody is listened to in secret: he reads how he is heard, and what to tell her.
LISTENING_WORDS = {
    "listen": mark("{name} listens: hears you both, and is not heard. Say: “A colleague is listening to our call.”"),
    "whisper": mark("{name} can speak to you: only you hear it. Say: “A colleague is listening and helps me.”"),
    "join": mark("{name} is on the call: you both hear it. Say: “My colleague {name} has joined us.”"),
}
WHOEVER_IS_FREE = mark("Whoever is free at {site} ({count})")
SPEAKS_TOO = mark("{name} · {site} · speaks {language}")
SUPERVISOR = mark("{name} · {site} · supervisor")
COMES = mark("{name}'s telephone rings …")


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Who can be rung to a call: those who can take it over, and those who can only join."""

    to_take: tuple[Choice, ...] = ()
    to_join: tuple[Choice, ...] = ()


def call_bar(session: Session, connection: Connection | None) -> CallBar | None:
    """The bar of the call along the bottom of the page."""
    if connection is None:
        return None
    state = "ended" if showing.is_over(connection) else "on_hold" if connection.on_hold else "on_call"
    since = connection.ended_at or connection.adviser_dropped_at
    if since is None:
        since = connection.claimant_joined_at or connection.opened_at
        if connection.claimant_joined_at is None and connection.callback_id is not None:
            state = "ringing"
    claimant = claimants.by_id(session, connection.claimant_id) if connection.claimant_id else None
    who = showing.name_of(claimant) or say("A new caller") if claimant else say("A caller")
    others = supervising.on_call(session, connection)
    listeners = tuple(
        say(LISTENING_WORDS[one.mode] if one.is_in else COMES, name=one.supervisor.name)
        for one in others
        if one.is_in or one.leg.asked_by is not None
    )
    talking = state in ("on_call", "on_hold")
    leg = interpreting.who_interprets(session, connection)
    may_add = interpreting.may_be_added(session, connection) is not None
    taker = transferring.taker(session, connection) if talking and others else None
    there = {one.supervisor.id for one in others}
    colleagues = _colleagues(session, connection, there) if talking and taker is None else Colleagues()
    return CallBar(
        id=str(connection.id),
        state=state,
        since=since,
        who=who,
        note=why_here(session, connection),
        interpreter=_interpreter(connection, state, showing.name_of(claimant) if claimant else "", leg),
        may_add_interpreter=may_add,
        languages=_languages(session, connection) if talking and not may_add and leg is None else (),
        briefing=Briefing(interpreters.by_id(session, leg.supplier_id).name, leg.person or "")
        if leg is not None and leg.supplier_id is not None
        else None,
        listeners=listeners,
        muted=connection.muted,
        may_press_keys=talking and pressing.may_press_keys(connection),
        asked=any(one.leg.asked_by is not None for one in others),
        free=colleagues.to_take,
        to_join=colleagues.to_join,
        taker=taker.name if taker is not None else "",
        trouble=" ".join(str(message) for message in get_flashed_messages()),
    )


def _colleagues(session: Session, connection: Connection, besides: Collection[int]) -> Colleagues:
    """Who can be rung to the call, `besides` who is on it: first who speaks the person's language, then whoever of a
    site, then by name."""
    found = transferring.whom(session, access.current_staff(), connection, clock.now())
    free = [one for one in found if one.may_take]
    of_site = Counter((one.colleague.site_id, one.site) for one in free)
    speakers = [
        Choice(
            str(one.colleague.id),
            say(SPEAKS_TOO, name=one.colleague.name, site=one.site, language=LANGUAGES[one.language].english_name),
        )
        for one in free
        if one.language is not None
    ]
    anyone = [
        Choice(f"site:{site_id}", say(WHOEVER_IS_FREE, site=site, count=count))
        for (site_id, site), count in of_site.items()
    ]
    others = [
        Choice(str(one.colleague.id), f"{one.colleague.name} · {one.site}") for one in free if one.language is None
    ]
    supervisors = [
        Choice(str(one.colleague.id), say(SUPERVISOR, name=one.colleague.name, site=one.site))
        for one in found
        if not one.may_take and one.colleague.id not in besides
    ]
    return Colleagues((*speakers, *anyone, *others), tuple(supervisors))


def _languages(session: Session, connection: Connection) -> tuple[Choice, ...]:
    """Of which language an interpreter can be rung, where none is known to be wanted, in the order of their names."""
    names = {code: LANGUAGES[code].english_name for code in interpreting.may_be_chosen(session, connection)}
    return tuple(Choice(code, name) for code, name in sorted(names.items(), key=lambda one: one[1]))


def _interpreter(connection: Connection, state: str, name: str, leg: Leg | None) -> str:
    """How it stands with an interpreter, while the call is on; `name` is hers where it is known, `leg` theirs."""
    words = INTERPRETER_WORDS[connection.interpreter_state]
    if not words or state == "ended" or connection.interpreter_language is None:
        return ""
    if connection.interpreter_state == "joined" and state == "ringing":
        words = JOINED_BEFORE_HER
    language = LANGUAGES[connection.interpreter_language].english_name
    how = say(words, who=name or say(THE_CLAIMANT), language=language)
    return f"{how}: {leg.person}" if leg is not None and leg.person else how


def why_here(session: Session, connection: Connection) -> str:
    """Why this call came to me and whose claimant she is, as one sentence; empty where both are plain."""
    offer = line.offer_by_id(session, connection.offer_id)
    return reason(session, offer) if offer.away else ""


def reason(session: Session, offer: Offer) -> str:
    """Why a call was offered here, with a capital and a full stop, and the home site where it is another."""
    words = wording.say(offer.reason, said.language(), **offer.reason_values)
    words = f"{words[:1].upper()}{words[1:].rstrip('.')}."
    if not offer.away:
        return words
    home = sites.by_id(session, line.demand_of(session, offer).home_site_id).name
    return f"{words} {say('The person belongs to {home}: book there.', home=home)}"
