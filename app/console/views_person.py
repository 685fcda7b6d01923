"""Everything about one person, and what can be done when no script is open."""

from datetime import datetime

from flask import Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.results import OTHER_TIME, RESULTS
from app.calls.models import Connection
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims import service as claims
from app.console import call_shown, letters_shown, showing, third_party, views_casework, who_interprets
from app.console.blueprint import console
from app.console.pages import ByHand, Choice, PersonPage
from app.scripts.wording import mark
from app.sites import service as sites
from app.switchboard import arranging, by_hand, correcting, interviewing, papers, ringing_back, typed_callbacks
from app.telephony.errors import TelephonyError
from app.values.london import london_date
from app.values.moves import IllegalMove
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

NOTICES = {
    "cancelled": mark("The call-back is cancelled."),
    "typed-result": mark("What came of it is recorded. They may still be typing with you."),
    "by-hand": mark("What came of it is recorded, and you are ready again."),
    "by-hand-first": mark(
        "Say first what came of the call that you dialled by hand: then nobody is left without a next step."
    ),
    "ringing": mark("Home rings back at once: they may hang up and wait for the ring."),
    "no-move": mark("That could not be done as things stand now. Nothing was changed."),
    "recognised": mark("This call is theirs now."),
    "handed": mark("It is handed to the officer of today's needs, and chased until somebody takes it."),
    "restricted": mark("It is restricted: from now on it opens only with a reason."),
    "unrestricted": mark("It opens as other records do."),
    "why-restricted": mark("Nothing was changed: say why it is restricted, in a few words."),
    "seen": mark("Booked to be seen face to face."),
    "interpreting-kept": mark("It is noted, and kept for every later contact."),
    "interpreting-young": mark("Nothing was noted: nobody under 16 may interpret. An interpreter is free of charge."),
    "interpreting-own": mark("Nothing was noted: somebody of their own interprets only if the person wishes it."),
    "interpreting-choose": mark("Nothing was noted: fill in who it is, and choose one of the answers."),
    "meeting": mark("That is decided. Tell them now: a letter that is on its way still says what was agreed before."),
    "meeting-cancelled": mark("The meeting is cancelled, and its time is free again."),
    "third-withdrawn": mark("It is withdrawn. Nothing more goes to their number."),
    "third-consented": mark("The consent is recorded."),
    "third-seen": mark("It is recorded that the document was seen."),
    "third-choose": mark("Nothing was changed: choose one of the answers first."),
    "third-past": mark("Nothing was changed: the last day must be a day to come, such as 31 3 2027."),
    "third-gone": mark("Nothing was changed: somebody else has changed it meanwhile."),
}


@console.get("/people/<string:reference>/name-as-said")
@access.may("adviser", "supervisor")
def name_as_said(reference: str) -> ResponseReturnValue:
    """The sound of her own name, recorded as she booked by keypad."""
    claimant = showing.claimant_or_404(reference, "name")
    callback = callbacks.open_for(db(), claimant.id)
    if callback is None or not callback.name_recording:
        abort(404)
    try:
        sound = showing.board().telephone.recorded(callback.name_recording)
    except TelephonyError:
        abort(503)
    if sound is None:
        abort(404)
    return Response(sound, mimetype="audio/wav", headers={"Cache-Control": "no-store"})


