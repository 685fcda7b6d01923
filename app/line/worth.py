"""What it is worth to a line to be spared a caller, and what one more call costs another. Pure, and from theory.

A site is one of Erlang's lines with giving up (M/M/n+M). A caller who is not answered in time counts one, and one
more if she gives up: service level less abandonment, turned round. A call that is taken while k are busy or waiting
makes others late, or give up, until the line has forgotten it. How many is the relative value of the line's Markov
chain, the solution of Poisson's equation; while k < n it is the mean of all callers ÷ B(k), B Erlang's loss formula:
the price of a place in a loss network.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Final

# A line longer than this is as good as endless, and a state rarer than this does not count.
LONGEST: Final = 2000
NEGLIGIBLE: Final = 1e-12


@dataclass(frozen=True)
class Line:
    """So many `advisers`, one or more, at this `load`, above nothing and not endless.

    Seconds that a call takes, that a caller has patience for, and that may pass in the line before she is late.
    """

    advisers: int
    load: float
    handling_seconds: float
    patience_seconds: float
    in_time_seconds: float

    @property
    def rate(self) -> float:
        """Callers a second."""
        return self.load * self.advisers / self.handling_seconds

    def late(self, ahead: int) -> float:
        """How likely she is not to be offered in time who has so many before her in the line."""
        ended = self.advisers * self.in_time_seconds / self.handling_seconds
        term = total = exp(-ended)
        for number in range(1, ahead + 1):
            term *= ended / number
            if term < NEGLIGIBLE and number > ended:
                break
            total += term
        return min(total, 1.0)

    def lost(self, ahead: int) -> float:
        """How likely she is to give up who has so many before her in the line."""
        served, given_up = self.advisers / self.handling_seconds, (ahead + 1) / self.patience_seconds
        return given_up / (served + given_up)

    def leaving(self, state: int) -> float:
        """Who leave a second, served or giving up, while so many are busy or waiting."""
        waiting = max(state - self.advisers, 0)
        return (state - waiting) / self.handling_seconds + waiting / self.patience_seconds


@dataclass(frozen=True)
class Worth:
    """What calls cost a line, and what it is worth to be spared one: in callers late, and callers who give up.

    `more[k]` is how many come of one more call while k are busy or waiting, `usually` the mean of it over all
    moments, and `spared[q - 1]` how many fewer come of it when one of q waiting is taken elsewhere.
    """

    more: tuple[float, ...]
    usually: float
    spared: tuple[float, ...]

    def of_one_of(self, waiting: int) -> float:
        """What it is worth when one of so many waiting, one or more, is taken elsewhere."""
        return self.spared[min(waiting, len(self.spared)) - 1]


@lru_cache(maxsize=4096)
def worth(line: Line) -> Worth:
    """Worked out once for each line."""
    often = _how_often(line)
    costs = [
        line.late(state - line.advisers) + line.lost(state - line.advisers) if state >= line.advisers else 0.0
        for state in range(len(often))
    ]
    more = _more(line, costs, mean=sum(map(float.__mul__, often, costs)))
    spared = []
    for waiting in range(1, len(often) - line.advisers):
        # She who stands last moves up, and so does everybody before her: together they gain her whole risk, less that
        # of those who have been late for some time, as so many callers do not come in the time that may pass.
        late_already = max(waiting - line.rate * line.in_time_seconds, 0.0)
        in_time = max(line.late(waiting - 1) - _late(line, late_already), 0.0)
        spared.append(in_time + line.lost(waiting - 1) + more[line.advisers + waiting - 1])
    return Worth(more, sum(map(float.__mul__, often, more)), tuple(spared))


def in_time(line: Line) -> float:
    """The share of callers who are offered in time, from 0 to 1."""
    often = _how_often(line)
    late = sum(share * line.late(state - line.advisers) for state, share in enumerate(often) if state >= line.advisers)
    return 1 - late


def _how_often(line: Line) -> list[float]:
    """The share of time in which 0, 1, 2 … are busy or waiting."""
    weights = [1.0]
    total = 1.0
    while len(weights) <= line.advisers + 1 or (weights[-1] > NEGLIGIBLE * total and len(weights) < LONGEST):
        weights.append(weights[-1] * line.rate / line.leaving(len(weights)))
        total += weights[-1]
    return [weight / total for weight in weights]


def _more(line: Line, costs: Sequence[float], mean: float) -> tuple[float, ...]:
    """The differences of the relative value: where more come than leave up from an empty line, from which they
    follow one by one, and above that down from an endless one, which forgets; each way errors die out."""
    found = [0.0] * len(costs)
    found[0] = mean
    turn = 1
    while turn < len(costs) and (turn < line.advisers or line.leaving(turn) < line.rate):
        found[turn] = mean - costs[turn] + line.leaving(turn) * found[turn - 1] / line.rate
        turn += 1
    for state in range(len(costs) - 1, turn, -1):
        found[state - 1] = line.rate * (costs[state] + found[state] - mean) / line.leaving(state)
    return tuple(found)


def _late(line: Line, callers: float) -> float:
    """How likely the last of so many is late, between whole numbers in proportion; nobody is not."""
    whole = int(callers)
    before = line.late(whole - 1) if whole else 0.0
    return before + (callers - whole) * (line.late(whole) - before)
