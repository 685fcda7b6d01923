"""How the lanes of work keep up that reach the outside world."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.jobs.models import LANES, Job


@dataclass(frozen=True)
class Lane:
    """A lane of work: since when its oldest due job waits (None: nothing waits), and how many were given up."""

    name: str
    oldest_due: datetime | None
    failed: int


def lanes(session: Session, now: datetime) -> list[Lane]:
    """Every lane. What is done is never looked at, so that it costs the same however much was."""
    oldest = dict(
        session.execute(
            select(Job.lane, func.min(Job.due_at))
            .where(Job.state.in_(("wanted", "running")), Job.due_at <= now)
            .group_by(Job.lane)
        ).all()
    )
    failed = dict(session.execute(select(Job.lane, func.count()).where(Job.state == "failed").group_by(Job.lane)).all())
    return [Lane(name, oldest.get(name), failed.get(name, 0)) for name in LANES]
