"""One person's meeting with a personal adviser after the start-up: booked, changed, cancelled, put off, waived."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.appointments import service as appointments
from app.claimants.models import Claimant
from app.claims.service import UNDER_WAY
from app.console import call_shown, meeting_choice, showing
from app.console.blueprint import console
from app.console.meeting_pages import MeetingPage
from app.console.views_finish import letter_in_words
from app.console.views_person import meeting_in_words
from app.scripts.wording import mark
from app.switchboard import interviewing, meeting
from app.switchboard.interviewing import Standing
from app.web import access
from app.web.said import say
from app.web.transactions import db

NOT_NOW = mark("The meeting cannot be changed as things stand now. Nothing was changed.")


@console.get("/people/<string:reference>/meeting")
@access.may("adviser", "supervisor")
def meeting_page(reference: str) -> ResponseReturnValue:
    """How the meeting stands, and what else can be had."""
    claimant = showing.claimant_or_404(reference, "meeting")
    standing = interviewing.standing(db(), claimant, clock.now())
    if not _has_been_asked(standing):
        return redirect(f"/people/{reference}", 303)
    return render_template("console/meeting.html", page=_page(standing, {}))


@console.post("/people/<string:reference>/meeting")
@access.may("adviser", "supervisor")
def change_meeting(reference: str) -> ResponseReturnValue:
    """Book or change a time, put the meeting off, ask for a waiver, or cancel what is booked."""
    claimant, now, me = showing.claimant_or_404(reference), clock.now(), access.current_staff().id
    standing = interviewing.standing(db(), claimant, now)
    if not _has_been_asked(standing):
        return redirect(f"/people/{reference}", 303)
    if request.form.get("go") == "cancel":
        return _cancel(claimant)
    decision, errors = meeting_choice.decision(standing, now)
    if errors or decision is None:
        return _again(claimant, errors or {"appointment": say(meeting_choice.CHOOSE)})
    try:
        meeting.decide(showing.board(), db(), standing, decision, me, now)
    except meeting_choice.REFUSALS as refusal:
        errors = meeting_choice.what_is_wrong(refusal, decision, NOT_NOW)
    if errors:
        db().rollback()
        return _again(claimant, errors)
    return redirect(f"/people/{reference}?notice=meeting", 303)


def _has_been_asked(standing: Standing) -> bool:
    """Whether her start-up is over: before that, the meeting is decided at its end."""
    return standing.claim is not None and standing.claim.state not in UNDER_WAY


def _cancel(claimant: Claimant) -> ResponseReturnValue:
    booked = appointments.standing(db(), claimant.id)
    if booked is None or booked.state != "booked":
        return _again(claimant, {"appointment": say(NOT_NOW)})
    appointments.cancel(db(), booked, by_staff=access.current_staff().id, now=clock.now())
    return redirect(f"/people/{claimant.reference}?notice=meeting-cancelled", 303)


def _again(claimant: Claimant, errors: dict[str, str]) -> ResponseReturnValue:
    standing = interviewing.standing(db(), claimant, clock.now())
    return render_template("console/meeting.html", page=_page(standing, errors)), 422


def _page(standing: Standing, errors: dict[str, str]) -> MeetingPage:
    now, claimant = clock.now(), standing.claimant
    before = appointments.standing(db(), claimant.id)
    return MeetingPage(
        person=showing.person(db(), claimant, now),
        standing=meeting_in_words(before) if before is not None else say("No meeting is booked."),
        booked=before is not None and before.state == "booked",
        choice=meeting_choice.choice(standing, now, tuple(before.needs) if before is not None else None),
        letter=letter_in_words(standing, now),
        call=call_shown.call_bar(db(), showing.connection_of_mine(claimant.id)),
        given=request.form.to_dict(),
        errors=errors,
    )
