"""Whoever was rung in vain as often as the rule says: a letter goes, then a person tries. Nothing ends by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.callbacks.models import Attempt, Callback
from app.claimants import service as claimants
from app.letters import service as letters
from app.letters.models import Letter
from app.sites import service as sites
from app.switchboard import reaching
from app.tasks import service as tasks
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import add_working_days, london_date

KIND: Final = "tried_to_ring"


@dataclass(frozen=True)
class InVain:
    """A call-back that was tried in vain: when the last time, and when it was last written about, if ever."""

    callback: Callback
    claimant_id: UUID
    tried_at: datetime
    written_at: datetime | None

    @property
    def written_since(self) -> datetime | None:
        """When a letter was asked for about this last try; one about an earlier try says nothing of it."""
        return self.written_at if self.written_at is not None and self.written_at >= self.tried_at else None


def go_on(session: Session, now: datetime) -> None:
    """The next step for everybody who was rung in vain: a letter, or a person's task where none can go, and some
    working days after it if nothing was heard. Each is wanted once for a last try, however often this is asked."""
    for one in _waiting(session):
        match _next_step(session, one, now):
            case "letter":
                letters.want(session, KIND, one.claimant_id, now, callback_id=one.callback.id)
            case "in_person":
                _want_a_person(session, one, now)


def _waiting(session: Session) -> list[InVain]:
    tried_at = select(func.max(Attempt.started_at)).where(Attempt.callback_id == Callback.id).scalar_subquery()
    written_at = (
        select(func.max(Letter.wanted_at))
        .where(Letter.callback_id == Callback.id, Letter.kind == KIND)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Callback, func.coalesce(tried_at, Callback.booked_at), written_at)
        # Whoever was rung has a record: the adviser who took the call-back opened it.
        .where(Callback.state == "letter_wanted", Callback.claimant_id.is_not(None))
        .order_by(Callback.booked_at)
    )
    return [
        InVain(callback, callback.claimant_id, tried, written)
        for callback, tried, written in rows
        if callback.claimant_id is not None
    ]


def _next_step(session: Session, one: InVain, now: datetime) -> Literal["letter", "in_person", "wait"]:
    if one.written_since is None:
        claimant = claimants.by_id(session, one.claimant_id)
        can_be_written_to = claimant is not None and reaching.posted_to(session, claimant, london_date(now)) is not None
        return "letter" if can_be_written_to else "in_person"
    site = sites.by_id(session, one.callback.site_id)
    holidays, days = bank_holidays(Nation(site.nation)), sites.rules_of(site).in_person_days
    heard_by = add_working_days(london_date(one.written_since), days, holidays)
    return "in_person" if heard_by <= london_date(now) else "wait"


def _want_a_person(session: Session, one: InVain, now: datetime) -> None:
    site = sites.by_id(session, one.callback.site_id)
    tasks.want(
        session,
        "try_in_person",
        site_id=site.id,
        claimant_id=one.claimant_id,
        due_on=add_working_days(london_date(now), 1, bank_holidays(Nation(site.nation))),
        once_key=f"try in person:{one.callback.id}:{one.tried_at.isoformat()}",
        now=now,
    )
