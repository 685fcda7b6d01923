"""Days made up from a seed: callers, advisers and their interviews, as a replay takes them."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from app.line.replay.trace import SITES, Busy, Call, Person, Trace

MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
# Longer than any trace made here: the hundreds of thousands of callers that theory is held against ring for years.
FOR_EVER = MORNING + timedelta(days=3650)
HANDLING_SECONDS, PATIENCE_SECONDS = 180.0, 400.0
Handling = Callable[[random.Random], float]


def lognormal(chance: random.Random, mean: float = HANDLING_SECONDS, spread: float = 1.0) -> float:
    """Seconds with this mean; `spread` is the deviation of their logarithm."""
    return chance.lognormvariate(math.log(mean) - spread**2 / 2, spread)


def exponential(chance: random.Random) -> float:
    """Seconds of a call whose end is always as near."""
    return chance.expovariate(1 / HANDLING_SECONDS)


def people(count: int, languages: Callable[[str, int], str] = lambda _site, _number: "en") -> tuple[Person, ...]:
    """So many advisers at each site, from the morning on and for as long as anybody rings."""
    return tuple(
        Person(
            f"{site}-{number:02}",
            site,
            frozenset(languages(site, number).split()),
            textphone=False,
            signed_in_at=MORNING,
            signed_out_at=FOR_EVER,
        )
        for site in SITES
        for number in range(count)
    )


def calls(
    chance: random.Random,
    count: int,
    an_hour: Callable[[str, float], float],
    handling: Handling = lognormal,
    patience_seconds: float | None = PATIENCE_SECONDS,
    sites: Sequence[str] = SITES,
    language: Callable[[random.Random], str] = lambda _chance: "en",
    most_an_hour: float | None = None,
) -> tuple[Call, ...]:
    """So many callers. `an_hour` gives a site's rate at so many hours of the day, never above `most_an_hour`."""
    fixed = {site: an_hour(site, 0) for site in sites}
    most = most_an_hour or sum(fixed.values())
    found: list[Call] = []
    at = 0.0
    while len(found) < count:
        at += chance.expovariate(most / 3600)
        rates = fixed if most_an_hour is None else {site: an_hour(site, at / 3600) for site in sites}
        left = chance.random() * most
        for site, rate in rates.items():
            left -= rate
            if left < 0:
                patience = None if patience_seconds is None else chance.expovariate(1 / patience_seconds)
                found.append(
                    Call(
                        str(len(found)),
                        MORNING + timedelta(seconds=at),
                        site,
                        language(chance),
                        textphone=False,
                        patience=None if patience is None else timedelta(seconds=patience),
                        handle=timedelta(seconds=handling(chance)),
                    )
                )
                break
    return tuple(found)


def steady(load: float, advisers: int, busier: str = "", by: float = 1.0) -> Callable[[str, float], float]:
    """Each site's callers an hour that make this load for so many advisers; one site may have `by` times as many."""
    return lambda site, _hour: load * advisers / HANDLING_SECONDS * 3600 * (by if site == busier else 1.0)


def interviews(seed: int, advisers: Sequence[Person], until: datetime) -> Iterator[Busy]:
    """Each adviser in interviews of some 45 minutes, a little between each two, as in a full diary."""
    for person in advisers:
        chance = random.Random(f"{seed} {person.id}")
        at = MORNING + timedelta(minutes=45 * chance.random())
        while at < until:
            ends = at + timedelta(minutes=45 * chance.uniform(0.7, 1.3))
            yield Busy(person.id, at, ends, "interview")
            at = ends + timedelta(minutes=chance.expovariate(1 / 7.2))


def day(seed: int, count: int, load: float, advisers: int = 6, busier: str = "", by: float = 1.0) -> Trace:
    """A steady day at four sites alike."""
    return Trace(calls(random.Random(seed), count, steady(load, advisers, busier, by)), people(advisers))
