"""When she is reminded of a call-back. Pure.

The working day before, at the time of day of the call-back itself; where it was promised too late for that, some
time before it. Never outside the hours in which a text disturbs nobody, nor the times that are safe for her, nor so
soon after the promise that it says nothing new.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from app.values.london import add_working_days, combine, london_date, to_london
from app.values.opening_hours import Stretch

TEXTED_BETWEEN: Final = Stretch(time(8, 30), time(19, 0))
NOT_SOONER: Final = timedelta(hours=2)  # after the promise
AT_LEAST_BEFORE: Final = timedelta(minutes=30)
_A_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Ahead:
    """How long before: `days` working days (None: no reminder at all), or `minutes` where that is too late."""

    days: int | None = 1
    minutes: int = 120


def reminder_at(
    due_at: datetime,
    promised_at: datetime,
    ahead: Ahead,
    safe: Sequence[Stretch] | None = (),
    holidays: Container[date] = frozenset(),
) -> datetime | None:
    """When to remind her of a promise made at `promised_at` (UTC); None where there is no moment for it."""
    if ahead.days is None:
        return None
    due = to_london(due_at)
    found = None
    if ahead.days > 0:
        day = add_working_days(due.date(), -ahead.days, holidays)
        if day > london_date(promised_at):
            found = _nearest(combine(day, due.time()), windows(day, safe))
    found = found or _nearest(due_at - timedelta(minutes=ahead.minutes), windows(due.date(), safe))
    in_time = found is not None and promised_at + NOT_SOONER <= found <= due_at - AT_LEAST_BEFORE
    return found if in_time else None


def windows(day: date, safe: Iterable[Stretch] | None = ()) -> list[tuple[datetime, datetime]]:
    """From and up to when she may be texted on a London day, in order; `safe` empty means all the day, and None that
    only a person could tell, so that there is no such time."""
    if safe is None:
        return []
    found = []
    for stretch in sorted(safe) or (TEXTED_BETWEEN,):
        opens, closes = max(stretch.opens, TEXTED_BETWEEN.opens), min(stretch.closes, TEXTED_BETWEEN.closes)
        if opens < closes:
            found.append((combine(day, opens), combine(day, closes)))
    return found


def may_be_texted_at(moment: datetime, safe: Iterable[Stretch] | None = ()) -> bool:
    """Whether a moment is within the hours of texts and the times that are safe for her."""
    return any(begins <= moment < ends for begins, ends in windows(london_date(moment), safe))


def next_moment(moment: datetime, before: datetime, safe: Sequence[Stretch] | None = ()) -> datetime | None:
    """The first moment from `moment` on at which she may be texted; None where there is none before `before`."""
    first = london_date(moment)
    days = (london_date(before) - first).days + 1
    chances = (one for ahead in range(days) for one in windows(first + timedelta(days=ahead), safe))
    return next((at for begins, ends in chances if (at := max(begins, moment)) < min(ends, before)), None)


def _nearest(wanted: datetime, within: Sequence[tuple[datetime, datetime]]) -> datetime | None:
    """The moment of these stretches that is nearest to the one wanted."""
    chances = [min(max(wanted, begins), ends - _A_MINUTE) for begins, ends in within]
    return min(chances, key=lambda at: abs(at - wanted), default=None)
