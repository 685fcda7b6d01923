"""What came of a trace: the file of it, and its measures with their definitions."""

import csv
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, nan
from pathlib import Path
from statistics import fmean, median
from typing import Final

from app.line.replay.simulation import Outcome

COLUMNS: Final = ("call_id", "outcome", "answered_at", "site", "adviser_id", "waited_seconds", "reason")
TARGET: Final = timedelta(seconds=20)
SHORT: Final = timedelta(seconds=5)


@dataclass(frozen=True)
class Measures:
    """Of a day's calls; shares in per cent, nan where there was nothing to measure, waits in seconds.

    `service_level` is answered within 20 s ÷ (answered + abandoned − abandoned within 5 s); `abandonment` is
    abandoned ÷ (answered + abandoned), `abandonment_less_short` without those abandoned within 5 s, above and below;
    the waits are of answered calls; `at_home` is the share of answered calls that were answered at home; `occupancy`
    is (ringing + calls + interviews) ÷ (signed in − breaks), which only a replay knows.
    """

    offered: int
    answered: int
    abandoned: int
    short: int
    left_waiting: int
    service_level: float
    abandonment: float
    abandonment_less_short: float
    mean_wait: float
    median_wait: float
    wait_of_nine_in_ten: float
    longest_wait: float
    at_home: float
    occupancy: float
    moved: Counter[tuple[str, str]]

    @property
    def score(self) -> float:
        """Service level less abandonment, in points."""
        return self.service_level - self.abandonment


def measure(outcomes: Sequence[Outcome], occupancy: float = nan) -> Measures:
    """The measures of these calls, and how occupied the advisers were, where that is known."""
    answered = [one for one in outcomes if one.outcome == "answered"]
    abandoned = [one for one in outcomes if one.outcome == "abandoned"]
    short = sum(one.waited <= SHORT for one in abandoned)
    waits = sorted(one.waited.total_seconds() for one in answered)
    return Measures(
        offered=len(outcomes),
        answered=len(answered),
        abandoned=len(abandoned),
        short=short,
        left_waiting=len(outcomes) - len(answered) - len(abandoned),
        service_level=_share(sum(one.waited <= TARGET for one in answered), len(answered) + len(abandoned) - short),
        abandonment=_share(len(abandoned), len(answered) + len(abandoned)),
        abandonment_less_short=_share(len(abandoned) - short, len(answered) + len(abandoned) - short),
        mean_wait=fmean(waits) if waits else nan,
        median_wait=median(waits) if waits else nan,
        wait_of_nine_in_ten=waits[ceil(0.9 * len(waits)) - 1] if waits else nan,
        longest_wait=max((one.waited.total_seconds() for one in outcomes), default=nan),
        at_home=_share(sum(one.site == one.call.home for one in answered), len(answered)),
        occupancy=occupancy,
        moved=Counter((one.call.home, one.site) for one in answered if one.site != one.call.home),
    )


def in_words(found: Measures) -> list[str]:
    """The measures, a line each, with what they are."""
    return [
        f"offered              {found.offered}",
        f"answered             {found.answered}",
        f"abandoned            {found.abandoned}, of them {found.short} within {SHORT.seconds} s",
        f"left waiting         {found.left_waiting} when the last adviser had gone",
        (
            f"service level        {found.service_level:.1f} %: answered within {TARGET.seconds} s / "
            f"(answered + abandoned - abandoned within {SHORT.seconds} s)"
        ),
        (
            f"abandonment          {found.abandonment:.1f} % of answered and abandoned; "
            f"{found.abandonment_less_short:.1f} % without those within {SHORT.seconds} s"
        ),
        (
            f"speed of answer      mean {found.mean_wait:.1f} s, median {found.median_wait:.1f} s, "
            f"nine in ten within {found.wait_of_nine_in_ten:.1f} s"
        ),
        f"longest wait         {found.longest_wait:.1f} s, answered or not",
        f"answered at home     {found.at_home:.1f} % of those answered",
        f"occupancy            {found.occupancy:.1f} %: (ringing + calls + interviews) / (signed in - breaks)",
        *(f"from {home} to {other}: {calls}" for (home, other), calls in sorted(found.moved.items())),
    ]


def write(outcomes: Sequence[Outcome], path: Path) -> None:
    """The file of the outcomes, in order of arrival: whole, or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_row(one) for one in outcomes)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _row(one: Outcome) -> tuple[str, ...]:
    answered = one.answered_at.isoformat() if one.answered_at else ""
    return one.call.id, one.outcome, answered, one.site, one.adviser, f"{one.waited.total_seconds():.3f}", one.reason


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole > 0 else nan
