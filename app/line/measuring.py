"""What the adaptive rule goes by: how much work comes in for those who can take it, and what it costs away. Pure.

Short calls only: an interview is not offered to a line. Until enough has been seen each figure leans on a prior,
which counts as so much seen, so that the first odd call of a morning turns nothing over.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from app.line.snapshot import Measured

# Callers are counted over so long: shorter is noise, longer misses the lunch hour.
WINDOW: Final = timedelta(minutes=30)
# What is supposed before anything was seen, and how much that counts for: so many seconds of arrivals at this load,
# so many calls of the usual length, so many calls away that took a little longer than those at home, so many callers
# who gave up after the usual patience.
PRIOR_LOAD: Final = 0.7
PRIOR_SECONDS: Final = 300.0
PRIOR_CALLS: Final = 20.0
PRIOR_CALLS_AWAY: Final = 50.0
PRIOR_AWAY_FACTOR: Final = 1.1
PRIOR_GIVEN_UP: Final = 20.0


@dataclass(frozen=True)
class Handled:
    """Short calls handled, wrap-up included: how many, their seconds, and the sum of the logarithms of each."""

    calls: int = 0
    seconds: float = 0.0
    logarithms: float = 0.0

    def __add__(self, other: "Handled") -> Self:
        return type(self)(self.calls + other.calls, self.seconds + other.seconds, self.logarithms + other.logarithms)

    def __sub__(self, other: "Handled") -> Self:
        return type(self)(self.calls - other.calls, self.seconds - other.seconds, self.logarithms - other.logarithms)

    @classmethod
    def one(cls, seconds: float) -> Self:
        """A single call; one of no length counts as a second."""
        return cls(1, seconds, math.log(max(seconds, 1.0)))


@dataclass(frozen=True)
class Waited:
    """Callers whose wait is over: how many of them gave up, and the seconds that all of them together waited."""

    given_up: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Waited") -> Self:
        return type(self)(self.given_up + other.given_up, self.seconds + other.seconds)

    def __sub__(self, other: "Waited") -> Self:
        return type(self)(self.given_up - other.given_up, self.seconds - other.seconds)


def counted_over(began: datetime | None, now: datetime) -> float:
    """The seconds over which callers are counted: since the day's first joined a line, at most the window.

    None where nobody has yet: nothing was seen, and an empty half-hour before the doors open is no quiet one.
    """
    return 0.0 if began is None else min(now - began, WINDOW).total_seconds()


def mean_patience(waited: Waited, usual_seconds: float) -> float:
    """The mean time to giving up, leaning on the usual patience: what all waited ÷ how many of them gave up.

    Whoever was answered would have stayed longer, nobody knows how much; as patience has no memory, she counts by how
    long she did stay.
    """
    return (waited.seconds + PRIOR_GIVEN_UP * usual_seconds) / (waited.given_up + PRIOR_GIVEN_UP)


def mean_seconds(handled: Handled, usual_seconds: float) -> float:
    """The mean of short calls, leaning on the usual length."""
    return (handled.seconds + PRIOR_CALLS * usual_seconds) / (handled.calls + PRIOR_CALLS)


def away_factor(home: Handled, away: Handled) -> float:
    """How many times as long a call takes away as at home.

    The ratio of the geometric means: a few endless calls, which are no slower for being away, do not sway it.
    """
    seen = away.logarithms - away.calls * home.logarithms / home.calls if home.calls else 0.0
    calls = away.calls if home.calls else 0
    return math.exp((seen + PRIOR_CALLS_AWAY * math.log(PRIOR_AWAY_FACTOR)) / (calls + PRIOR_CALLS_AWAY))


def load(arrived: int, over_seconds: float, advisers: int, mean: float) -> float:
    """Work that comes in ÷ advisers who can take it; endless where work comes in and nobody can."""
    if advisers <= 0:
        return math.inf if arrived else 0.0
    supposed = PRIOR_LOAD * advisers * PRIOR_SECONDS / mean
    return (arrived + supposed) / (over_seconds + PRIOR_SECONDS) * mean / advisers


def measured(
    arrived: Mapping[str, int],
    over_seconds: float,
    advisers: Mapping[str, int],
    home: Handled,
    away: Handled,
    usual_seconds: float,
    waited: Waited,
    usual_patience: float,
) -> Measured:
    """The figures of all sites together and of each.

    `arrived` callers by home site in the last `over_seconds`; `advisers` by site who can finish a short call soon:
    signed in, not on a break, not in an interview.
    """
    mean = mean_seconds(home, usual_seconds)
    return Measured(
        load=load(sum(arrived.values()), over_seconds, sum(advisers.values()), mean),
        away_factor=away_factor(home, away),
        at={slug: load(arrived.get(slug, 0), over_seconds, count, mean) for slug, count in advisers.items()},
        handling_seconds=mean,
        patience_seconds=mean_patience(waited, usual_patience),
    )


@dataclass(frozen=True)
class Evidence:
    """What the figures rest on: `arrived` callers by home site in the last `over_seconds`, `advisers` by site who can
    finish a short call soon, the calls handled at home and away, and the callers whose wait is over."""

    arrived: Mapping[str, int]
    over_seconds: float
    advisers: Mapping[str, int]
    home: Handled
    away: Handled
    usual_seconds: float
    waited: Waited
    usual_patience: float

    @property
    def measured(self) -> Measured:
        """The figures that the rule goes by."""
        return measured(
            self.arrived,
            self.over_seconds,
            self.advisers,
            self.home,
            self.away,
            self.usual_seconds,
            self.waited,
            self.usual_patience,
        )

    @property
    def prior_share_of_load(self) -> float:
        """How much of the load is what was supposed before anything was seen, from 0 to 1."""
        return PRIOR_SECONDS / (self.over_seconds + PRIOR_SECONDS)

    @property
    def prior_share_of_handling(self) -> float:
        """The same of the handling time at home."""
        return PRIOR_CALLS / (self.home.calls + PRIOR_CALLS)

    @property
    def prior_share_of_away(self) -> float:
        """The same of how much longer a call takes away; nothing away counts before a call at home was seen."""
        return PRIOR_CALLS_AWAY / ((self.away.calls if self.home.calls else 0) + PRIOR_CALLS_AWAY)

    @property
    def prior_share_of_patience(self) -> float:
        """The same of how long callers stay before they give up."""
        return PRIOR_GIVEN_UP / (self.waited.given_up + PRIOR_GIVEN_UP)
