"""From the rooms' rows to what the adviser's pages show of a person, a call, a call-back."""

from collections import Counter
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from flask import abort, current_app, get_flashed_messages, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.results import RESULTS
from app.calls import service as calls
from app.calls.models import Connection
from app.casework import service as casework
from app.casework.models import ImmediateNeed
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims import service as claims
from app.console import texts_shown, third_party
from app.console.pages import Banner, CallBar, Choice, HistoryRow, Person
from app.line import service as line
from app.line.models import Offer
from app.scripts import wording
from app.scripts.wording import mark
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import interpreting, pressing, reaching, supervising, transferring
from app.switchboard.context import Switchboard
from app.switchboard.wrapping_up import to_wrap_up
from app.tasks import service as tasks
from app.values.errors import Invalid
from app.values.language import LANGUAGES
from app.values.london import london_date
from app.values.telephone import TelephoneNumber
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

CALLBACK_WORDS = {
    "owed": mark("owed; no time agreed yet"),
    "booked": mark("{when}"),
    "due": mark("due now"),
    "in_progress": mark("going on now"),
    "broken_off": mark("broken off; the rest is to be booked"),
    "letter_wanted": mark("tried in vain; a letter is wanted"),
    "kept": mark("kept"),
    "cancelled": mark("cancelled"),
}
CLAIM_WORDS = {
    "open": mark("begun, not finished"),
    "broken_off": mark("broken off; goes on at the same question"),
    "finished": mark("finished; the form is to be printed"),
    "posted": mark("the form is in the post"),
    "signed": mark("signed form received"),
    "withdrawn": mark("withdrawn"),
}
INTERPRETER_WORDS = {
    "not_wanted": "",
    "wanted": mark("Ringing the interpreter ({language}) …"),
    "joined": mark("With an interpreter ({language})"),
    "gone": mark("The interpreter is no longer on the line. The call goes on."),
    "unreached": mark("No interpreter could be reached ({language})"),
}
JOINED_BEFORE_HER = mark("The interpreter has joined; ringing {who}")
THE_CLAIMANT = mark("the claimant")
SPEAKS_WITH_THEM = mark("Speaks with the person: opened by itself.")
# Nobody is listened to in secret: he reads how he is heard, and what to tell her.
LISTENING_WORDS = {
    "listen": mark("{name} listens: hears you both, and is not heard. Say: “A colleague is listening to our call.”"),
    "whisper": mark("{name} can speak to you: only you hear it. Say: “A colleague is listening and helps me.”"),
    "join": mark("{name} is on the call: you both hear it. Say: “My colleague {name} has joined us.”"),
}
NEED_HANDED = mark("Urgent: {what}. Handed to {name} at {at}, not taken yet: ring {name} if it cannot wait.")
NEED_TO_NOBODY = mark(
    "Urgent: {what}. No officer is named, so the supervisors were told at {at}: ring one of them now."
)
NEED_TAKEN = mark("Urgent: {what}. {name} has taken it at {at}.")
WHOEVER_IS_FREE = mark("Whoever is free longest at {site} ({count})")
RANG_IN = mark("Rang in and spoke with {name}")
WAS_RUNG = mark("Was rung and spoke with {name}")
COMES = mark("{name}'s telephone rings …")
URGENT_WORDS = {
    "no_money": mark("No money"),
    "no_food": mark("No food"),
    "no_heating": mark("No heating or light"),
    "nowhere_to_stay": mark("Nowhere to stay tonight"),
    "danger": mark("In danger from somebody"),
    "health": mark("Health is at risk"),
    "other": mark("Something urgent"),
}


def board() -> Switchboard:
    """What the switchboard works with in this process."""
    found: Switchboard = current_app.extensions["switchboard"]
    return found


