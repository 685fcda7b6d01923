"""Support needed: the six-point plan with its timed record, colleagues rung, contacts. One key away on every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.calls import service as calls
from app.console import showing
from app.console.blueprint import console
from app.console.pages import Choice
from app.scripts.wording import mark
from app.staff import service as staff
from app.staff.models import ROLES
from app.support import service as support
from app.support.models import SupportRecord
from app.support.rules import EVERYWHERE, OUTCOMES
from app.switchboard import supervising, supporting
from app.values.errors import Invalid
from app.web import access, said
from app.web.frame import PLAN_POINTS
from app.web.said import say
from app.web.transactions import db

IS_IN = mark("{name} is on the call: hears you both, and only you hear {name}.")
RINGS = mark("{name}'s telephone rings.")
CAME_NOT = mark("{name} was rung at {at} and is not on the call.")
NO_CALL = mark("No call is on, so nobody can be rung into it. The board tells the supervisors. Here now: {names}.")
NOBODY = mark("nobody else")
NONE_LEFT = mark("Nobody more can be rung just now. The board tells the supervisors.")


@dataclass(frozen=True, slots=True)
class Point:
    """One of the six, and when it was done."""

    words: str
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SupportPage:
    """The plan and its record. `since` is when the record began, None where there is none; `ended`: just closed.

    `colleagues` say of each who was rung how it stands.
    """

    points: tuple[Point, ...]
    contacts: tuple[tuple[str, str], ...]
    since: datetime | None = None
    ended: bool = False
    colleagues: tuple[str, ...] = ()
    may_ring: bool = False
    outcomes: tuple[Choice, ...] = ()
    words: str = ""
    errors: Mapping[str, str] = made(default_factory=dict)


@console.get("/support")
@access.may(*ROLES)
def support_page() -> str:
    """The plan, and the record if one goes on."""
    return render_template("console/support.html", page=_page())


@console.post("/support")
@access.may(*ROLES)
def begin_support() -> ResponseReturnValue:
    """Begin the record and ring a colleague; the same again shows how it stands."""
    me = access.current_staff()
    connection = showing.connection_of_mine() if me.role == "adviser" else None
    if connection is not None and showing.is_over(connection):
        connection = None
    supporting.begin(db(), me, connection, clock.now())
    return _shown()


@console.post("/support/act")
@access.may(*ROLES)
def act_on_support() -> ResponseReturnValue:
    """A point is done, another colleague is rung, or it is over."""
    me, now, act = access.current_staff(), clock.now(), request.form.get("act", "")
    record = support.record_of(db(), me.id)
    if record is None:
        return _shown()
    try:
        if act == "ring":
            supporting.ring_next(db(), me, record, now)
        elif act == "close":
            support.close(db(), record, request.form.get("outcome", ""), request.form.get("words", ""), now)
            return render_template("console/support.html", page=_page(ended=True))
        elif act.startswith("point-") and act[6:].isdigit():
            support.done(db(), record, int(act[6:]), now)
        else:
            abort(400)
    except Invalid as problem:
        errors = {"outcome": say(problem.message, **problem.params)}
        return render_template("console/support.html", page=_page(errors=errors)), 422
    return _shown()


def _shown() -> ResponseReturnValue:
    """The part alone is asked for by the dialog; a browser without scripts sees the page."""
    if "HX-Request" in request.headers:
        return render_template("console/support.html", page=_page())
    return redirect("/support", 303)


def _page(*, ended: bool = False, errors: Mapping[str, str] | None = None) -> SupportPage:
    me = access.current_staff()
    plan, record = support.plan_of(db(), me.site_id), support.record_of(db(), me.id)
    steps = support.steps_of(db(), record) if record is not None else []
    done_at = {step.point: step.at for step in steps}
    words = plan.points or tuple(f"{say(point)}: {say('local plan not yet entered')}" for point in PLAN_POINTS)
    return SupportPage(
        points=tuple(Point(one, done_at.get(number)) for number, one in enumerate(words, start=1)),
        contacts=(*((say(name), number) for name, number in EVERYWHERE), *plan.contacts),
        since=record.opened_at if record is not None else None,
        ended=ended,
        colleagues=_colleagues(record) if record is not None else (),
        may_ring=record is not None and record.connection_id is not None and _is_on(record),
        outcomes=tuple(Choice(code, say(label)) for code, label in OUTCOMES.items()),
        words=request.form.get("words", ""),
        errors=errors or {},
    )


def _is_on(record: SupportRecord) -> bool:
    return record.connection_id is not None and not showing.is_over(calls.connection(db(), record.connection_id))


def _colleagues(record: SupportRecord) -> tuple[str, ...]:
    if record.connection_id is None or not _is_on(record):
        me = access.current_staff()
        free = supporting.colleagues(db(), me, clock.now())
        names = ", ".join(one.name for one in free if one.site_id == me.site_id)
        return (say(NO_CALL, names=names or say(NOBODY)),)
    on_call = {
        one.supervisor.id: one for one in supervising.on_call(db(), calls.connection(db(), record.connection_id))
    }
    found = []
    for step in support.steps_of(db(), record):
        colleague = staff.by_id(db(), step.colleague_id) if step.colleague_id is not None else None
        if colleague is None:
            continue
        there = on_call.get(colleague.id)
        template = CAME_NOT if there is None else IS_IN if there.is_in else RINGS
        found.append(say(template, name=colleague.name, at=said.clock_time(step.at)))
    return tuple(found) or (say(NONE_LEFT),)
