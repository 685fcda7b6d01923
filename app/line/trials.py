"""Rules that are tried on a day's calls before they are applied: asked for, worked out elsewhere, kept for a while."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.database import Base, notify

# The pages of a site hear of it, and so does the page of one trial.
CHANNEL: Final = "sites"
KEPT_FOR: Final = timedelta(days=30)


class Trial(Base):
    """New numbers and a new order for one site, and what came of replaying a London day under them.

    `based_on` is the version of the site's rules that whoever asked was looking at. `found` is None until it has
    been worked out, and holds measures and counts only; `share_done` goes from 0 to 1 meanwhile.
    """

    __tablename__ = "rule_trials"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    day: Mapped[date]
    based_on: Mapped[str]
    rules: Mapped[dict[str, Any]]
    overflow_order: Mapped[list[str]]
    share_done: Mapped[float] = mapped_column(default=0.0)
    found: Mapped[dict[str, Any] | None] = mapped_column(default=None)


def ask(
    session: Session,
    site_id: int,
    rules: Mapping[str, Any],
    overflow_order: Sequence[str],
    based_on: str,
    day: date,
    by: int,
    now: datetime,
) -> Trial:
    """Keep what is to be tried; those that nobody will look at again are forgotten."""
    session.execute(delete(Trial).where(Trial.asked_at < now - KEPT_FOR))
    made = Trial(
        id=uuid4(),
        site_id=site_id,
        asked_by=by,
        asked_at=now,
        day=day,
        based_on=based_on,
        rules=dict(rules),
        overflow_order=list(overflow_order),
    )
    session.add(made)
    session.flush()
    return made


def by_id(session: Session, trial_id: UUID) -> Trial | None:
    """A trial that was asked for, while it is kept."""
    return session.get(Trial, trial_id, populate_existing=True)


def tell(session: Session, trial: Trial, share_done: float) -> None:
    """Say how far it is, from 0 to 1."""
    trial.share_done = share_done
    session.flush()
    notify(session, CHANNEL, trial.id)


def finish(session: Session, trial: Trial, found: Mapping[str, Any]) -> None:
    """Keep what came of it. Worked out twice, the same stands there."""
    trial.found = dict(found)
    tell(session, trial, 1.0)