def by_itself() -> bool:
    """Whether the page asks for itself again, so that nobody has just looked or chosen to go there."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def go(address: str) -> ResponseReturnValue:
    """Send the whole page elsewhere, though only a part of it was asked for."""
    if "HX-Request" not in request.headers:
        return redirect(address, 303)
    answer = make_response("", 200)
    answer.headers["HX-Redirect"] = address
    return answer


def after_the_call(claimant_id: UUID) -> ResponseReturnValue | None:
    """Where a page that asks for itself again goes when its call has ended meanwhile; None where it has not."""
    connection = connection_of_mine(claimant_id) if by_itself() else None
    return go("/wrap-up") if connection is not None and is_over(connection) else None


def found_or_404(reference: str) -> Claimant:
    """The person of a reference in an address, of whom nothing is shown yet."""
    try:
        found = claimants.by_reference(db(), reference)
    except Invalid:
        found = None
    if found is None:
        abort(404)
    return found


def claimant_or_404(reference: str, why: str = "page") -> Claimant:
    """The person of a reference in an address; that somebody looked is noted. Of a restricted record the reason is
    asked first, unless it is the person that one speaks with."""
    found = found_or_404(reference)
    me, now = access.current_staff().id, clock.now()
    if not claimants.may_open(db(), found.id, me, now):
        if connection_of_mine(found.id) is None:
            wanted = request.full_path.rstrip("?") if request.method == "GET" else f"/people/{found.reference}"
            abort(make_response(go(f"/people/{found.reference}/restricted?{urlencode({'to': wanted})}")))
        claimants.open_restricted(db(), found, say(SPEAKS_WITH_THEM), now, me)
    if "HX-Request" not in request.headers and request.method == "GET":
        claimants.look_at(db(), found.id, me, now, why)
    return found


def connection_of_mine(claimant_id: UUID | None = None) -> Connection | None:
    """The call I am in or have to wrap up; only with that person, if one is named."""
    found = to_wrap_up(db(), access.current_staff().id)
    return found if found is not None and claimant_id in (None, found.claimant_id) else None


def is_over(connection: Connection) -> bool:
    """Whether nobody is on that line any more."""
    return connection.ended_at is not None or connection.adviser_dropped_at is not None


def name_of(claimant: Claimant) -> str:
    """As she is written: "Mrs Nora Example"; empty where it is not known."""
    return " ".join(filter(None, (claimant.title, claimant.forenames, claimant.surname)))


def person(session: Session, claimant: Claimant, now: datetime) -> Person:
    """The left side of every page about her."""
    addressed = claimant.title or claimant.forenames
    language = LANGUAGES[claimant.spoken_language].english_name
    read = LANGUAGES[claimant.read_language].english_name
    helped = claimant.interpreter_language
    facts = [
        (
            say("Language"),
            language if read == language else say("{spoken} spoken, {read} read", spoken=language, read=read),
        ),
        (say("Interpreter"), LANGUAGES[helped].english_name if helped else say("none")),
        (say("Telephone"), TelephoneNumber(claimant.telephone).national() if claimant.telephone else say("not known")),
        (say("Home site"), sites.by_id(session, claimant.home_site_id).name),
        (say("First contact"), said.when(claimant.first_contact_at)),
    ]
    if rings := third_party.rings(session, claimant):
        facts.append((say("Call-back rings"), rings))
    open_callback = callbacks.open_for(session, claimant.id)
    if open_callback is not None:
        facts.append((say("Call-back"), callback_in_words(open_callback)))
        facts.append((say("Proof number"), open_callback.proof_number))
    if claimant.former_names:
        facts.append((say("Formerly"), ", ".join(claimant.former_names)))
    if claimant.safe_times:
        facts.append((say("Safe times"), claimant.safe_times))
    if claimant.agreed_word:
        facts.append((say("Agreed word"), claimant.agreed_word))
    return Person(
        reference=claimant.reference,
        name=name_of(claimant),
        say_as=" ".join(filter(None, (addressed, claimant.surname))) if claimant.surname else "",
        banners=(*_banners(session, claimant, now), *texts_shown.banners(session, claimant)),
        facts=tuple(facts),
        history=_history(session, claimant),
        looking=_looking(session, claimant, now),
    )


def callback_in_words(callback: Callback) -> str:
    """How a call-back stands, in a few words."""
    moment = callback.next_at or callback.due_at or callback.deadline
    return say(CALLBACK_WORDS[callback.state], when=said.when(moment) if moment else "")


def claim_in_words(state: str) -> str:
    """How a claim stands, in a few words."""
    return say(CLAIM_WORDS[state])


def _banners(session: Session, claimant: Claimant, now: datetime) -> tuple[Banner, ...]:
    """What must not be missed; of ringing and messages what is true of the number that the call-back rings."""
    to = reaching.rung(session, claimant)
    found = []
    if (somebody_else := third_party.banner(session, claimant, now)) is not None:
        found.append(somebody_else)
    if (need := casework.need_of(session, claimant.id)) is not None:
        what = ", ".join(say(URGENT_WORDS.get(one, URGENT_WORDS["other"])) for one in need.kinds)
        found.append(Banner(say(_need_words(need), what=what, **_hands(session, need)), "red"))
    if not to.safe_to_ring:
        found.append(Banner(say("It is not safe to ring this number"), "red"))
    if not to.safe_to_leave_message:
        found.append(Banner(say("Do not leave a message")))
    if not to.may_say_who:
        found.append(Banner(say("Do not say who is calling until it is the person")))
    if any(task.kind == "letter_came_back" for task in tasks.open_for(session, claimant.id)):
        found.append(Banner(say("A letter came back: ask where letters may safely go")))
    if claimant.do_not_post:
        found.append(Banner(say("Do not post anything")))
    if claimants.restriction_of(session, claimant.id) is not None:
        found.append(Banner(say("Restricted record: who opens it says why"), "red"))
    if claimant.textphone:
        found.append(Banner(say("Uses a textphone")))
    return tuple(found)


def _need_words(need: ImmediateNeed) -> str:
    if need.taken_at is not None:
        return NEED_TAKEN
    return NEED_HANDED if need.officer_id is not None else NEED_TO_NOBODY


def _hands(session: Session, need: ImmediateNeed) -> dict[str, str]:
    """In whose hands it is, and since when."""
    who = staff.by_id(session, staff_id) if (staff_id := need.taken_by or need.officer_id) is not None else None
    return {"name": who.name if who is not None else "", "at": said.clock_time(need.taken_at or need.raised_at)}


def _history(session: Session, claimant: Claimant) -> tuple[HistoryRow, ...]:
    home = sites.by_id(session, claimant.home_site_id).name
    rows = [HistoryRow(claimant.first_contact_at, say("First contact"), home)]
    for callback, attempts in callbacks.history_of(session, claimant.id):
        site = sites.by_id(session, callback.site_id).name
        rows.append(HistoryRow(callback.booked_at, say("Call-back booked"), site))
        for attempt in attempts:
            label = RESULTS[attempt.result].label if attempt.result else None
            words = say(label.template) if label else say("Rung")
            rows.append(HistoryRow(attempt.started_at, words, site))
    for talk in calls.talks_of(session, claimant.id):
        adviser = staff.by_id(session, talk.adviser_id)
        words = say(RANG_IN if talk.call_id is not None else WAS_RUNG, name=adviser.name if adviser else "")
        rows.append(
            HistoryRow(talk.claimant_joined_at or talk.opened_at, words, sites.by_id(session, talk.site_id).name)
        )
    rows += texts_shown.history(session, claimant)
    for claim in claims.of_claimant(session, claimant.id):
        if claim.finished_at is not None:
            rows.append(HistoryRow(claim.finished_at, say("Start-up finished"), home))
    return tuple(sorted(rows, key=lambda row: row.at))


def _looking(session: Session, claimant: Claimant, now: datetime) -> tuple[str, ...]:
    """Colleagues who opened her record in the last minutes."""
    mine = access.current_staff().id
    ids = audit.lately_seen_by(session, "claimant", claimant.id, now) - {mine}
    return tuple(sorted(found.name for one in ids if (found := staff.by_id(session, one)) is not None))


def call_bar(session: Session, connection: Connection | None) -> CallBar | None:
    """The bar of the call along the bottom of the page."""
    if connection is None:
        return None
    state = "ended" if is_over(connection) else "on_hold" if connection.on_hold else "on_call"
    since = connection.ended_at or connection.adviser_dropped_at
    if since is None:
        since = connection.claimant_joined_at or connection.opened_at
        if connection.claimant_joined_at is None and connection.callback_id is not None:
            state = "ringing"
    claimant = claimants.by_id(session, connection.claimant_id) if connection.claimant_id else None
    who = name_of(claimant) or say("A new caller") if claimant else say("A caller")
    others = supervising.on_call(session, connection)
    listeners = tuple(
        say(LISTENING_WORDS[one.mode] if one.is_in else COMES, name=one.supervisor.name)
        for one in others
        if one.is_in or one.leg.asked_by is not None
    )
    talking = state in ("on_call", "on_hold")
    taker = transferring.taker(session, connection) if talking and others else None
    return CallBar(
        id=str(connection.id),
        state=state,
        since=since,
        who=who,
        note=why_here(session, connection),
        interpreter=_interpreter(connection, state, name_of(claimant) if claimant else ""),
        may_add_interpreter=interpreting.may_be_added(session, connection) is not None,
        listeners=listeners,
        muted=connection.muted,
        may_press_keys=talking and pressing.may_press_keys(connection),
        asked=any(one.leg.asked_by is not None for one in others),
        free=_free(session, connection) if talking and taker is None else (),
        taker=taker.name if taker is not None else "",
        trouble=" ".join(str(message) for message in get_flashed_messages()),
    )


def _free(session: Session, connection: Connection) -> tuple[Choice, ...]:
    """To whom the call can be handed: whoever of a site is free first, or one of them by name."""
    free = transferring.to_whom(session, access.current_staff(), connection)
    of_site = Counter((one.colleague.site_id, one.site) for one in free)
    anyone = [
        Choice(f"site:{site_id}", say(WHOEVER_IS_FREE, site=site, count=count))
        for (site_id, site), count in of_site.items()
    ]
    named = [Choice(str(one.colleague.id), f"{one.colleague.name} · {one.site}") for one in free]
    return (*anyone, *named)


def _interpreter(connection: Connection, state: str, name: str) -> str:
    """How it stands with an interpreter, while the call is on; `name` is hers where it is known."""
    words = INTERPRETER_WORDS[connection.interpreter_state]
    if not words or state == "ended" or connection.interpreter_language is None:
        return ""
    if connection.interpreter_state == "joined" and state == "ringing":
        words = JOINED_BEFORE_HER
    return say(words, who=name or say(THE_CLAIMANT), language=LANGUAGES[connection.interpreter_language].english_name)


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


def today() -> str:
    """The day it is in London, as an ISO date."""
    return london_date(clock.now()).isoformat()
