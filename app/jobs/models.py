"""Work to be done after the commit."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.moves import Moves

LANES = ("telephone", "message", "paper", "trial")

JOB = Moves(
    "job",
    {
        "wanted": {"running", "cancelled"},
        # What nobody holds any more, or whose lease has run out, is begun again: its worker died.
        "running": {"done", "wanted", "failed"},
        "done": set(),
        "failed": {"wanted"},
        "cancelled": set(),
    },
)


class Job(Base):
    """One piece of work, stored with the change that wants it. `once_key` makes asking twice ask once."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(JOB.sql(), name="state"),
        CheckConstraint("lane IN ('telephone', 'message', 'paper', 'trial')", name="lane"),
        Index("ix_jobs_open", "lane", "priority", "due_at", "id", postgresql_where="state IN ('wanted', 'running')"),
        Index("ix_jobs_failed", "lane", postgresql_where="state = 'failed'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    once_key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="wanted")
    priority: Mapped[int] = mapped_column(default=5)
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Pace(Base):
    """Of a kind of work that may be begun only so often: when its bucket of tokens will be full (pacing.py)."""

    __tablename__ = "paces"

    kind: Mapped[str] = mapped_column(primary_key=True)
    full_at: Mapped[datetime]


class Beat(Base):
    """That a kind of process (worker, scheduler) was alive at a moment; any one of them counts."""

    __tablename__ = "beats"

    process: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
