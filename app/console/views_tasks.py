"""What a site has still to do about people: the tasks, each closed by a person who says what came of it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.claimants import service as claimants
from app.console import showing
from app.console.blueprint import console
from app.scripts.wording import mark
from app.sites import service as sites
from app.staff import service as staff
from app.tasks import service as tasks
from app.tasks.models import Task
from app.tasks.rules import KINDS
from app.values.errors import Invalid
from app.values.london import combine, london_date
from app.web import access
from app.web.said import say
from app.web.transactions import db

NOTICES = {
    "closed": mark("It is done, and what came of it is kept. It can be opened again below."),
    "opened": mark("It is open again."),
}
DAYS_SHOWN = timedelta(days=7)
# A meeting may be put off for months: what is due then is shown when it comes near.
DAYS_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task: who it is about, what to do, and what can come of it (values and words)."""

    id: str
    reference: str
    who: str
    title: str
    to_do: str
    due_on: date
    late: bool
    outcomes: tuple[tuple[str, str], ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A task that was closed, by whom, and what came of it."""

    id: str
    reference: str
    who: str
    title: str
    outcome: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TasksPage:
    """What is still to be done at a site, and what was done in the last days."""

    site: str
    open: tuple[TaskRow, ...]
    closed: tuple[ClosedRow, ...]
    notice: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@console.get("/tasks")
@access.may("adviser", "supervisor")
def tasks_page() -> str:
    """What my site has still to do."""
    return render_template("console/tasks.html", page=_page({}))


@console.post("/tasks")
@access.may("adviser", "supervisor")
def close_task() -> ResponseReturnValue:
    """Say what came of a task, or open one again that was closed by mistake."""
    me, now = access.current_staff().id, clock.now()
    again = request.form.get("again", "")
    task = _task(again or request.form.get("task", ""))
    if again:
        tasks.open_again(db(), task, by=me, now=now)
        return redirect("/tasks?notice=opened", 303)
    try:
        note = request.form.get(f"note-{task.id}", "")
        tasks.close(db(), task, request.form.get(f"outcome-{task.id}", ""), note, by=me, now=now)
    except Invalid as problem:
        errors = {f"outcome-{task.id}": say(problem.message, **problem.params)}
        return render_template("console/tasks.html", page=_page(errors)), 422
    return redirect("/tasks?notice=closed", 303)


def _task(typed: str) -> Task:
    try:
        return tasks.get(db(), UUID(typed)) or abort(404)
    except ValueError:
        abort(400)


def _page(errors: dict[str, str]) -> TasksPage:
    site, now = sites.by_id(db(), access.current_staff().site_id), clock.now()
    today = london_date(now)
    since = combine(today - DAYS_SHOWN, datetime.min.time())
    notice = request.args.get("notice", "")
    return TasksPage(
        site=site.name,
        open=tuple(_row(one, today, errors) for one in tasks.open_at(db(), site.id, today + DAYS_AHEAD)),
        closed=tuple(_closed(one) for one in tasks.closed_at(db(), site.id, since)),
        notice=say(NOTICES[notice]) if notice in NOTICES else "",
        errors=errors,
    )


def _row(task: Task, today: date, errors: dict[str, str]) -> TaskRow:
    reference, who = _who(task)
    kind = KINDS[task.kind]
    return TaskRow(
        id=str(task.id),
        reference=reference,
        who=who,
        title=say(kind.title),
        to_do=say(kind.to_do),
        due_on=task.due_on,
        late=task.due_on < today,
        outcomes=tuple((value, say(words)) for value, words in kind.outcomes.items()),
        error=errors.get(f"outcome-{task.id}", ""),
    )


def _closed(task: Task) -> ClosedRow:
    reference, who = _who(task)
    assert task.done_at is not None  # noqa: S101 - only what is closed is asked for
    assert task.outcome is not None  # noqa: S101 - what is closed has an outcome
    kind = KINDS[task.kind]
    return ClosedRow(
        id=str(task.id),
        reference=reference,
        who=who,
        title=say(kind.title),
        outcome=say(kind.outcomes[task.outcome]),
        note=task.note or "",
        by=staff.name_of(db(), task.done_by),
        at=task.done_at,
    )


def _who(task: Task) -> tuple[str, str]:
    claimant = claimants.by_id(db(), task.claimant_id)
    assert claimant is not None  # noqa: S101 - a task is about somebody known
    return claimant.reference, showing.name_of(claimant) or claimant.reference
