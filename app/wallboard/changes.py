"""Leave and closures of a site, and the promises that either would break: listed, moved with it in one step, undone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit.models import AuditEntry
from app.callbacks import service as callbacks
from app.diary import service as diary
from app.diary.errors import LeaveClash
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.switchboard import shut_times
from app.values.errors import Invalid
from app.values.london import london_date, parse_clock
from app.values.opening_hours import Stretch
from app.values.sentence import mark
from app.values.spreadsheet import parse_date, parse_words
from app.wallboard import acts, with_moves
from app.wallboard.blueprint import wallboard
from app.wallboard.changes_page import ChangesPage, page_of
from app.wallboard.site import site_or_404
from app.wallboard.with_moves import Plan, Wanted, breaks
from app.web import access
from app.web.said import day, say
from app.web.transactions import db

Value = TypeVar("Value")

LEAVE, CLOSED, TAKEN_BACK, OPENED = "leave_entered", "site_shut", "leave_taken_back", "site_not_shut"
REASON_LONGEST = 200
# In an address: the day on which it is followed.
TODAY = "today"
ON_LEAVE = mark("This person has leave already in part of that time")
OWED_BY_THEN = mark(
    "Calls that are owed by then: {count}. No time was promised for them that could be moved: find each one on the "
    "page of call-backs."
)
SHUT_ALREADY = mark("That day has a closure already: take it out first, and then enter all of it anew")


class WrongField(Exception):
    """What was typed into a field, by its id, cannot be."""

    def __init__(self, field: str, problem: Invalid) -> None:
        self.field = field
        self.problem = problem


@wallboard.get("/wallboard/sites/<slug>/changes")
@access.may("supervisor")
def show_changes(slug: str) -> str:
    """Leave and closures to come, and the forms for more."""
    return _drawn(_page(site_or_404(slug)))


@wallboard.post("/wallboard/sites/<slug>/changes")
@access.may("supervisor")
def make_change(slug: str) -> ResponseReturnValue:
    """Enter leave, close a day or a part of one, or take that back."""
    site = site_or_404(slug)
    doing = {"leave": _enter, "close": _enter, "take-back": _take_back, "open": _open, "undo": _undo}
    act = doing.get(request.form.get("act", "")) or abort(400)
    return act(site) or redirect(f"/wallboard/sites/{site.slug}/changes", 303)


def _enter(site: Site) -> ResponseReturnValue | None:
    now = clock.now()

    def drawn(plan: Plan, trouble: str) -> str:
        return _drawn(replace(_page(site), plan=plan, trouble=trouble))

    try:
        answer = with_moves.enter(site, partial(_wanted, site, now), drawn, say(mark("Entered.")), now)
        if answer is None and request.form.get("act") == "close":
            _tell_owed(site)
        return answer
    except WrongField as wrong:
        said = say(wrong.problem.message, **wrong.problem.params)
        return _drawn(replace(_page(site), errors={wrong.field: said})), 422


def _tell_owed(site: Site) -> None:
    """Say how many calls are owed within the time that has been closed: of these nothing could be moved."""
    on, part = _time_to_close()
    if count := callbacks.owed_within(db(), site.id, *sites.moments_of(on, part)):
        acts.tell(say(OWED_BY_THEN, count=count))


def _wanted(site: Site, now: datetime) -> Wanted:
    """What the form asks for. Raises WrongField."""
    return _closure(site, now) if request.form.get("act") == "close" else _leave(site, now)


def _time_to_close() -> tuple[date, Stretch | None]:
    """The day to be closed, and the part of it; None for all."""
    on = _read("close-first", "first", parse_date)
    from_, to = (
        _read(f"close-{name}", name, parse_clock) if _typed("from") or _typed("to") else None for name in ("from", "to")
    )
    if from_ is not None and to is not None and from_ >= to:
        raise WrongField("close-to", Invalid(mark("The end must be later than the beginning")))
    return on, Stretch(from_, to) if from_ is not None and to is not None else None


def _closure(site: Site, now: datetime) -> Wanted:
    on, part = _time_to_close()
    reason = _read("close-reason", "reason", _reason)
    _, ends = sites.moments_of(on, part)
    if ends <= now:
        raise WrongField("close-first", Invalid(mark("That time is over")))
    if on in {row.on for row in sites.planned(db(), site)}:
        raise WrongField("close-first", Invalid(SHUT_ALREADY))
    close = partial(shut_times.close_day, db(), site, on, reason, part)
    broken = breaks(close)
    details, days = {"on": on.isoformat(), "part": str(part or "")}, frozenset({(site.id, on)})
    return Wanted(partial(close, moved=broken), broken, CLOSED, details, days)


def _leave(site: Site, now: datetime) -> Wanted:
    who, me = staff.by_username(db(), _typed("who")), access.current_staff().id
    if who is None or who.belongs_to != site.id:
        raise WrongField("who", Invalid(mark("Choose a person.")))
    for name, parse in (("first", parse_date), ("last", parse_date), ("from", parse_clock), ("to", parse_clock)):
        if name == "first" or _typed(name):
            _read(name, name, parse)
    try:
        begins, ends = diary.time_of_leave(*(_typed(name) for name in ("first", "last", "from", "to")))
        change = partial(diary.take_leave, db(), who.id, begins, ends, by=me, now=now)
        broken = breaks(change)
    except Invalid as problem:
        raise WrongField("to" if _typed("from") or _typed("to") else "last", problem) from problem
    except LeaveClash:
        raise WrongField("first", Invalid(ON_LEAVE)) from None
    details = {"who": who.id, "from": begins.isoformat(), "to": ends.isoformat()}
    return Wanted(change, broken, LEAVE, details, frozenset(diary.days_of(db(), who.id, (begins, ends))))


def _take_back(site: Site) -> None:
    """Leave taken back: the rota is as it was. What was moved for it stays where it is."""
    now = clock.now()
    found = {str(leave.id): leave for leave, _ in diary.leaves_of_site(db(), site.id, london_date(now))}
    leave = found.get(_typed("leave")) or abort(404)
    who = leave.staff_id
    lost = diary.take_back(db(), leave, now)
    acts.note(site, TAKEN_BACK, who=who, lost=lost)
    acts.tell(say(mark("The leave is taken back. Call-backs that were moved for it stay where they are.")))


def _open(site: Site) -> None:
    """A closure taken out. What was moved for it stays where it is."""
    try:
        on = date.fromisoformat(_typed("on"))
    except ValueError:
        abort(400)
    sites.remove_closure(db(), site, on)
    acts.note(site, OPENED, on=on.isoformat())
    acts.tell(say(mark("{site} is open on {day}, by its hours."), site=site.name, day=day(on)))


def _undo(site: Site) -> None:
    with_moves.undo(site, (LEAVE, CLOSED), partial(_take_out, site))


def _take_out(site: Site, entry: AuditEntry) -> None:
    details = entry.details
    if entry.action == CLOSED:
        row = next((one for one in sites.planned(db(), site) if one.on.isoformat() == details["on"]), None)
        if row is None or str(sites.part_of(row) or "") != details["part"]:
            raise Invalid(mark("There is nothing to undo."))
        sites.remove_closure(db(), site, row.on)
        return
    begins, ends = (datetime.fromisoformat(details[name]) for name in ("from", "to"))
    leave = diary.leave_at(db(), details["who"], begins, ends)
    if leave is None:
        raise Invalid(mark("There is nothing to undo."))
    diary.take_back(db(), leave, clock.now())


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _read(field: str, name: str, parse: Callable[[str], Value]) -> Value:
    try:
        return parse(_typed(name))
    except Invalid as problem:
        raise WrongField(field, problem) from problem


def _reason(typed: str) -> str:
    words = parse_words(typed) if typed else ""
    if not words or len(words) > REASON_LONGEST:
        raise Invalid(mark("Say in a few words why it is closed."))
    return words


def _page(site: Site) -> ChangesPage:
    given = {name: value for name, value in request.values.items() if name != "csrf_token"}
    if given.get("first") == TODAY:
        given["first"] = f"{london_date(clock.now()):%d/%m/%Y}"
    return page_of(db(), site, clock.now(), given)


def _drawn(page: ChangesPage) -> str:
    return render_template("wallboard/changes.html", page=page)
