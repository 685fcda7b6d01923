"""What a day does not tell of its callers, supposed from what it tells: the same day, the same suppositions. Pure.

Whoever gave up was as patient as that. Whoever was answered would have waited longer, nobody knows how much: as
patience has no memory, for as long more as all callers wait on average before they give up. How long a call would
have been that nobody took is drawn from those that were taken.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.line import measuring
from app.line.measuring import Waited


@dataclass(frozen=True)
class Supposed:
    """What is supposed of a day. `patience_seconds` is the mean; `handled` the seconds of its calls, as at home."""

    patience_seconds: float
    usual_seconds: float
    handled: tuple[float, ...]

    def patience(self, call_id: str, waited: timedelta) -> timedelta:
        """How long a caller who was answered after that would have waited in all."""
        more = random.Random(f"patience {call_id}").expovariate(1 / self.patience_seconds)  # noqa: S311 - no secret
        return waited + timedelta(seconds=round(more, 3))

    def handling(self, call_id: str) -> timedelta:
        """How long a call that nobody took would have been; the usual length on a day without any."""
        chance = random.Random(f"handling {call_id}")  # noqa: S311 - no secret
        return timedelta(seconds=chance.choice(self.handled) if self.handled else self.usual_seconds)


def suppose(
    given_up: int, waited_seconds: float, usual_patience: float, handled: Sequence[float], usual: float
) -> Supposed:
    """From how many gave up, how long all callers together waited, and how long the calls were (seconds as at home)."""
    patience = measuring.mean_patience(Waited(given_up, waited_seconds), usual_patience)
    return Supposed(round(patience, 1), usual, tuple(sorted(handled)))
