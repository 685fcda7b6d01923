"""Who rings in a month, and who works: drawn by a seeded chance, sized to the pilots' volumes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil, log
from random import Random
from typing import Final

from app.values.london import combine

# Cases a day of the pilots, April to September 2001.
CASES: Final = {"buckinghamshire": 136, "calderdale-and-kirklees": 177, "south-east-gwent": 114, "somerset": 111}
# More ring on Mondays, and in the morning.
BY_WEEKDAY: Final = (1.25, 1.05, 1.0, 0.9, 0.8)
BY_HOUR: Final = {8: 5, 9: 14, 10: 16, 11: 14, 12: 10, 13: 10, 14: 11, 15: 10, 16: 7, 17: 3}
NEEDS: Final = ("none", "interpreter", "textphone", "Welsh")
INTERPRETED, TEXTPHONE, WELSH = 0.05, 0.01, 0.10
# What a case takes of an adviser's day: three places of the grid, a second one for every fifth, a call of six minutes
# and a minute to write it up. He is there for eight hours with an hour's breaks; the grid leaves him some odd ends.
HOURS_A_CASE: Final = 1.0 * 1.15 + 7 / 60
HOURS_AN_ADVISER: Final = 6.4
# Besides: for callers in the early and the late hours, when half of them are there.
AND_MORE: Final = 4
SHORT_CALL: Final = (360.0, 0.35)
INTERVIEW: Final = (2400.0, 0.2)
PATIENCE: Final = 400.0
NOT_IN: Final = 0.20
LUNCH, TEA = timedelta(minutes=40), timedelta(minutes=20)
SHIFTS: Final = ((time(8, 30), time(16, 30)), (time(10), time(18)))
LUNCHES: Final = (
    (time(11, 40), time(12, 20), time(13)),
    (time(13), time(13, 40), time(14, 20)),
)
TEAS: Final = ((time(10), time(14, 40)), (time(11, 40), time(16)))
NUMBERS: Final = tuple(
    f"+44{area}{n:03}"
    for area in (
        "7700900", "1632960", "1134960", "1144960", "1154960", "1164960", "1174960", "1184960", "1214960",
        "1314960", "1414960", "1514960", "1614960", "1914980", "2079460", "2920180",
    )
    for n in range(1000)
)  # fmt: skip


@dataclass
class Case:
    """Somebody who wants to claim; she rings until she is served, or gives it up."""

    number: str
    site: str
    need: str
    first_rings_at: datetime
    rang: int = 0
    gave_up: bool = False


@dataclass
class Adviser:
    """Somebody who works, and what he wants besides."""

    id: int
    username: str
    password: str
    site: str
    shift: int
    place: int
    token: str | None = None
    wants_break: bool = False
    leaves: bool = False


def advisers_for(cases_a_day: int) -> int:
    """How many a site of so many cases a day has."""
    return ceil(cases_a_day * HOURS_A_CASE / HOURS_AN_ADVISER) + AND_MORE


def numbers(chance: Random, besides: Collection[str]) -> Iterator[str]:
    """Numbers kept by Ofcom for drama, each once, `besides` those of others; raises StopIteration when there are no
    more."""
    mixed = [number for number in NUMBERS if number not in besides]
    chance.shuffle(mixed)
    return iter(mixed)


def cases_of(site: str, day: date, cases_a_day: int, supply: Iterator[str], chance: Random) -> Iterator[Case]:
    """Who rings for the first time that day."""
    expected = cases_a_day * BY_WEEKDAY[day.weekday()]
    for _ in range(max(0, round(chance.gauss(expected, expected**0.5)))):
        hour = chance.choices(list(BY_HOUR), list(BY_HOUR.values()))[0]
        minute = chance.uniform(30 if hour == 8 else 0, 55 if hour == 17 else 60)
        at = combine(day, time(hour)) + timedelta(minutes=minute)
        yield Case(next(supply), site, _need(site, chance), at)


def _need(site: str, chance: Random) -> str:
    drawn = chance.random()
    if drawn < INTERPRETED:
        return "interpreter"
    if drawn < INTERPRETED + TEXTPHONE:
        return "textphone"
    return "Welsh" if site == "south-east-gwent" and drawn < INTERPRETED + TEXTPHONE + WELSH else "none"


def lasts(mean_and_spread: tuple[float, float], chance: Random) -> float:
    """Seconds, lognormal, by their mean and the spread of their logarithm."""
    mean, spread = mean_and_spread
    return chance.lognormvariate(log(mean) - spread**2 / 2, spread)


def duty(adviser: Adviser, day: date) -> tuple[datetime, datetime]:
    """From when to when he works."""
    begins, ends = SHIFTS[adviser.shift]
    return combine(day, begins), combine(day, ends)


def breaks(adviser: Adviser, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """His breaks of a day: lunch and tea, not all at one time."""
    lunch = combine(day, LUNCHES[adviser.shift][adviser.place % 3])
    tea = combine(day, TEAS[adviser.shift][adviser.place % 2])
    return (lunch, lunch + LUNCH), (tea, tea + TEA)
