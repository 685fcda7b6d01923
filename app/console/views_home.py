"""The adviser's day: what he is doing, the call that is offered, today's call-backs, who waits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.punctuality import KEPT_WITHIN
from app.calls import service as calls
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.console import call_shown, showing, views_typed
from app.console.blueprint import console
from app.console.pages import CallbackRow, Choice, HomePage, Offer, WaitingRow
from app.conversations import service as conversations
from app.line import estimate
from app.line import service as line
from app.line.models import Demand
from app.scripts import wording
from app.scripts.wording import mark
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import Closed
from app.staff import service as staff
from app.staff.models import ROLES, Staff
from app.staff.models import Presence as Doing
from app.switchboard import by_hand, typed_callbacks, waiting
from app.switchboard.offered_next import offered_next
from app.telephony import outages
from app.values.language import LANGUAGES
from app.values.moves import IllegalMove
from app.web import access, said
from app.web.frame import Presence
from app.web.said import say
from app.web.transactions import db

# On a full day as many as can be taken in at a glance; those due first come first.
CALLBACKS_SHOWN, WAITING_SHOWN = 50, 20
BREAKS = (
    Choice("lunch", mark("lunch")),
    Choice("short_break", mark("a short break")),
    Choice("screen", mark("a rest from the screen")),
    Choice("training", mark("training")),
    Choice("meeting", mark("a meeting")),
)
REASONS = {
    **{one.value: one.label for one in BREAKS},
    "signed_in": mark("just signed in"),
    "signed_out_elsewhere": mark("you signed out in another browser"),
    "did_not_answer": mark("your telephone was not answered"),
    "browser_not_open": mark("your browser telephone was not open"),
    "did_not_take_the_call": mark("the call was not taken"),
    "telephone_engaged": mark("your telephone was engaged"),
    "line_dropped": mark("your line dropped"),
    "face_to_face": mark("face to face"),
    "handed_over": mark("you handed the call over; be ready when your notes are done"),
    "typing": mark("typing with people"),
    "typing_over": mark("your typed conversations are over: say when you are ready"),
    "by_hand": mark("dialling by hand"),
    "helps_a_colleague": mark("a colleague has asked you to come to a call"),
}
NOTICES = {
    "wrap-up": mark("Wrap up the last call first: then nobody is left without a next step."),
    "on-call": mark("You are on a call: end it first."),
    "no-move": mark("That could not be done as things stand now. Nothing was changed."),
    "gone": mark("That call is over already."),
    "typing": mark("You hold typed conversations: end them, or hand them back to the line, first."),
    "not-taken": mark("Nobody could be taken: they have gone, or you hold three, or you are on a call."),
    "typed-ended": mark("The typed conversation is over. What was typed is in the record."),
    "typed-back": mark("It is back in the line, in its old place."),
}
NOBODY_CAN_BE_RUNG = mark(
    "The telephone network has not answered since {at}: nobody can be rung. Whoever waits keeps their place. As soon "
    "as it answers, everybody is rung by itself, late call-backs first; you need do nothing."
)
NEXT_NOW = mark("Next for you: {who}, {language}: {why}.")
NEXT_IF_READY = mark("Once you are ready you are offered {who}, {language}: {why}.")
NEXT_CALLBACK = mark("Next for you, unless somebody rings before: the call-back at {at}, {who}: {why}.")
NOBODY_NEXT = mark("Nobody waits for you now, and no call-back of the next two hours falls to you.")
NOBODY_IF_READY = mark("Nobody would wait for you if you were ready now, and no call-back of the next two hours.")
PUT_BY = mark("set by {name} at {at}: “{why}”")
WISHES = {
    "start": mark("Start a claim"),
    "booked": mark("A call-back already booked"),
    "face_to_face": mark("See somebody face to face"),
}


@console.get("/")
@access.may(*ROLES)
def home() -> ResponseReturnValue:
    """The start page: an adviser's day, or the board for those who take no calls."""
    me = access.current_staff()
    if me.role != "adviser":
        return redirect("/claims" if me.role == "expert" else "/wallboard", 303)
    now = clock.now()
    connection = showing.connection_of_mine()
    if showing.by_itself() and connection is not None and not showing.is_over(connection):
        # He has taken the call at his telephone: the person's page opens by itself.
        claimant = claimants.by_id(db(), connection.claimant_id) if connection.claimant_id else None
        if claimant is not None:
            return showing.go(f"/people/{claimant.reference}")
    doing = access.current_presence()
    site = sites.by_id(db(), me.site_id)
    known = REASONS.get(doing.reason or "", "")
    offer, todays = _offer(me), callbacks.todays(db(), me.site_id, now, most=CALLBACKS_SHOWN + 1)
    shown, waits = todays[:CALLBACKS_SHOWN], _waiting(site)
    whose = _whose(shown, me, now)
    busy = offer is not None or (connection is not None and not showing.is_over(connection))
    page = HomePage(
        presence=Presence(doing.state, doing.since, _put_by(doing) or (say(known) if known else "")),
        break_reasons=tuple(Choice(one.value, say(one.label)) for one in BREAKS),
        callbacks=tuple(_row(one, me, whose, now) for one in shown),
        more_callbacks=len(todays) > len(shown),
        waiting=_waiting_rows(waits[:WAITING_SHOWN]),
        more_waiting=max(len(waits) - WAITING_SHOWN, 0),
        site_status=_status(site, len(waits)),
        offer=offer,
        offered_next="" if busy else _next(me, doing, todays, now),
        call=call_shown.call_bar(db(), connection) if connection and not showing.is_over(connection) else None,
        reference=_reference(connection.claimant_id) if connection else "",
        in_browser=me.browser_telephone,
        outage=_outage(now),
        typed=views_typed.line_of(me, now),
        notice=say(NOTICES[key]) if (key := request.args.get("notice", "")) in NOTICES else "",
    )
    return render_template("console/home.html", page=page)


