"""The complaints of a site that are not answered yet: the overdue ones first, each with its owner and its day."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.casework import service as casework
from app.casework.models import Complaint
from app.claimants import service as claimants
from app.sites.models import Site
from app.staff import service as staff
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.sentence import mark
from app.wallboard.blueprint import chosen_site, done, notice, tabs, wallboard
from app.wallboard.pages import SiteTab
from app.web import access
from app.web.said import say
from app.web.transactions import db


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint. `words` is empty where its person's record is restricted and was not opened today."""

    id: str
    reference: str
    at: datetime
    words: str
    owner: str
    owner_id: str
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class ComplaintsPage:
    """A site's open complaints; `people` can own one."""

    sites: tuple[SiteTab, ...]
    slug: str
    rows: tuple[ComplaintRow, ...]
    people: tuple[tuple[str, str], ...]
    overdue: int
    notice: str = ""
    given: Mapping[str, str] = made(default_factory=dict)
    errors: Mapping[str, str] = made(default_factory=dict)


@wallboard.get("/supervisor/complaints")
@access.may("supervisor")
def show_complaints() -> str:
    """The open complaints of a site."""
    return render_template("wallboard/complaints.html", page=_page(chosen_site(db())))


@wallboard.post("/supervisor/complaints")
@access.may("supervisor")
def act_on_complaint() -> ResponseReturnValue:
    """Answer one, or give it to somebody else or another day."""
    site, me, now = chosen_site(db()), access.current_staff().id, clock.now()
    try:
        complaint_id = UUID(request.form.get("complaint", ""))
    except ValueError:
        abort(400)
    match request.form.get("act", ""):
        case "answer":
            try:
                answered = casework.answer_complaint(db(), complaint_id, request.form.get("answer", ""), now, me)
            except Invalid as problem:
                words = say(problem.message, **problem.params)
                return render_template(
                    "wallboard/complaints.html", page=_page(site, {f"answer-{complaint_id}": words})
                ), 422
            if answered is None:
                abort(404)
            done(mark("The answer is kept with the complaint."))
        case "give":
            _give(site, complaint_id, now, me)
        case _:
            abort(400)
    return redirect(f"/supervisor/complaints?site={site.slug}", 303)


def _give(site: Site, complaint_id: UUID, now: datetime, by: int) -> None:
    owner = request.form.get("owner", "")
    try:
        due_on = date.fromisoformat(request.form.get("due", ""))
    except ValueError:
        abort(400)
    if owner not in dict(_people(site)):
        abort(400)
    if casework.give_complaint(db(), complaint_id, int(owner), due_on, now, by) is None:
        done(mark("Nothing was changed: it is answered already."))
    else:
        done(mark("It is theirs from now on."))


def _people(site: Site) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.name) for one in staff.answering_for(db(), site.id))


def _page(site: Site, errors: Mapping[str, str] | None = None) -> ComplaintsPage:
    rows = tuple(_row(one) for one in casework.complaints_open(db(), site.id))
    return ComplaintsPage(
        sites=tabs(db(), site),
        slug=site.slug,
        rows=rows,
        people=_people(site),
        overdue=sum(row.overdue for row in rows),
        notice=notice(),
        given=request.form.to_dict() if errors else {},
        errors=errors or {},
    )


def _row(one: Complaint) -> ComplaintRow:
    claimant, now = claimants.by_id(db(), one.claimant_id), clock.now()
    may_read = claimants.may_open(db(), one.claimant_id, access.current_staff().id, now)
    return ComplaintRow(
        id=str(one.id),
        reference=claimant.reference if claimant is not None else "",
        at=one.at,
        words=casework.words_of(one) if may_read else "",
        owner=staff.name_of(db(), one.owner_id),
        owner_id=str(one.owner_id),
        due_on=one.due_on,
        overdue=one.due_on < london_date(now),
    )
