"""The support plan of a site, as its managers word it; and when it was needed, so that the adviser is looked after."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants import service as claimants
from app.sites.models import Site
from app.staff import service as staff
from app.support import service as support
from app.support.models import SupportRecord
from app.support.rules import OUTCOMES, POINTS
from app.values.errors import Invalid
from app.values.sentence import mark
from app.wallboard.blueprint import chosen_site, done, notice, tabs, wallboard
from app.wallboard.pages import SiteTab
from app.web import access
from app.web.said import clock_time, say, when
from app.web.transactions import db


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One time that support was needed. `how` says how it ended; `words` is empty where the record is restricted."""

    id: str
    at: datetime
    until: datetime | None
    who: str
    how: str
    words: str
    reference: str
    steps: str
    looked_after: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class SupportPlanPage:
    """A site's plan, to be worded, and its last four weeks."""

    sites: tuple[SiteTab, ...]
    slug: str
    points: tuple[str, ...]
    contacts: str
    rows: tuple[SupportRow, ...]
    notice: str = ""
    errors: Mapping[str, str] = made(default_factory=dict)


@wallboard.get("/supervisor/support")
@access.may("supervisor")
def show_support() -> str:
    """The plan and the records of a site."""
    return render_template("wallboard/support.html", page=_page(chosen_site(db())))


@wallboard.post("/supervisor/support")
@access.may("supervisor")
def change_support() -> ResponseReturnValue:
    """Word the plan, or record that the adviser was talked with."""
    site, me, now = chosen_site(db()), access.current_staff().id, clock.now()
    match request.form.get("act", ""):
        case "plan":
            points = [request.form.get(f"point-{number}", "") for number in range(1, POINTS + 1)]
            try:
                support.set_plan(db(), site.id, points, request.form.get("contacts", ""), now, me)
            except Invalid as problem:
                words = say(problem.message, **problem.params)
                field = next((f"point-{n}" for n, one in enumerate(points, 1) if not one.strip()), "contacts")
                return render_template("wallboard/support.html", page=_page(site, {field: words})), 422
            done(mark("The plan is kept. It opens with F9 on every page of this site."))
        case "looked-after":
            try:
                record_id = UUID(request.form.get("record", ""))
            except ValueError:
                abort(400)
            if support.looked_after(db(), record_id, now, me):
                done(mark("It is kept that you have talked it over."))
            else:
                done(mark("Nothing was changed: somebody else has talked it over already, or it is your own."))
        case _:
            abort(400)
    return redirect(f"/supervisor/support?site={site.slug}", 303)


def _page(site: Site, errors: Mapping[str, str] | None = None) -> SupportPlanPage:
    plan = support.plan_of(db(), site.id)
    typed = [request.form.get(f"point-{number}", "") for number in range(1, POINTS + 1)]
    return SupportPlanPage(
        sites=tabs(db(), site),
        slug=site.slug,
        points=tuple(typed) if errors else plan.points or ("",) * POINTS,
        contacts=request.form.get("contacts", "")
        if errors
        else "\n".join(f"{name}: {number}" for name, number in plan.contacts),
        rows=tuple(_row(one) for one in support.lately(db(), site.id, clock.now())),
        notice=notice(),
        errors=errors or {},
    )


def _row(record: SupportRecord) -> SupportRow:
    me = access.current_staff().id
    claimant = claimants.by_id(db(), record.claimant_id) if record.claimant_id else None
    may_read = claimant is None or claimants.may_open(db(), claimant.id, me, clock.now())
    points = [step for step in support.steps_of(db(), record) if step.point]
    after = ""
    if record.looked_after_at is not None:
        after = say(
            mark("{name}, {when}"), name=staff.name_of(db(), record.looked_after_by), when=when(record.looked_after_at)
        )
    return SupportRow(
        id=str(record.id),
        at=record.opened_at,
        until=record.closed_at,
        who=staff.name_of(db(), record.staff_id),
        how=say(OUTCOMES[record.outcome]) if record.outcome else say(mark("goes on now")),
        words=support.words_of(record) if may_read else "",
        reference=claimant.reference if claimant is not None else "",
        steps=", ".join(f"{step.point} {clock_time(step.at)}" for step in points),
        looked_after=after,
        mine=record.staff_id == me,
    )
