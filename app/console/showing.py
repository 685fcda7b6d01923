"""From the rooms' rows to what the adviser's pages show of a person, a call, a call-back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from flask import abort, current_app, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Attempt, Callback
from app.callbacks.results import RESULTS
from app.calls import service as calls
from app.calls.models import Connection
from app.casework import service as casework
from app.casework.models import ImmediateNeed
from app.claimants import service as claimants
from app.claimants.access import ACCESS_NEEDS
from app.claimants.models import Claimant, ThirdParty
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.rules import return_by
from app.console import texts_shown, third_party, who_interprets
from app.console.pages import Banner, HistoryRow, Person
from app.conversations import service as conversations
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.switchboard import arranging, packing, reaching
from app.switchboard.context import Switchboard
from app.switchboard.reaching import Rung
from app.switchboard.wrapping_up import to_wrap_up
from app.tasks import service as tasks
from app.texts import service as texts
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
    "letter_wanted": mark("tried in vain; a letter is wanted"),
    "kept": mark("kept"),
    "cancelled": mark("cancelled"),
}
BOOKED_BESIDES = mark(
    "Another call-back to this number was booked without an adviser ({how}). Ask whether it is theirs too: then "
    "cancel it on their page."
)
CLAIM_WORDS = {
    "open": mark("begun, not finished"),
    "broken_off": mark("broken off; goes on at the same question"),
    "finished": mark("finished; the form is to be printed"),
    "posted": mark("the form is in the post"),
    "signed": mark("signed form received"),
    "correcting": mark("corrections are being written in"),
    "withdrawn": mark("withdrawn"),
}
SPEAKS_BY = {
    "textphone": mark("Uses a textphone"),
    "relay": mark("By Relay UK: say “go ahead” when it is their turn, and wait. The assistant is no third party"),
    "typed": mark("Types on our web page"),
    "signed": mark("In British Sign Language, by video relay: speak to them, not to the interpreter, and allow time"),
}
SPEAKS_WITH_THEM = mark("Speaks with the person: opened by itself.")
NEED_HANDED = mark("Urgent: {what}. Handed to {name} at {at}, not taken yet: ring {name} if it cannot wait.")
NEED_TO_NOBODY = mark(
    "Urgent: {what}. No officer is named, so the supervisors were told at {at}: ring one of them now."
)
NEED_TAKEN = mark("Urgent: {what}. {name} has taken it at {at}.")
RANG_IN = mark("Rang in and spoke with {name}")
WAS_RUNG = mark("Was rung and spoke with {name}")
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
        if connection_of_mine(found.id) is None and conversations.with_claimant(db(), me, found.id) is None:
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
    """The left side of every page about her. What several of its parts tell of is asked of the database once."""
    home = sites.by_id(session, claimant.home_site_id)
    party = claimants.third_party_of(session, claimant.id)
    rung = reaching.rung_with(claimant, party)
    claimed = claims.of_claimant(session, claimant.id)
    promised = callbacks.history_of(session, claimant.id)
    open_callback = callbacks.still_open(one for one, _ in promised)
    written = texts.about(session, [one.id for one, _ in promised])
    addressed = claimant.title or claimant.forenames
    language = LANGUAGES[claimant.spoken_language].english_name
    read = LANGUAGES[claimant.read_language].english_name
    facts = [
        (
            say("Language"),
            language if read == language else say("{spoken} spoken, {read} read", spoken=language, read=read),
        ),
        (say("Interpreter"), _helped(session, claimant)),
        (say("Telephone"), TelephoneNumber(claimant.telephone).national() if claimant.telephone else say("not known")),
        (say("Home site"), home.name),
        (say("First contact"), said.when(claimant.first_contact_at)),
    ]
    if rings := third_party.rings(party, rung):
        facts.append((say("Call-back rings"), rings))
    if open_callback is not None:
        facts.append((say("Call-back"), callback_in_words(open_callback)))
        facts.append((say("Proof number"), open_callback.proof_number))
    if form := _form(claimant, next(iter(claimed), None)):
        facts.append((say("Signed form"), form))
    if claimant.former_names:
        facts.append((say("Formerly"), ", ".join(claimant.former_names)))
    if claimant.safe_times:
        facts.append((say("Safe times"), claimant.safe_times))
    elif claimant.safe_times_unknown:
        facts.append((say("Safe times"), say("not sure: rung only at times they agree to")))
    if claimant.safe_in_words:
        facts.append((say("When it is safe, in their words"), claimant.safe_in_words))
    if claimant.agreed_word:
        facts.append((say("Agreed word"), claimant.agreed_word))
    return Person(
        reference=claimant.reference,
        name=name_of(claimant),
        say_as=" ".join(filter(None, (addressed, claimant.surname))) if claimant.surname else "",
        says_name=open_callback is not None and bool(open_callback.name_recording),
        banners=(
            *_banners(session, claimant, party, rung, open_callback, now),
            *texts_shown.banners(session, claimant, open_callback, written),
            *who_interprets.banners(session, open_callback),
        ),
        facts=tuple(facts),
        history=_history(session, claimant, home, promised, claimed, written),
        looking=_looking(session, claimant, now),
    )


def _helped(session: Session, claimant: Claimant) -> str:
    """In which language somebody interprets, and whom she would have."""
    helped, wish = claimant.interpreter_language, who_interprets.in_words(session, claimant)
    words = LANGUAGES[helped].english_name if helped else say("none")
    return f"{words}; {wish}" if wish else words


def _form(claimant: Claimant, claim: Claim | None) -> str:
    """By when the signed form of her last claim is wanted, or when it came; empty while nothing is to be signed."""
    if claim is None or claim.state not in ("finished", "posted", "signed"):
        return ""
    if claim.signed_at is not None:
        return say("received {day}", day=said.day(london_date(claim.signed_at)))
    return say("wanted by {day}", day=said.day(return_by(london_date(packing.first_contact_at(claimant, claim)))))


def callback_in_words(callback: Callback) -> str:
    """How a call-back stands, in a few words."""
    moment = callback.next_at or callback.due_at or callback.deadline
    return say(CALLBACK_WORDS[callback.state], when=said.when(moment) if moment else "")


def claim_in_words(state: str) -> str:
    """How a claim stands, in a few words."""
    return say(CLAIM_WORDS[state])


def _before_ringing(claimant: Claimant) -> str:
    if claimant.safe_in_words:
        return say("Before you ring or book: “{words}”", words=claimant.safe_in_words)
    return say("They are not sure when it is safe: ring only at times they agree to")


def _banners(
    session: Session, claimant: Claimant, party: ThirdParty | None, to: Rung, callback: Callback | None, now: datetime
) -> tuple[Banner, ...]:
    """What must not be missed; of ringing and messages what is true of the number that the call-back rings."""
    found = []
    if (somebody_else := third_party.banner(party, callback, now)) is not None:
        found.append(somebody_else)
    if (need := casework.need_of(session, claimant.id)) is not None:
        what = ", ".join(say(URGENT_WORDS.get(one, URGENT_WORDS["other"])) for one in need.kinds)
        found.append(Banner(say(_need_words(need), what=what, **_hands(session, need)), "red"))
    if not to.safe_to_ring:
        found.append(Banner(say("It is not safe to ring this number"), "red"))
    if claimant.rung_as_agreed and to.third_party is None:
        found.append(Banner(_before_ringing(claimant)))
    if not to.safe_to_leave_message:
        found.append(Banner(say("Do not leave a message")))
    if not to.may_say_who:
        found.append(Banner(say("Do not say who is calling until it is the person")))
    if any(task.kind == "letter_came_back" for task in tasks.open_for(session, claimant.id)):
        found.append(Banner(say("A letter came back: ask where letters may safely go")))
    if claimant.do_not_post:
        found.append(Banner(say("Do not post anything")))
    found += [
        Banner(say(BOOKED_BESIDES, how=callback_in_words(one))) for one in arranging.booked_besides(session, claimant)
    ]
    if claimants.restriction_of(session, claimant.id) is not None:
        found.append(Banner(say("Restricted record: who opens it says why"), "red"))
    return (*found, *_speaks_by(claimant))


def needs_at_office(claimant: Claimant) -> list[str]:
    """What has to be there for somebody who is seen at an office: an interpreter, a way in without steps."""
    needs = [say(words) for code, words in ACCESS_NEEDS.items() if code in claimant.access_needs]
    if claimant.interpreter_language is not None:
        language = LANGUAGES[claimant.interpreter_language].english_name
        needs.insert(0, say(mark("an interpreter: {language}"), language=language))
    return needs


def _speaks_by(claimant: Claimant) -> list[Banner]:
    """What the adviser has to know of how she speaks on the telephone."""
    found = []
    if claimant.telephone_kind in SPEAKS_BY:
        found.append(Banner(say(SPEAKS_BY[claimant.telephone_kind])))
    if claimant.relay_number is not None:
        number = TelephoneNumber(claimant.relay_number).national()
        found.append(Banner(say(mark("TextNumber of Relay UK: {number}"), number=number)))
    if claimant.access_needs:
        found.append(Banner(say(mark("At an office: {needs}"), needs=", ".join(needs_at_office(claimant)))))
    return found


def _need_words(need: ImmediateNeed) -> str:
    if need.taken_at is not None:
        return NEED_TAKEN
    return NEED_HANDED if need.officer_id is not None else NEED_TO_NOBODY


def _hands(session: Session, need: ImmediateNeed) -> dict[str, str]:
    """In whose hands it is, and since when."""
    who = staff.by_id(session, staff_id) if (staff_id := need.taken_by or need.officer_id) is not None else None
    return {"name": who.name if who is not None else "", "at": said.clock_time(need.taken_at or need.raised_at)}


def _history(
    session: Session,
    claimant: Claimant,
    home: Site,
    promised: Sequence[tuple[Callback, Sequence[Attempt]]],
    claimed: Iterable[Claim],
    written: texts_shown.Texts,
) -> tuple[HistoryRow, ...]:
    """Every contact, at whatever site, the first first."""
    talks = calls.talks_of(session, claimant.id)
    places = {one.site_id for one, _ in promised} | {one.site_id for one in talks}
    names = {site_id: sites.by_id(session, site_id).name for site_id in places}
    rows = [HistoryRow(claimant.first_contact_at, say("First contact"), home.name)]
    for callback, attempts in promised:
        site = names[callback.site_id]
        was_promised = callback.due_at is not None or callback.deadline is not None
        words = say("Call-back booked") if was_promised else say("Rung from their record")
        rows.append(HistoryRow(callback.booked_at, words, site))
        for attempt in attempts:
            label = RESULTS[attempt.result].label if attempt.result else None
            words = say(label.template) if label else say("Rung")
            rows.append(HistoryRow(attempt.started_at, words, site))
    for talk in talks:
        adviser = staff.by_id(session, talk.adviser_id)
        words = say(RANG_IN if talk.call_id is not None else WAS_RUNG, name=adviser.name if adviser else "")
        rows.append(HistoryRow(talk.claimant_joined_at or talk.opened_at, words, names[talk.site_id]))
    rows += texts_shown.history(written, {one.id: names[one.site_id] for one, _ in promised})
    for claim in claimed:
        if claim.finished_at is not None:
            rows.append(HistoryRow(claim.finished_at, say("Start-up finished"), home.name))
    return tuple(sorted(rows, key=lambda row: row.at))


def _looking(session: Session, claimant: Claimant, now: datetime) -> tuple[str, ...]:
    """Colleagues who opened her record in the last minutes."""
    mine = access.current_staff().id
    ids = audit.lately_seen_by(session, "claimant", claimant.id, now) - {mine}
    return tuple(sorted(found.name for one in ids if (found := staff.by_id(session, one)) is not None))


def today() -> str:
    """The day it is in London, as an ISO date."""
    return london_date(clock.now()).isoformat()
