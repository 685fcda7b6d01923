"""How promises are kept: begun within a quarter of an hour of the time promised."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.callbacks.models import CALLBACK, Callback, PastPromise
from app.values.london import london_date, midnight

# A promise is kept when the call-back is begun from its time to so long after.
KEPT_WITHIN: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Promises:
    """How a site's promises stand.

    `waiting`: due now and not begun. `late`: should have begun more than fifteen minutes ago. Of those promised
    for today up to now: `promised` in all, `kept` begun within fifteen minutes. `owed`: no time could be met;
    `owed_late`: past its deadline. `to_write`: tried in vain, a letter is wanted.
    """

    site_id: int
    waiting: int
    late: int
    promised: int
    kept: int
    owed: int
    owed_late: int
    to_write: int


def promises(session: Session, now: datetime) -> dict[int, Promises]:
    """Site id → how its promises stand; a site without any is not there."""
    never_begun = Callback.begun_at.is_(None) & Callback.state.in_(("booked", "due"))
    today = midnight(london_date(now))
    promised = Callback.due_at.between(today, now) & (Callback.state != "cancelled")
    counts = (
        Callback.state == "due",
        never_begun & (Callback.due_at < now - KEPT_WITHIN),
        promised,
        promised & (Callback.begun_at <= Callback.due_at + KEPT_WITHIN),
        Callback.state == "owed",
        (Callback.state == "owed") & (Callback.deadline < now),
        Callback.state == "letter_wanted",
    )
    rows = session.execute(
        select(Callback.site_id, *(func.count().filter(condition) for condition in counts))
        .where(Callback.state.not_in(CALLBACK.final) | (Callback.due_at >= today))
        .group_by(Callback.site_id)
    )
    found = {site_id: Promises(site_id, *numbers) for site_id, *numbers in (tuple(row) for row in rows)}
    for site_id, kept, past in _past(session, today, now):
        there = found.get(site_id) or Promises(site_id, *[0] * len(counts))
        found[site_id] = replace(there, promised=there.promised + past, kept=there.kept + kept)
    return found


def _past(session: Session, since: datetime, now: datetime) -> Iterable[tuple[int, int, int]]:
    """Site, how many were kept and how many there were of the promises of that time which gave way to another."""
    kept = func.count().filter(PastPromise.begun_at <= PastPromise.due_at + KEPT_WITHIN)
    counted = select(PastPromise.site_id, kept, func.count()).where(PastPromise.due_at.between(since, now))
    rows = session.execute(counted.group_by(PastPromise.site_id))
    return [(site_id, in_time, there) for site_id, in_time, there in rows]


def remember(session: Session, callback: Callback, now: datetime) -> None:
    """The time promised gives way to another: where it has come, how it was kept goes on being counted."""
    if callback.due_at is None or callback.due_at > now:
        return
    session.add(
        PastPromise(
            callback_id=callback.id,
            site_id=callback.site_id,
            due_at=callback.due_at,
            begun_at=callback.begun_at,
            language=callback.language,
            interpreter_language=callback.interpreter_language,
            textphone=callback.textphone,
        )
    )
