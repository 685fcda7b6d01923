"""Opening hours of a site, and the days to come on which it is shut."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.database import notify
from app.sites import service as sites
from app.sites.models import Site
from app.values.errors import Invalid
from app.values.london import london_date, parse_clock
from app.values.sentence import mark
from app.wallboard.blueprint import chosen_site, done, notice, tab_of, tabs, wallboard
from app.wallboard.pages import Closure, HoursPage, OpeningDay
from app.web import access
from app.web.said import say
from app.web.transactions import db

DAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)


@wallboard.get("/supervisor/hours")
@access.may("supervisor")
def show_hours() -> str:
    """The hours and closures of a site."""
    return render_template("wallboard/hours.html", page=_page(db(), chosen_site(db())))


@wallboard.post("/supervisor/hours")
@access.may("supervisor")
def change_hours() -> ResponseReturnValue:
    """Save the hours."""
    site = chosen_site(db())
    if request.form.get("act") != "hours":
        abort(400)
    errors = _save_hours(site)
    if errors:
        given = {name: value for name, value in request.form.items() if name != "csrf_token"}
        page = replace(_page(db(), site, given), errors=errors)
        return render_template("wallboard/hours.html", page=page), 422
    return redirect(f"/supervisor/hours?site={site.slug}", 303)


def _save_hours(site: Site) -> dict[str, str]:
    week: dict[int, tuple[time | None, time | None]] = {}
    errors: dict[str, str] = {}
    for weekday in range(7):
        typed = [request.form.get(f"{edge}-{weekday}", "").strip() for edge in ("opens", "closes")]
        try:
            opens, closes = (parse_clock(one) if one else None for one in typed)
        except Invalid as problem:
            errors[f"opens-{weekday}"] = say(problem.message, **problem.params)
            continue
        if (opens is None) != (closes is None):
            errors[f"opens-{weekday}"] = say(mark("Give both times, or neither where it is shut all day."))
        elif opens is not None and closes is not None and opens >= closes:
            errors[f"opens-{weekday}"] = say(mark("It must close later than it opens."))
        week[weekday] = (opens, closes)
    if errors:
        return errors
    before = sites.hours_of(db(), site)
    for weekday, (opens, closes) in week.items():
        was = [(stretch.opens, stretch.closes) for stretch in before.week[weekday]]
        now = [(opens, closes)] if opens and closes else []
        if was != now:
            sites.set_hours(db(), site, weekday, opens, closes)
            _changed(site, "hours_changed", weekday=weekday, old=_written(was), new=_written(now))
    done(mark("The hours are saved."))
    return {}


def _changed(site: Site, action: str, **details: Any) -> None:
    audit.record(db(), action, "site", site.id, clock.now(), staff_id=access.current_staff().id, **details)
    # The matcher looks again, as the line may now go another way, and so do the pages that show it.
    notify(db(), "line", site.id)
    notify(db(), "sites", site.id)


def _written(stretches: list[tuple[time, time]] | list[tuple[time | None, time | None]]) -> str:
    return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in stretches) or "shut"


def _page(session: Session, site: Site, given: Mapping[str, str] | None = None) -> HoursPage:
    today = london_date(clock.now())
    hours, ours = sites.hours_of(session, site), sites.closures_of(session, site)
    shut = {on: why for on, why in sites.shut_days(session, site).items() if today <= on <= today + timedelta(days=366)}
    days = []
    for weekday, name in enumerate(DAYS):
        stretch = hours.week[weekday][0] if hours.week[weekday] else None
        kept = {
            "opens": f"{stretch.opens:%H.%M}" if stretch else "",
            "closes": f"{stretch.closes:%H.%M}" if stretch else "",
        }
        typed = {edge: (given or {}).get(f"{edge}-{weekday}", value) for edge, value in kept.items()}
        days.append(OpeningDay(weekday, say(name), **typed))
    return HoursPage(
        sites=tabs(session, site),
        site=tab_of(site),
        days=tuple(days),
        closures=tuple(Closure(on, why, bank_holiday=on not in ours) for on, why in sorted(shut.items())),
        emergency_since=site.emergency_closed_at,
        emergency_reason=site.emergency_reason or "",
        given=given or {},
        notice=notice(),
    )
