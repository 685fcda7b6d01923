"""The moment of first contact, from which benefit is claimed: put right on evidence, by two people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants import service as claimants
from app.claimants.errors import OnePersonAlone, Overtaken
from app.claimants.models import Claimant, FirstContactCorrection
from app.console import call_shown, showing
from app.console.blueprint import console
from app.console.pages import CallBar, Person
from app.scripts.wording import mark
from app.staff import service as staff
from app.values.errors import Invalid
from app.values.london import combine, parse_clock, to_london
from app.values.spreadsheet import parse_date
from app.web import access
from app.web.said import say
from app.web.transactions import db

LONGEST_EVIDENCE = 500
NOTICES = {
    "asked": mark("It is asked for. It counts once another person agrees."),
    "agreed": mark("The first contact is put right. What is printed from now on says so."),
    "refused": mark("The first contact stays as it was."),
    "meanwhile": mark("Somebody else has changed that meanwhile. How it stands is shown here."),
    "alone": mark("You asked for it: another person agrees to it, or does not."),
}


@dataclass(frozen=True, slots=True)
class FirstContactRow:
    """One correction: `outcome` is empty while it waits."""

    id: int
    old: datetime
    new: datetime
    evidence: str
    asked_by: str
    at: datetime
    mine: bool
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class FirstContactPage:
    """How it stands, what waits, what was before. `given` is what was typed, where it could not be taken."""

    person: Person
    at: datetime
    waiting: FirstContactRow | None
    before: tuple[FirstContactRow, ...]
    longest: int = LONGEST_EVIDENCE
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    call: CallBar | None = None


@console.get("/people/<string:reference>/first-contact")
@access.may("adviser", "supervisor")
def first_contact_page(reference: str) -> str:
    """From when she claims, and how that is put right."""
    claimant = showing.claimant_or_404(reference, "first contact")
    return render_template("console/first_contact.html", page=_page(claimant))


@console.post("/people/<string:reference>/first-contact")
@access.may("adviser", "supervisor")
def act_on_first_contact(reference: str) -> ResponseReturnValue:
    """Ask that it be put right, agree, or leave it as it is."""
    claimant, me, now = showing.claimant_or_404(reference), access.current_staff().id, clock.now()
    try:
        match request.form.get("act", ""):
            case "ask":
                if errors := _asked(claimant, me, now):
                    return render_template("console/first_contact.html", page=_page(claimant, errors)), 422
                done = "asked"
            case "agree":
                claimants.agree_correction(db(), _waiting_id(claimant), now, me)
                done = "agreed"
            case "refuse":
                claimants.refuse_correction(db(), _waiting_id(claimant), now, me)
                done = "refused"
            case _:
                abort(400)
    except (Overtaken, OnePersonAlone) as refused:
        db().rollback()
        done = "alone" if isinstance(refused, OnePersonAlone) else "meanwhile"
    return redirect(f"/people/{reference}/first-contact?notice={done}", 303)


def _asked(claimant: Claimant, me: int, now: datetime) -> dict[str, str]:
    """Ask for what was typed; what is wrong with it, by field."""
    errors = dict[str, str]()
    day, at = None, None
    try:
        day = parse_date(request.form.get("day", "").strip())
    except Invalid as problem:
        errors["day"] = say(problem.message)
    try:
        at = parse_clock(request.form.get("at", ""))
    except Invalid as problem:
        errors["at"] = say(problem.message)
    evidence = request.form.get("evidence", "").strip()
    if not evidence or len(evidence) > LONGEST_EVIDENCE:
        errors["evidence"] = say(mark("Say what shows it, in {longest} letters at most"), longest=LONGEST_EVIDENCE)
    if day is None or at is None:
        return errors
    moment = combine(day, at)
    if moment > now:
        errors["day"] = say(mark("A first contact cannot be to come"))
    elif moment == claimant.first_contact_at.replace(second=0, microsecond=0):
        errors["day"] = say(mark("That is the first contact as it stands"))
    if not errors:
        claimants.ask_correction(db(), claimant, moment, evidence, now, me)
    return errors


def _waiting_id(claimant: Claimant) -> int:
    """The one that the form was about, if it is hers."""
    asked = request.form.get("correction", "")
    found = next((one for one in claimants.corrections_of(db(), claimant) if str(one.id) == asked), None)
    return found.id if found is not None else abort(404)


def _page(claimant: Claimant, errors: Mapping[str, str] | None = None) -> FirstContactPage:
    rows = [(one, _row(one)) for one in claimants.corrections_of(db(), claimant)]
    notice, stands = request.args.get("notice", ""), to_london(claimant.first_contact_at)
    return FirstContactPage(
        person=showing.person(db(), claimant, clock.now()),
        at=claimant.first_contact_at,
        waiting=next((row for one, row in rows if one.waits), None),
        before=tuple(row for one, row in rows if not one.waits),
        given=request.form if errors else {"day": f"{stands:%Y-%m-%d}", "at": f"{stands:%H:%M}"},
        errors=errors or {},
        notice=say(NOTICES[notice]) if notice in NOTICES and not errors else "",
        call=call_shown.call_bar(db(), showing.connection_of_mine(claimant.id)),
    )


def _row(one: FirstContactCorrection) -> FirstContactRow:
    outcome = ""
    if one.agreed_by is not None:
        outcome = say(mark("agreed to by {name}"), name=staff.name_of(db(), one.agreed_by))
    elif one.refused_by == one.asked_by:
        outcome = say(mark("taken back"))
    elif one.refused_by is not None:
        outcome = say(mark("not agreed to by {name}"), name=staff.name_of(db(), one.refused_by))
    return FirstContactRow(
        id=one.id,
        old=one.old,
        new=one.new,
        evidence=one.evidence,
        asked_by=staff.name_of(db(), one.asked_by),
        at=one.at,
        mine=one.asked_by == access.current_staff().id,
        outcome=outcome,
    )
