"""What the adaptive rule goes by: how much work comes in for those who can take it, and what it costs away. Pure.

Short calls only: an interview is not offered to a line. Until enough has been seen each figure leans on a prior,
which counts as so much seen, so that the first odd call of a morning turns nothing over.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self

from app.line.snapshot import Measured

# Callers are counted over so long: shorter is noise, longer misses the lunch hour.
WINDOW: Final = timedelta(minutes=30)
# What is supposed before anything was seen, and how much that counts for: so many seconds of arrivals at this load,
# so many calls of the usual length, so many calls away that took a little longer than those at home.
PRIOR_LOAD: Final = 0.7
PRIOR_SECONDS: Final = 300.0
PRIOR_CALLS: Final = 20.0
PRIOR_CALLS_AWAY: Final = 50.0
PRIOR_AWAY_FACTOR: Final = 1.1


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
    )


@dataclass(frozen=True)
class Evidence:
    """What the figures rest on: `arrived` callers by home site in the last `over_seconds`, `advisers` by site who can
    finish a short call soon, and the calls handled at home and away."""

    arrived: Mapping[str, int]
    over_seconds: float
    advisers: Mapping[str, int]
    home: Handled
    away: Handled
    usual_seconds: float

    @property
    def measured(self) -> Measured:
        """The figures that the rule goes by."""
        return measured(self.arrived, self.over_seconds, self.advisers, self.home, self.away, self.usual_seconds)

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