@console.get("/people/<string:reference>")
@access.may("adviser", "supervisor")
def person(reference: str) -> ResponseReturnValue:
    """On a call with her, the script of that call; else how everything stands."""
    claimant = showing.claimant_or_404(reference)
    if (ended := showing.after_the_call(claimant.id)) is not None:
        return ended
    connection = showing.connection_of_mine()
    mine = connection is not None and connection.claimant_id == claimant.id
    if connection is not None and mine and not showing.is_over(connection) and not request.args:
        if connection.callback_id is not None and _was_promised(connection):
            return redirect(f"/people/{reference}/script/startup", 303)
        if connection.callback_id is None and callbacks.open_for(db(), claimant.id) is None:
            return redirect(f"/people/{reference}/script/inbound", 303)
    notice = request.args.get("notice", "")
    page = PersonPage(
        person=showing.person(db(), claimant, clock.now()),
        standing=_standing(claimant),
        may=_may(
            claimant,
            recognisable=connection is not None and not mine and connection.callback_id is None,
            free=connection is None,
        ),
        call=call_shown.call_bar(db(), connection),
        notice=say(NOTICES[notice]) if notice in NOTICES else "",
        restricted=claimants.restriction_of(db(), claimant.id) is not None,
        may_restrict=access.current_staff().role == "supervisor",
        by_hand=_by_hand(claimant),
    )
    spoken_for = third_party.shown(db(), showing.board().scripts, claimant, london_date(clock.now()))
    interprets = who_interprets.shown(db(), showing.board().scripts, claimant)
    return render_template(
        "console/person.html",
        page=page,
        third=spoken_for,
        interprets=interprets,
        kinds=views_casework.kinds(),
        letters=letters_shown.shown(db(), claimant),
        besides=[(one.id, showing.callback_in_words(one)) for one in arranging.booked_besides(db(), claimant)],
    )


@console.post("/people/<string:reference>")
@access.may("adviser", "supervisor")
def act_on_person(reference: str) -> ResponseReturnValue:
    """Cancel the call-back, have home ring at once, or say that it is she who is on the line."""
    claimant, me, now = showing.claimant_or_404(reference), access.current_staff().id, clock.now()
    result = request.form.get("result", "")
    try:
        match request.form.get("act", ""):
            case "cancel":
                arranging.cancel(db(), claimant, me, now)
                done = "cancelled"
            case "cancel_besides":
                besides = request.form.get("callback", "")
                done = "cancelled" if arranging.cancel_besides(db(), claimant, besides, me, now) else "no-move"
            case "ring_now":
                arranging.ring_now(db(), claimant, now)
                done = "ringing"
            case "recognise":
                _recognise(claimant, me, now)
                done = "recognised"
            case "by_hand":
                by_hand.begin(db(), claimant, me, now)
                return redirect(f"/people/{reference}", 303)
            case "by_hand_result":
                by_hand.came_to(db(), claimant, result, me, now)
                done = "by-hand"
            case "typed_result":
                typed_callbacks.came_to(db(), claimant, result, me, now)
                done = "typed-result"
            case _:
                abort(400)
    except IllegalMove:
        db().rollback()
        done = "no-move"
    if result == OTHER_TIME and done in ("by-hand", "typed-result"):
        return redirect(f"/people/{reference}/book?notice=other-time", 303)
    return redirect(f"/people/{reference}?notice={done}", 303)


def _recognise(claimant: Claimant, me: int, now: datetime) -> None:
    connection = showing.connection_of_mine()
    if connection is None or connection.callback_id is not None:
        abort(409)
    interviewing.recognise(db(), connection, claimant, me, now)


@console.get("/people/<string:reference>/form")
@access.may("adviser", "supervisor")
def form(reference: str) -> ResponseReturnValue:
    """The claim form as it stands, to be read on the screen or printed at the office."""
    claimant, now = showing.claimant_or_404(reference, "form"), clock.now()
    claim = interviewing.standing(db(), claimant, now).claim
    if claim is None:
        abort(404)
    answer = make_response(papers.show(showing.board(), db(), claim, now))
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{claimant.reference}.pdf"'
    audit.record(db(), "shown", "claim", claim.id, now, staff_id=access.current_staff().id)
    return answer


def _by_hand(claimant: Claimant) -> ByHand | None:
    """What I am to dial myself, or dial just now."""
    me, callback = access.current_staff(), callbacks.open_for(db(), claimant.id)
    if callback is None or me.role != "adviser":
        return None
    now = clock.now()
    if (typing := typed_callbacks.mine(db(), callback, me.id)) or typed_callbacks.is_due(db(), callback, now):
        return ByHand("", typing, _results(typed_callbacks.RESULTS), typed=True)
    mine = by_hand.mine(db(), callback, me.id)
    if not mine and not by_hand.is_due(db(), callback, now):
        return None
    return ByHand(by_hand.number(callback), mine, _results(by_hand.RESULTS))


