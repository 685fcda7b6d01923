"""Signs of life of the processes that answer no requests."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.jobs.models import Beat

EVERY = timedelta(seconds=5)
DEAD_AFTER = timedelta(seconds=30)
PROCESSES = ("worker", "scheduler")


def beat(session: Session, process: str, now: datetime) -> None:
    """Note that a process of this kind is alive."""
    statement = insert(Beat).values(process=process, at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["process"], set_={"at": now}))


def silent(session: Session, now: datetime) -> list[str]:
    """Kinds of process that have given no sign for a while."""
    last: Mapping[str, datetime] = {beat.process: beat.at for beat in session.scalars(select(Beat))}
    return [name for name in PROCESSES if name not in last or now - last[name] > DEAD_AFTER]


def last(session: Session) -> datetime | None:
    """The last sign of life of anything."""
    return session.scalar(select(func.max(Beat.at)))
