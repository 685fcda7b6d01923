"""Leave and closures of a site, and the promises that either would break: listed, and moved with it in one step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.callbacks import service as callbacks
from app.database import notify
from app.diary import service as diary
from app.diary.errors import LeaveClash, SlotTaken, StillHeld
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.switchboard import rebooking
from app.values.errors import Invalid
from app.values.london import combine, london_date, midnight, parse_clock, to_london
from app.values.moves import IllegalMove
from app.values.opening_hours import Stretch
from app.values.sentence import mark
from app.values.spreadsheet import parse_date, parse_words
from app.wallboard.blueprint import done, notice, wallboard
from app.wallboard.site import site_or_404
from app.web import access
from app.web.said import day, say, when
from app.web.transactions import db

MOVE_ALL = "move-all"
GONE = mark("Somebody was quicker, and one of the times is taken. Nothing was changed: these are the times now.")
UNDER_WAY = mark("One of these is being rung now. Wait until that is over.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that somebody wants: what does it, the call-backs in its time, and what to note of it."""

    change: Callable[[], object]
    broken: tuple[UUID, ...]
    action: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToMove:
    """A call-back in the way: when it is, and where it could go (empty: no time can be met, it would be owed)."""

    id: str
    was: str
    to: str
    words: str


@wallboard.get("/wallboard/sites/<slug>/changes")
@access.may("supervisor")
def show_changes(slug: str) -> str:
    """Leave to come, and the forms for leave and for closing a part of a day."""
    return _page(site_or_404(slug))


@wallboard.post("/wallboard/sites/<slug>/changes")
@access.may("supervisor")
def make_change(slug: str) -> ResponseReturnValue:
    """Enter leave or close a part of a day; where promises are in the way, first show where each could go."""
    site, now, me = site_or_404(slug), clock.now(), access.current_staff().id
    if request.form.get("act") == "take-back":
        return _take_back(site, now)
    try:
        wanted = _wanted(site, now, me)
    except Invalid as problem:
        return _page(site, error=say(problem.message, **problem.params)), 422
    if wanted.broken and request.form.get("go") != MOVE_ALL:
        return _page(site, plan=_plan(wanted, now)), 409
    try:
        moved = rebooking.carry_out(db(), wanted.change, _agreed(wanted), me, now)
    except (SlotTaken, StillHeld):
        db().rollback()
        return _page(site, plan=_plan(_wanted(site, now, me), now), error=say(GONE)), 409
    except IllegalMove:
        db().rollback()
        return _page(site, error=say(UNDER_WAY)), 409
    except LeaveClash:
        return _page(site, error=say(mark("This person has leave already in part of that time"))), 422
    noted = [one.noted() for one in moved]
    audit.record(db(), wanted.action, "site", site.id, now, staff_id=me, moves=noted, **wanted.details)
    notify(db(), "sites", site.id)
    untold = sum(one.told == "nobody" for one in moved)
    done(
        mark("Entered. Call-backs moved: {count}, of whom nobody is told by itself: {untold}."),
        count=len(moved),
        untold=untold,
    )
    return redirect(f"/wallboard/sites/{site.slug}/changes", 303)


def _wanted(site: Site, now: datetime, me: int) -> Wanted:
    """What the form asks for. Raises Invalid."""
    form = {name: request.form.get(name, "").strip() for name in ("who", "first", "last", "from", "to", "reason")}
    if request.form.get("act") == "close":
        on, reason = parse_date(form["first"]), parse_words(form["reason"])
        part = Stretch(parse_clock(form["from"]), parse_clock(form["to"]))
        begins, ends = combine(on, part.opens), combine(on, part.closes)
        if ends <= now:
            raise Invalid(mark("That time is over"))
        return Wanted(
            lambda: sites.add_closure(db(), site, on, reason, part),
            tuple(callbacks.promised_during(db(), site.id, begins, ends)),
            "part_closed",
            {"on": on.isoformat(), "part": str(part)},
        )
    if request.form.get("act") != "leave":
        abort(400)
    who = staff.by_username(db(), form["who"])
    if who is None or who.belongs_to != site.id:
        raise Invalid(mark("Choose a person."))
    begins, ends = diary.time_of_leave(form["first"], form["last"], form["from"], form["to"])

    def change() -> object:
        return diary.take_leave(db(), who.id, begins, ends, by=me, now=now)

    broken: tuple[UUID, ...] = ()
    tried = db().begin_nested()
    try:
        change()
    except StillHeld as problem:
        broken = problem.callback_ids
    except LeaveClash:
        raise Invalid(mark("This person has leave already in part of that time")) from None
    finally:
        tried.rollback()
    return Wanted(change, broken, "leave_entered", {"who": who.id, "from": begins.isoformat(), "to": ends.isoformat()})


def _agreed(wanted: Wanted) -> dict[UUID, datetime | None]:
    agreed: dict[UUID, datetime | None] = {}
    for one in wanted.broken:
        sent = request.form.get(f"to-{one}")
        if sent is None:
            raise SlotTaken
        try:
            agreed[one] = datetime.fromisoformat(sent) if sent else None
        except ValueError:
            abort(400)
    return agreed


def _plan(wanted: Wanted, now: datetime) -> tuple[ToMove, ...]:
    found = []
    for one in rebooking.propose(db(), wanted.change, wanted.broken, now):
        if not one.movable:
            words = say(UNDER_WAY)
        elif one.to is None:
            words = say(mark("no time can be met: it would be owed"))
        else:
            words = say(mark("the same time, with another adviser")) if one.to == one.was else when(one.to)
        found.append(ToMove(str(one.callback.id), when(one.was), one.to.isoformat() if one.to else "", words))
    return tuple(found)


def _take_back(site: Site, now: datetime) -> ResponseReturnValue:
    """Leave taken back: the rota is as it was. What was moved for it stays where it is."""
    found = {str(leave.id): leave for leave, _ in diary.leaves_of_site(db(), site.id, london_date(now))}
    leave = found.get(request.form.get("leave", "")) or abort(404)
    who = leave.staff_id
    lost = diary.take_back(db(), leave, now)
    audit.record(db(), "leave_taken_back", "site", site.id, now, staff_id=access.current_staff().id, who=who, lost=lost)
    notify(db(), "sites", site.id)
    done(mark("The leave is taken back. Call-backs that were moved for it stay where they are."))
    return redirect(f"/wallboard/sites/{site.slug}/changes", 303)


def _page(site: Site, plan: tuple[ToMove, ...] = (), error: str = "") -> str:
    now = clock.now()
    leaves = [
        (one.id, who.name, _edge(one.during.lower), _edge(one.during.upper))
        for one, who in diary.leaves_of_site(db(), site.id, london_date(now))
    ]
    people = [
        (one.staff.username, one.staff.name)
        for one in staff.everybody(db(), site.id)
        if one.staff.role == "adviser" and one.staff.active
    ]
    given = {name: value for name, value in request.form.items() if name != "csrf_token"}
    return render_template(
        "wallboard/changes.html",
        site=site, leaves=leaves, people=people, plan=plan, given=given, said=notice(),
        errors={"first": error} if error else {},
    )  # fmt: skip


def _edge(moment: datetime | None) -> str:
    """When leave begins or ends: from midnight the day alone is said."""
    if moment is None:
        return ""
    return day(moment) if moment == midnight(to_london(moment).date()) else when(moment)