def _results(codes: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(code, say(RESULTS[code].label.template)) for code in codes)


@console.get("/people/<string:reference>/form.txt")
@access.may("adviser", "supervisor")
def form_as_text(reference: str) -> ResponseReturnValue:
    """The claim form and its letter as plain text: to be transcribed into Braille, or read aloud."""
    claimant, now = showing.claimant_or_404(reference, "form"), clock.now()
    claim = interviewing.standing(db(), claimant, now).claim
    if claim is None:
        abort(404)
    answer = make_response(papers.show_plain(showing.board(), db(), claim, now))
    answer.content_type = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{claimant.reference}.txt"'
    audit.record(db(), "shown", "claim", claim.id, now, staff_id=access.current_staff().id, as_text=True)
    return answer


def _standing(claimant: Claimant) -> tuple[tuple[str, str], ...]:
    callback = callbacks.open_for(db(), claimant.id)
    claim = next(iter(claims.of_claimant(db(), claimant.id)), None)
    meeting = appointments.standing(db(), claimant.id)
    seen = appointments.standing(db(), claimant.id, appointments.FACE_TO_FACE)
    found = [
        (say("Call-back"), showing.callback_in_words(callback) if callback else say("none booked")),
        (say("Claim"), showing.claim_in_words(claim.state) if claim else say("not begun")),
        (say("Personal adviser"), meeting_in_words(meeting) if meeting else say("no meeting yet")),
    ]
    if seen is not None:
        found.append((say("Face to face"), meeting_in_words(seen)))
    return tuple(found)


def meeting_in_words(meeting: Appointment) -> str:
    """A meeting, or why there is none, in a sentence."""
    if meeting.state == "booked" and meeting.starts_at is not None:
        site = sites.by_id(db(), meeting.site_id)
        office = next((one.name for one in sites.offices_of(db(), site) if one.id == meeting.office_id), site.name)
        when = said.when(meeting.starts_at)
        return say("{when}, {office}, with {name}.", when=when, office=office, name=meeting.with_whom or "")
    if meeting.state == "deferred" and meeting.until is not None:
        return say("Put off until {day}: {reason}.", day=said.day(meeting.until), reason=meeting.reason or "")
    if meeting.state == "waiver_asked":
        return say("A waiver is asked for, and waits for a second person: {reason}.", reason=meeting.reason or "")
    return say("Waived: {reason}.", reason=meeting.reason or "")


def _was_promised(connection: Connection) -> bool:
    """Whether a call-back was promised at all; who was rung from the record may be rung about anything."""
    return db().get_one(Callback, connection.callback_id).due_at is not None


def _may(claimant: Claimant, *, recognisable: bool, free: bool) -> tuple[str, ...]:
    callback = callbacks.open_for(db(), claimant.id)
    claim = claims.under_way(db(), claimant.id)
    found = ["recognise"] if recognisable else []
    if callback is None:
        found.append("book")
    elif callback.state != "in_progress":
        at_once = ["ring_now"] if ringing_back.can_ring_at_once(db(), callback, clock.now()) else []
        found += ["move", *at_once, "cancel"]
    if free and access.current_staff().role == "adviser" and (callback is None or callback.state != "in_progress"):
        found.append("ring")
    found.append("script")
    if claim is not None:
        found.append("startup")
    hers = claims.of_claimant(db(), claimant.id)
    if hers:
        found.append("form")
    if hers and hers[0].state not in claims.UNDER_WAY:
        found.append("meeting")
    if correcting.claim_of(db(), claimant) is not None and access.current_staff().role == "adviser":
        found.append("correct")
    return tuple(found)