@console.post("/presence")
@access.may("adviser")
def presence() -> ResponseReturnValue:
    """What he says he is doing. Somebody on the line, or a call not wrapped up, comes first."""
    me, now = access.current_staff(), clock.now()
    state = request.form.get("state", "")
    if state == "in_interview":
        return redirect("/face-to-face", 303)
    if state not in ("ready", "break", "away"):
        abort(400)
    doing = staff.lock_presence(db(), me.id)
    connection = showing.connection_of_mine()
    if conversations.held_by(db(), me.id):
        return redirect("/?notice=typing", 303)
    if (dialled := callbacks.dialled_by(db(), me.id)) is not None:
        return redirect(f"/people/{_reference(dialled.claimant_id)}?notice=by-hand-first", 303)
    if doing.state in ("ringing", "on_call") or (connection is not None and not showing.is_over(connection)):
        return redirect("/?notice=on-call", 303)
    if connection is not None:
        return redirect("/wrap-up", 303)
    chosen = request.form.get("reason", "")
    why = chosen if state == "break" and chosen in {one.value for one in BREAKS} else None
    try:
        if doing.state == "in_interview":
            staff.set_presence(db(), me.id, "wrapping_up", None, now)
        staff.set_presence(db(), me.id, state, why, now)
    except IllegalMove:
        db().rollback()
        return redirect("/?notice=no-move", 303)
    return redirect("/", 303)


def _put_by(doing: Doing) -> str:
    """Who set me to what I am doing, and why, where it was not myself."""
    by = staff.by_id(db(), doing.set_by) if doing.set_by else None
    return say(PUT_BY, name=by.name, at=said.clock_time(doing.since), why=doing.word or "") if by is not None else ""


def _outage(now: datetime) -> str:
    since = outages.to_be_told(db(), now)
    return say(NOBODY_CAN_BE_RUNG, at=said.clock_time(since)) if since is not None else ""


def _reference(claimant_id: UUID | None) -> str:
    claimant = claimants.by_id(db(), claimant_id) if claimant_id else None
    return claimant.reference if claimant is not None else ""


def _offer(me: Staff) -> Offer | None:
    offer = line.live_offer_of_adviser(db(), me.id)
    if offer is None or offer.state != "ringing":
        return None
    demand = line.demand_of(db(), offer)
    who, need, reference = say("A new caller"), say("Start a claim"), ""
    if demand.callback_id is not None:
        callback = db().get_one(Callback, demand.callback_id)
        claimant = claimants.by_id(db(), callback.claimant_id) if callback.claimant_id else None
        if claimant is not None and claimant.surname:
            who = showing.name_of(claimant)
        elif callback.on_behalf is not None:
            who = say("Booked by keypad by somebody else, name not known yet")
        elif callback.call_id is None:
            who = say("Booked by text, name not known yet")
        else:
            who = say("Booked by keypad, name not known yet")
        need, reference = say("The start-up"), claimant.reference if claimant else ""
    elif demand.call_id is not None:
        wish = calls.call(db(), demand.call_id).answers.get("call.wish", "start")
        need = say(WISHES.get(wish, WISHES["start"]))
    return Offer(
        id=str(offer.id),
        kind=demand.kind,
        who=who,
        need=need,
        language=LANGUAGES[demand.language].english_name,
        home_site=sites.by_id(db(), demand.home_site_id).name,
        why_here=call_shown.reason(db(), offer),
        waiting_since=demand.due_at or demand.joined_at,
        desk_number=me.desk_number or "",
        reference=reference,
        in_browser=me.browser_telephone,
    )


def _next(me: Staff, doing: Doing, todays: Iterable[Callback], now: datetime) -> str:
    """Whom I will be offered next as things stand, by the rule of the line, and why: one sentence."""
    found = offered_next(showing.board(), db(), me, todays, now)
    if found is None:
        return say(NOBODY_NEXT if doing.state == "ready" else NOBODY_IF_READY)
    why = say(found.why.template, **found.why.params)
    if found.at is not None:
        who = _callback_of(db().get_one(Callback, UUID(str(found.demand))), me, now)
        return say(NEXT_CALLBACK, at=said.clock_time(found.at), who=who, why=why)
    demand = line.demand(db(), UUID(str(found.demand)))
    who = say("a caller")
    if demand.callback_id is not None:
        who = _callback_of(db().get_one(Callback, demand.callback_id), me, now)
    language = LANGUAGES[demand.language].english_name
    return say(NEXT_NOW if doing.state == "ready" else NEXT_IF_READY, who=who, language=language, why=why)


