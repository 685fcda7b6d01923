"""How many advisers the short calls of a half-hour need, by what past weeks were like. Pure.

Expected is the mean of the same weekday and half-hour in the past weeks, the latest counting most. It leans on the
mean of that half-hour on whatever weekday, which counts as so many days seen, so that the first odd Monday keeps
nobody from ringing back. Needed is the least number by which Erlang's line with giving up (worth.py) is in time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.line import worth
from app.line.worth import Line

HALF_HOUR_SECONDS: Final = 1800.0
WEEKS: Final = 8
# Of a week ago a day counts one, of two weeks ago this much of it, and so on.
EACH_WEEK_BEFORE: Final = 0.85
PRIOR_DAYS: Final = 1.5
# No site has more desks; a target that no number reaches is not looked for any further.
MOST: Final = 200


@dataclass(frozen=True)
class Seen:
    """Callers of one half-hour of a past day on which the site was open."""

    ago: timedelta
    calls: int

    @property
    def same_weekday(self) -> bool:
        """Whether it was whole weeks ago."""
        return self.ago.days % 7 == 0

    @property
    def weight(self) -> float:
        """How much it counts."""
        return float(EACH_WEEK_BEFORE ** (self.ago.days / 7 - 1))


@dataclass(frozen=True)
class Expected:
    """Callers expected in a half-hour, and on how many past days of the same weekday that rests."""

    calls: float
    days: int


def expected(seen: Iterable[Seen]) -> Expected | None:
    """What the past days say of the half-hour, whichever weekday they were; None where there are none."""
    days = [one for one in seen if timedelta() < one.ago <= timedelta(weeks=WEEKS)]
    if not days:
        return None
    prior = _mean(days, supposed=0.0, counts=0.0)
    same = [one for one in days if one.same_weekday]
    return Expected(_mean(same, supposed=prior, counts=PRIOR_DAYS), len(same))


def needed(calls: float, handling_seconds: float, patience_seconds: float, in_time_seconds: float, share: float) -> int:
    """The least number of advisers who answer that share (0 to 1) of a half-hour's calls in time; none for no calls.

    `in_time_seconds` is what may pass until she is offered: the target less what ringing takes.
    """
    if calls <= 0:
        return 0
    work = calls * handling_seconds / HALF_HOUR_SECONDS
    for advisers in range(1, MOST):
        line = Line(advisers, work / advisers, handling_seconds, patience_seconds, max(in_time_seconds, 0.0))
        if worth.in_time(line) >= share:
            return advisers
    return MOST


def _mean(days: Iterable[Seen], supposed: float, counts: float) -> float:
    """The weighted mean of the days, and of what is supposed, which counts as so many."""
    calls, weight = supposed * counts, counts
    for one in days:
        calls += one.calls * one.weight
        weight += one.weight
    return calls / weight
