"""Opening hours of a site, changed with the promises that would stand on shut time, and the days to come on which it is
shut."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit.models import AuditEntry
from app.diary.errors import StillHeld
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import shut_times
from app.values.errors import Invalid
from app.values.london import parse_clock
from app.values.opening_hours import Stretch
from app.values.sentence import mark
from app.wallboard import acts, with_moves
from app.wallboard.blueprint import chosen_site, wallboard
from app.wallboard.hours_page import SHUT, HoursPage, page_of, written
from app.wallboard.with_moves import Plan, Wanted, breaks
from app.web import access
from app.web.said import say
from app.web.transactions import db

CHANGED: Final = "hours_changed"
OVERTAKEN: Final = mark("Somebody has changed this day meanwhile: it is {hours} now. Look again, and save once more.")


@wallboard.get("/supervisor/hours")
@access.may("supervisor")
def show_hours() -> str:
    """The hours and closures of a site."""
    return _drawn(page_of(db(), chosen_site(db()), clock.now()))


@wallboard.post("/supervisor/hours")
@access.may("supervisor")
def change_hours() -> ResponseReturnValue:
    """Save the hours, and move what is promised where it will be shut; or take that back."""
    site = chosen_site(db())
    doing = {"hours": _save, "undo": _undo}
    act = doing.get(request.form.get("act", "")) or abort(400)
    return act(site) or redirect(f"/supervisor/hours?site={site.slug}", 303)


def _save(site: Site) -> ResponseReturnValue | None:
    now = clock.now()
    given = {name: value for name, value in request.form.items() if name != "csrf_token"}
    week, errors = _typed_week()
    for weekday, was in _overtaken(site, week).items():
        # Shown as they are now: whoever sends it once more has seen that.
        given[f"was-{weekday}"] = was
        errors[f"opens-{weekday}"] = say(
            OVERTAKEN, hours=was.replace(":", ".") if was != SHUT else say(mark("shut all day"))
        )

    def wanted() -> Wanted:
        changed = _changed(site, week)
        change = partial(shut_times.change_hours, db(), site, {day: week[day] for day in changed}, now)
        broken = breaks(change)
        days = [{"weekday": day, "old": old, "new": written(week[day])} for day, old in changed.items()]
        touched = shut_times.days_of_hours(site, now)
        return Wanted(partial(change, moved=broken), broken, CHANGED, {"days": days}, touched)

    def drawn(plan: Plan, trouble: str) -> str:
        return _drawn(replace(page_of(db(), site, now, given), plan=plan, trouble=trouble))

    if errors:
        return _drawn(replace(page_of(db(), site, now, given), errors=errors)), 422
    saved = say(mark("The hours are saved."))
    if not _changed(site, week):
        acts.tell(saved)
        return None
    return with_moves.enter(site, wanted, drawn, saved, now)


def _typed_week() -> tuple[dict[int, Stretch | None], dict[str, str]]:
    """The hours of each weekday as they were typed, and what is wrong with them, by field."""
    week: dict[int, Stretch | None] = {}
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
        else:
            week[weekday] = Stretch(opens, closes) if opens is not None and closes is not None else None
    return week, errors


def _overtaken(site: Site, week: dict[int, Stretch | None]) -> dict[int, str]:
    """The weekdays to be changed whose hours are no longer those that were shown, with those of now. Out of the week
    goes whatever day was left as it was shown."""
    shown = {weekday: request.form.get(f"was-{weekday}") for weekday in week}
    for weekday, was in shown.items():
        if written(week[weekday]) == was:
            del week[weekday]
    return {weekday: now for weekday, now in _changed(site, week).items() if shown[weekday] not in (None, now)}


def _changed(site: Site, week: Mapping[int, Stretch | None]) -> dict[int, str]:
    """The weekdays whose hours would be others, with those of now as they are noted."""
    now = {weekday: written(next(iter(some), None)) for weekday, some in enumerate(sites.hours_of(db(), site).week)}
    return {weekday: now[weekday] for weekday, hours in week.items() if written(hours) != now[weekday]}


def _read(written: str) -> Stretch | None:
    return Stretch.parse(written) if written != SHUT else None


def _undo(site: Site) -> None:
    with_moves.undo(site, (CHANGED,), partial(_set_back, site))


def _set_back(site: Site, entry: AuditEntry) -> None:
    days = entry.details["days"]
    if _changed(site, {one["weekday"]: _read(one["new"]) for one in days}):
        raise Invalid(mark("The hours were changed again since."))
    try:
        shut_times.change_hours(db(), site, {one["weekday"]: _read(one["old"]) for one in days}, clock.now())
    except StillHeld:
        raise Invalid(
            mark("Call-backs are promised in time that would be shut again. Change the hours here.")
        ) from None


def _drawn(page: HoursPage) -> str:
    return render_template("wallboard/hours.html", page=page)