def _callback_of(callback: Callback, me: Staff, now: datetime) -> str:
    return _whose([callback], me, now).name(callback)


@dataclass(frozen=True)
class _Whose:
    """The people of some call-backs: the claimants, those of them whose record opens only with a reason, and the
    advisers held."""

    claimants: Mapping[UUID, Claimant]
    closed: Collection[UUID]
    held: Mapping[int, Staff]

    def claimant(self, callback: Callback) -> Claimant | None:
        """Whose it is; None where that is not known yet."""
        return self.claimants.get(callback.claimant_id) if callback.claimant_id else None

    def name(self, callback: Callback) -> str:
        """Whose it is, in words; not of a record that opens only with a reason."""
        claimant = self.claimant(callback)
        if claimant is None:
            return say("Booked by text") if callback.call_id is None else say("Booked by keypad")
        if claimant.id in self.closed:
            return say("Restricted record")
        return showing.name_of(claimant) or claimant.reference


def _whose(found: Sequence[Callback], me: Staff, now: datetime) -> _Whose:
    """All of them asked for at once: on a full day a row each would be most of the page."""
    known = claimants.among(db(), {one.claimant_id for one in found if one.claimant_id is not None})
    held = staff.among(db(), {one.held_adviser_id for one in found if one.held_adviser_id is not None})
    return _Whose(known, claimants.closed_among(db(), known, me.id, now), held)


def _row(callback: Callback, me: Staff, whose: _Whose, now: datetime) -> CallbackRow:
    claimant = whose.claimant(callback)
    due_at = callback.next_at or callback.deadline or callback.due_at or callback.booked_at
    state = {"in_progress": "in_interview", "letter_wanted": "owed"}.get(callback.state, callback.state)
    if callback.state in ("booked", "due") and due_at + KEPT_WITHIN < now:
        state = "late"
    spoken = callback.interpreter_language or callback.language
    needs = [] if spoken == "en" else [LANGUAGES[spoken].english_name]
    needs += [say("an interpreter")] if callback.interpreter_language else []
    needs += [say("a textphone")] if callback.textphone else []
    office = sites.office(db(), callback.office_id) if callback.office_id is not None else None
    needs += [say("a private telephone at {office}", office=office.name)] if office is not None else []
    if by_hand.is_due(db(), callback, now):
        needs.append(say("dial {number} by hand", number=by_hand.number(callback)))
    if typed_callbacks.is_due(db(), callback, now):
        needs.append(say("at the typed page, not by telephone"))
    held = whose.held.get(callback.held_adviser_id) if callback.held_adviser_id else None
    return CallbackRow(
        reference=claimant.reference if claimant else "",
        who=whose.name(callback),
        due_at=due_at,
        state=state,
        needs=", ".join(needs),
        adviser=say("you") if held and held.id == me.id else held.name if held else "",
    )


def _waiting(site: Site) -> list[Demand]:
    return [one for one in line.open_demands(db(), "waiting", "offered", "choosing") if one.home_site_id == site.id]


def _waiting_rows(demands: Sequence[Demand]) -> tuple[WaitingRow, ...]:
    rows = []
    known = calls.among(db(), {one.call_id for one in demands if one.call_id is not None})
    for demand in demands:
        need, note = say("The start-up, due now"), ""
        if demand.call_id is not None:
            wish = known[demand.call_id].answers.get("call.wish", "start")
            need = say(WISHES.get(wish, WISHES["start"]))
        if demand.state == "offered":
            note = say("ringing at a desk")
        elif demand.state == "choosing":
            note = say("booking by keypad")
        rows.append(WaitingRow(demand.due_at or demand.joined_at, LANGUAGES[demand.language].english_name, need, note))
    return tuple(rows)


def _status(site: Site, place: int) -> str:
    """How the site stands, and what somebody hears who would stand at that place of its line (0 is next)."""
    now = clock.now()
    opening = sites.opening(db(), site, now)
    if isinstance(opening, Closed):
        words = say("Closed now.")
        if opening.opens_next is not None:
            words = say("Closed now. Opens {when}.", when=said.when(opening.opens_next))
        return words
    here = [one.presence.state for one in staff.on_site(db(), site.id) if one.staff.role == "adviser"]
    # Whoever is ready is rung for her at once; the estimate is of a line in which all are busy.
    is_free = not place and "ready" in here
    wait = estimate.said(timedelta()) if is_free else waiting.expected_wait(showing.board(), db(), site.id, place, now)
    return " ".join(
        (
            say("Open until {when}.", when=said.clock_time(opening.closes_at)),
            say("Advisers signed in: {here}. Ready: {ready}.", here=len(here), ready=here.count("ready")),
            say("Somebody who rings now hears:"),
            f"“{wording.say_sentence(wait, said.language())}”",
        )
    )
