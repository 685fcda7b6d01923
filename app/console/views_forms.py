"""Signed forms: recorded by the reference on them as they come in, and those that are awaited."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants import service as claimants
from app.claims import service as claims
from app.claims.models import FormChase
from app.claims.rules import return_by
from app.console import showing
from app.console.blueprint import console
from app.measures import forms as measured
from app.scripts.wording import mark
from app.sites import service as sites
from app.switchboard import packing, signing
from app.switchboard.signing import Came
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.moves import IllegalMove
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

CAME = {
    Came.IN_TIME: mark("The form of {who} is recorded, in time."),
    Came.LATE: mark(
        "The form of {who} is recorded. It came after its month: the benefit office decides from when it counts."
    ),
    Came.BEFORE: mark("The form of {who} was recorded before, on {day}. Nothing was changed."),
}
TAKEN_BACK = mark("It is not recorded as received any more, and is awaited again.")
CHANGED_MEANWHILE = mark("That claim stands differently by now. Nothing was changed.")
A_DAY = mark("Give the day it came: day, month and year.")
WAYS = {"by_letter": mark("letter"), "by_text": mark("text"), "by_task": mark("to be rung")}
RECEIVED_SHOWN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form: whose, until when it is wanted or when it came, and how she was reminded of it."""

    claim: str
    reference: str
    person: str
    who: str
    return_by: date
    days_left: int
    reminded: tuple[str, ...] = ()
    received_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class FormsPage:
    """The forms of a site: awaited, and received in the last days."""

    site: str
    awaited: tuple[FormRow, ...]
    received: tuple[FormRow, ...]
    given: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notice: str = ""


@console.get("/forms")
@access.may("adviser", "supervisor")
def forms_page() -> str:
    """The forms of my site."""
    notice = say(TAKEN_BACK) if request.args.get("notice") == "taken-back" else _came()
    return render_template("console/forms.html", page=_page({}, notice))


@console.post("/forms")
@access.may("adviser", "supervisor")
def record_form() -> ResponseReturnValue:
    """A form has come, with corrections or without; or one was recorded by mistake."""
    me, now = access.current_staff().id, clock.now()
    if "undo" in request.form:
        return _take_back(request.form["undo"], me, now)
    try:
        on = _day()
    except ValueError:
        return _again({"on": say(A_DAY)})
    corrected = request.form.get("corrected") == "yes"
    try:
        found = signing.receive(db(), request.form.get("reference", ""), on, corrected=corrected, by=me, now=now)
    except Invalid as problem:
        where = "on" if problem.message == signing.NOT_THEN else "reference"
        return _again({where: say(problem.message, **problem.params)})
    return redirect(f"/forms?claim={found.claim.id}&came={found.came}", 303)


def _take_back(typed: str, me: int, now: datetime) -> ResponseReturnValue:
    try:
        claim = claims.get(db(), UUID(typed)) or abort(404)
        signing.take_back(db(), claim, me, now)
    except ValueError:
        abort(400)
    except IllegalMove:
        db().rollback()
        return _again({"reference": say(CHANGED_MEANWHILE)})
    return redirect("/forms?notice=taken-back", 303)


def _again(errors: dict[str, str]) -> ResponseReturnValue:
    return render_template("console/forms.html", page=_page(errors, "")), 422


def _day() -> date | None:
    """The day it came, as typed; None where it is today's post. Raises ValueError."""
    typed = [request.form.get(f"on-{part}", "").strip() for part in ("year", "month", "day")]
    return date(*map(int, typed)) if any(typed) else None


def _came() -> str:
    """What was recorded just now, by the address that was come from."""
    try:
        claim = claims.get(db(), UUID(request.args.get("claim", "")))
        came = Came(request.args.get("came", ""))
    except ValueError:
        return ""
    if claim is None or claim.signed_at is None:
        return ""
    claimant = claimants.by_id(db(), claim.claimant_id)
    who = packing.reference(claimant, claim) if claimant is not None else ""
    return say(CAME[came], who=who, day=said.day(london_date(claim.signed_at)))


def _page(errors: dict[str, str], notice: str) -> FormsPage:
    site, now = sites.by_id(db(), access.current_staff().site_id), clock.now()
    given = {name: request.form.get(name, "") for name in ("reference", "corrected", "on-day", "on-month", "on-year")}
    awaited = [_row(one, now) for one in measured.awaited(db(), site.id)]
    return FormsPage(
        site=site.name,
        awaited=tuple(sorted(awaited, key=lambda row: row.return_by)),
        received=tuple(_row(one, now) for one in measured.received(db(), site.id, now - RECEIVED_SHOWN)),
        given=given if errors else {},
        errors=errors,
        notice=notice,
    )


def _row(one: measured.FormOf, now: datetime) -> FormRow:
    claim, claimant = one.claim, one.claimant
    last = return_by(london_date(packing.first_contact_at(claimant, claim)))
    name = showing.name_of(claimant) or claimant.reference
    return FormRow(
        claim=str(claim.id),
        reference=packing.reference(claimant, claim),
        person=claimant.reference,
        who=say("Restricted record") if one.restricted else name,
        return_by=last,
        days_left=(last - london_date(now)).days,
        reminded=tuple(_reminded(chase) for chase in one.chases),
        received_at=claim.signed_at,
        late=claim.signed_at is not None and london_date(claim.signed_at) > last,
    )


def _reminded(chase: FormChase) -> str:
    ways = [say(words) for name, words in WAYS.items() if getattr(chase, name)]
    return f"{said.day_short(london_date(chase.at))}: {', '.join(ways)}"
