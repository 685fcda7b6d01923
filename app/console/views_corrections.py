"""Corrections to a finished claim: what she wrote on the form is written in, and both versions are kept."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants.models import Claimant
from app.claims import corrections
from app.claims import form as forms
from app.claims.form import ChangedRow, FormSection
from app.claims.models import Claim, ClaimCorrection
from app.console import asking, call_shown, showing
from app.console.blueprint import console
from app.console.pages import CallBar, Person
from app.console.views_script import page_of
from app.scripts.answers import Fault
from app.scripts.errors import UnknownFieldError
from app.scripts.wording import mark
from app.staff import service as staff
from app.switchboard import correcting, pinning
from app.switchboard.interviewing import Standing
from app.values.moves import IllegalMove
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

NOTICES = {
    "begun": mark("Change what is wrong. Nothing goes on until you have finished."),
    "finished": mark("The corrections are written in, and the claim goes on with them."),
    "taken-back": mark("Nothing was corrected: every answer is as it was."),
    "meanwhile": mark("Somebody else has changed that meanwhile. How it stands is shown here."),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected at one time, and by whom; `when` is empty for what is being written in."""

    rows: tuple[ChangedRow, ...]
    when: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """A claim's answers, each to be changed while it is being corrected, and both versions side by side."""

    person: Person
    going_on: Correction | None
    sections: tuple[FormSection, ...]
    before: tuple[Correction, ...]
    notice: str = ""
    call: CallBar | None = None


@console.get("/people/<string:reference>/corrections")
@access.may("adviser")
def corrections_page(reference: str) -> str:
    """What is corrected, and what was before."""
    claimant, now = showing.claimant_or_404(reference, "corrections"), clock.now()
    claim = correcting.claim_of(db(), claimant) or abort(404)
    return render_template("console/corrections.html", page=_page(claimant, claim, now))


@console.post("/people/<string:reference>/corrections")
@access.may("adviser")
def act_on_corrections(reference: str) -> ResponseReturnValue:
    """Begin, finish, or take all of it back."""
    claimant, me, now = showing.claimant_or_404(reference), access.current_staff().id, clock.now()
    claim = correcting.claim_of(db(), claimant) or abort(404)
    try:
        match request.form.get("act", ""):
            case "begin":
                correcting.begin(db(), claim, me, now)
                done = "begun"
            case "finish":
                correcting.finish(db(), claim, me, now)
                done = "finished"
            case "take_back":
                correcting.take_back(showing.board(), db(), claim, me, now)
                done = "taken-back"
            case _:
                abort(400)
    except IllegalMove:
        db().rollback()
        done = "meanwhile"
    return redirect(f"/people/{reference}/corrections?notice={done}", 303)


@console.get("/people/<string:reference>/script/corrections")
@access.may("adviser")
def correct_page(reference: str) -> ResponseReturnValue:
    """One question of the script, to be answered as it stands on the form."""
    claimant, now = showing.claimant_or_404(reference, "corrections"), clock.now()
    here = _being_corrected(claimant, now)
    if here is None:
        return redirect(f"/people/{reference}/corrections?notice=meanwhile", 303)
    return _asked(here, request.args.get("at", ""))


@console.post("/people/<string:reference>/script/corrections")
@access.may("adviser")
def correct(reference: str) -> ResponseReturnValue:
    """Keep the corrected answer, and show how all of them stand."""
    claimant, now = showing.claimant_or_404(reference), clock.now()
    here, field = _being_corrected(claimant, now), request.form.get("field", "")
    if here is None:
        return redirect(f"/people/{reference}/corrections?notice=meanwhile", 303)
    script = pinning.script_of(showing.board(), db(), here.claim)
    go = request.form.get("go", "next")
    try:
        question = script.question(field)
        raw = {"not_sure": {"unsure": "yes"}, "rather_not": {"declined": "yes"}}.get(go) or asking.typed(question)
        fault = correcting.correct(showing.board(), db(), here, field, raw, access.current_staff().id, now)
    except UnknownFieldError:
        abort(400)
    if fault is not None:
        return _asked(here, field, fault), 422
    return redirect(f"/people/{reference}/corrections", 303)


def _being_corrected(claimant: Claimant, now: datetime) -> Standing | None:
    claim = correcting.claim_of(db(), claimant)
    return correcting.standing(db(), claimant, claim, now) if claim and claim.state == "correcting" else None


def _asked(here: Standing, field: str, fault: Fault | None = None) -> str:
    script = pinning.script_of(showing.board(), db(), here.claim)
    try:
        question = script.question(field)
    except UnknownFieldError:
        abort(404)
    page = page_of(here.claimant, "corrections", script, here, question, fault)
    return render_template("console/script.html", page=page)


def _page(claimant: Claimant, claim: Claim, now: datetime) -> CorrectionsPage:
    here = correcting.standing(db(), claimant, claim, now)
    going_on = corrections.under_way(db(), claim)
    script = pinning.script_of(showing.board(), db(), claim)
    notice = request.args.get("notice", "")
    return CorrectionsPage(
        person=showing.person(db(), claimant, now),
        going_on=_correction(here, going_on, now) if going_on is not None else None,
        sections=tuple(forms.form(script, here.answers, said.language())) if going_on is not None else (),
        before=tuple(_correction(here, one, now) for one in corrections.of_claim(db(), claim)),
        notice=say(NOTICES[notice]) if notice in NOTICES else "",
        call=call_shown.call_bar(db(), showing.connection_of_mine(claimant.id)),
    )


def _correction(here: Standing, one: ClaimCorrection, now: datetime) -> Correction:
    rows = correcting.side_by_side(showing.board(), db(), here, one, said.language(), now)
    if one.closed_at is None:
        return Correction(tuple(rows))
    return Correction(tuple(rows), said.when(one.closed_at), staff.name_of(db(), one.closed_by))
