"""The only door to the tasks: wanted once, shown by site and by person, closed with what came of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.audit.service import record
from app.database import notify
from app.tasks.models import Task
from app.tasks.rules import check_outcome

CHANNEL = "board"


def want(
    session: Session,
    kind: str,
    *,
    site_id: int,
    claimant_id: UUID,
    due_on: date,
    once_key: str,
    now: datetime,
    claim_id: UUID | None = None,
    letter_id: UUID | None = None,
    appointment_id: UUID | None = None,
) -> Task:
    """Have a person of that site do something by a day. Wanted twice with one `once_key` it is one task."""
    made: Task | None = session.scalar(
        insert(Task)
        .values(
            kind=kind,
            site_id=site_id,
            claimant_id=claimant_id,
            claim_id=claim_id,
            letter_id=letter_id,
            appointment_id=appointment_id,
            due_on=due_on,
            once_key=once_key,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Task.once_key])
        .returning(Task)
    )
    if made is None:
        return session.scalars(select(Task).where(Task.once_key == once_key)).one()
    notify(session, CHANNEL, site_id)
    return made


def close(session: Session, task: Task, outcome: str, note: str, *, by: int, now: datetime) -> None:
    """Say what came of it. Closed already, it stays as it was said first. Raises Invalid for another kind's outcome."""
    check_outcome(task.kind, outcome)
    session.refresh(task, with_for_update=True)
    if task.done_at is not None:
        return
    task.done_at, task.done_by, task.outcome, task.note = now, by, outcome, note.strip() or None
    session.flush()
    record(session, "task closed", "task", task.id, now, staff_id=by, kind=task.kind, outcome=outcome)
    notify(session, CHANNEL, task.site_id)


def open_again(session: Session, task: Task, *, by: int, now: datetime) -> None:
    """It was closed by mistake."""
    task.done_at = task.done_by = task.outcome = task.note = None
    session.flush()
    record(session, "task opened again", "task", task.id, now, staff_id=by, kind=task.kind)
    notify(session, CHANNEL, task.site_id)


def get(session: Session, task_id: UUID) -> Task | None:
    """The task of this id."""
    return session.get(Task, task_id)


def open_at(session: Session, site_id: int, limit: int = 200) -> list[Task]:
    """What a site has still to do, the most urgent first."""
    query = select(Task).where(Task.site_id == site_id, Task.done_at.is_(None)).order_by(Task.due_on, Task.made_at)
    return list(session.scalars(query.limit(limit)))


def closed_at(session: Session, site_id: int, since: datetime) -> list[Task]:
    """What was closed there by a person since then, the latest first."""
    query = select(Task).where(Task.site_id == site_id, Task.done_at >= since, Task.done_by.is_not(None))
    return list(session.scalars(query.order_by(Task.done_at.desc())))


def open_for(session: Session, claimant_id: UUID) -> list[Task]:
    """What is still to be done about somebody, the most urgent first."""
    query = select(Task).where(Task.claimant_id == claimant_id, Task.done_at.is_(None))
    return list(session.scalars(query.order_by(Task.due_on, Task.made_at)))


def of_appointment(session: Session, appointment_id: UUID) -> list[Task]:
    """What was ever to be done about an appointment, in the order in which it was wanted."""
    query = select(Task).where(Task.appointment_id == appointment_id).order_by(Task.made_at, Task.kind)
    return list(session.scalars(query))
