"""Somebody is rung from their record: what is safe is read first, then one's own telephone rings."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.callbacks import rules
from app.callbacks import service as callbacks
from app.claimants.models import Claimant
from app.console import call_shown, showing
from app.console.blueprint import console
from app.console.booking_pages import RingPage
from app.scripts.wording import mark
from app.switchboard import from_record
from app.switchboard.from_record import NotRungError
from app.values.language import LANGUAGES
from app.values.moves import IllegalMove
from app.values.telephone import TelephoneNumber
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

NOT_NOW = mark("That could not be done as things stand now. Nothing was changed.")
STANDS = mark("The call-back that is booked for {when} stands, unless the start-up is finished or moved now.")
IS_MADE = mark("The call-back that is owed or due is made by this call.")


@console.get("/people/<string:reference>/ring")
@access.may("adviser")
def ring_page(reference: str) -> ResponseReturnValue:
    """What has to be looked at before they are rung. Nothing is dialled yet."""
    return render_template("console/ring.html", page=_page(showing.claimant_or_404(reference, "ringing")))


@console.post("/people/<string:reference>/ring")
@access.may("adviser")
def ring(reference: str) -> ResponseReturnValue:
    """Ring one's own telephone, and once the call is taken theirs."""
    claimant, me = showing.claimant_or_404(reference), access.current_staff()
    why = " ".join(request.form.get("why", "").split())
    try:
        from_record.begin(db(), claimant, me, why, clock.now())
    except NotRungError as problem:
        db().rollback()
        return _again(claimant, problem.reason)
    except IllegalMove:
        db().rollback()
        return _again(claimant, NOT_NOW)
    by_hand = access.current_presence().state == "in_interview"
    return redirect(f"/people/{reference}" if by_hand else "/", 303)


def _again(claimant: Claimant, reason: str) -> ResponseReturnValue:
    return render_template("console/ring.html", page=_page(claimant, reason)), 422


def _page(claimant: Claimant, problem: str | None = None) -> RingPage:
    """`problem` is why nobody was rung just now, if it was tried."""
    me, now = access.current_staff(), clock.now()
    found = from_record.check(db(), claimant, me, now)
    callback = callbacks.open_for(db(), claimant.id)
    if found.promised_for is not None:
        follows = say(STANDS, when=said.when(found.promised_for))
    else:
        follows = say(rules.NOTHING_FOLLOWS.template if callback is None else IS_MADE)
    refused = found.refused or (problem if problem != from_record.SAY_WHY else None)
    return RingPage(
        person=showing.person(db(), claimant, now),
        facts=_facts(claimant, found),
        follows=follows,
        refused=say(refused) if refused is not None else "",
        asks_why=not found.safe_now,
        in_browser=me.browser_telephone,
        errors={"why": say(problem)} if problem is not None and refused is None else {},
        call=call_shown.call_bar(db(), showing.connection_of_mine()),
    )


def _facts(claimant: Claimant, found: from_record.Check) -> tuple[tuple[str, str, bool], ...]:
    """Label, words, and whether that is to be minded."""
    to, at = found.to, said.clock_time(clock.now())
    number = TelephoneNumber(to.telephone).national() if to.telephone is not None else say("not known")
    if to.third_party is not None:
        number = say("{number}, of {name}", number=number, name=to.third_party.name)
    if not found.safe_times:
        times = say("all times") if found.safe_now else say("not sure: now is not known to be safe")
    elif found.safe_now:
        times = say("{times}: it is {at} now, which is safe", times=found.safe_times, at=at)
    else:
        times = say("{times}: it is {at} now, which is not known to be safe", times=found.safe_times, at=at)
    helped = claimant.interpreter_language
    spoken = LANGUAGES[helped or claimant.spoken_language].english_name
    language = say("{language}; an interpreter is rung first", language=spoken) if helped else spoken
    return (
        (say("Safe to ring"), say("yes") if to.safe_to_ring else say("no"), not to.safe_to_ring),
        (say("Safe times"), times, not found.safe_now),
        (say("Number that is rung"), number, to.telephone is None),
        (say("Number that will show"), TelephoneNumber(found.shows).national(), False),
        (say("Leave a message"), *_allowed(to.safe_to_leave_message)),
        (say("Say who is calling"), *_allowed(to.may_say_who, say("not until it is the person"))),
        (say("Language"), language, False),
        (say("Agreed word"), claimant.agreed_word or say("none"), False),
    )


def _allowed(allowed: bool, otherwise: str = "") -> tuple[str, bool]:
    return (say("yes"), False) if allowed else (otherwise or say("no"), True)
