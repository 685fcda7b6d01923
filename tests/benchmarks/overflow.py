"""The adaptive rule against fixed rules on the same days: is it on the frontier of what a fixed rule can do?

A column is a kind of day; a fixed rule is a threshold and a reserve, or separate lines. The score is service level
less abandonment, in points, and the frontier is the best score of any fixed rule that answers as many at home. Ours
is compared with it pair by pair, seed by seed. An adviser's telephone rings five seconds in all of them.

python -m tests.benchmarks.overflow ["lunch hour" …]
"""

import json
import random
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean

from app.line.replay.outcomes import Measures, measure
from app.line.replay.simulation import replay
from app.line.replay.trace import SITES, Person, Trace, read_rules
from app.line.snapshot import SiteNow
from app.sites.rules import SiteRules
from tests.line.replay import days

CALLS = 8000
# The rule's one fitted number was fitted to days of the seeds from 100 on: these it had not seen.
SEEDS = range(8)
TOLERATED_POINTS = 0.5
PROCESSES = 2
# So that a fixed rule may be tried that waits as long as the target.
ROOM = {"target_seconds": 30}
FIXED: Mapping[str, Mapping[str, str | int]] = {
    "separate lines": {"overflow_mode": "never"},
    **{
        f"after {after} s, {kept} kept": {
            "overflow_mode": "after",
            "overflow_after_seconds": after,
            "overflow_kept_idle": kept,
        }
        for kept in (0, 1)
        for after in (0, 5, 10, 15, 20)
    },
}
# The corners of the frontier, for the columns beside the main ones.
FEWER = ("separate lines", "after 0 s, 0 kept", "after 10 s, 0 kept", "after 0 s, 1 kept", "after 10 s, 1 kept")


@dataclass(frozen=True)
class Column:
    """A kind of day: how one is made from a seed and a number of calls, how much longer a call takes away, and the
    fixed rules it is tried under."""

    name: str
    day: Callable[[int, int], Trace]
    away_factor: float = 1.0
    fixed: Collection[str] = tuple(FIXED)


def _with_interviews(seed: int, count: int) -> Trace:
    """Eleven advisers a site, five of six hours in interviews, and the pilots' short calls: 0.7 erlangs a site."""
    people = days.people(11)
    rung = days.calls(random.Random(seed), count, days.steady(0.71 / 11, 11))
    until = rung[-1].arrived_at + timedelta(hours=1)
    return Trace(rung, people, tuple(days.interviews(seed, people, until)))


def _lunch_hour(seed: int, count: int) -> Trace:
    """From the fourth to the fifth hour of a day of nine and a half twice as many ring."""
    flat = days.steady(0.7, 6)

    def rate(site: str, hour: float) -> float:
        return flat(site, hour) * (2 if 4 <= hour % 9.5 < 5 else 1)

    return Trace(days.calls(random.Random(seed), count, rate, most_an_hour=8 * flat("", 0)), days.people(6))


def _closes_at_noon(seed: int, count: int) -> Trace:
    """One site's advisers go after three and a half hours."""
    rung = days.calls(random.Random(seed), count, days.steady(0.6, 6))
    noon = days.MORNING + timedelta(hours=3.5)
    people = tuple(
        Person(one.id, one.site, one.languages, one.textphone, one.signed_in_at, noon) if one.site == SITES[0] else one
        for one in days.people(6)
    )
    return Trace(rung, people)


def _rare_language(seed: int, count: int) -> Trace:
    """One caller in fifty speaks Polish, and two advisers do, at two sites."""
    people = days.people(6, lambda site, number: "en pl" if site in SITES[:2] and number == 0 else "en")
    rung = days.calls(
        random.Random(seed),
        count,
        days.steady(0.8, 6),
        language=lambda chance: "pl" if chance.random() < 0.02 else "en",
    )
    return Trace(rung, people)


def _heavy_tails(seed: int, count: int) -> Trace:
    """The same mean handling, but some calls without end."""

    def handling(chance: random.Random) -> float:
        return days.lognormal(chance, spread=1.6)

    return Trace(days.calls(random.Random(seed), count, days.steady(0.83, 6), handling), days.people(6))


COLUMNS = (
    Column("load 0.83", lambda seed, count: days.day(seed, count, 0.83)),
    Column("one site +40 %", lambda seed, count: days.day(seed, count, 0.83, busier=SITES[0], by=1.4)),
    Column("load 1.1", lambda seed, count: days.day(seed, count, 1.1)),
    Column("load 1.1, away 1.3", lambda seed, count: days.day(seed, count, 1.1), away_factor=1.3),
    Column("with interviews", _with_interviews),
    Column("lunch hour", _lunch_hour, fixed=FEWER),
    Column("one closes at noon", _closes_at_noon, fixed=FEWER),
    Column("rare language", _rare_language, fixed=FEWER),
    Column("heavy tails", _heavy_tails, fixed=FEWER),
)


def _sites(rules: Mapping[str, str | int]) -> dict[str, SiteNow]:
    sites = read_rules(None)
    return {slug: SiteNow(slug, at.name, True, at.overflow_order, SiteRules.read(rules)) for slug, at in sites.items()}


def _one_pool(trace: Trace) -> Trace:
    """Everybody of one home with one line: the bound for what sharing can do."""
    return Trace(
        tuple(
            type(call)(call.id, call.arrived_at, SITES[0], call.language, call.textphone, call.patience, call.handle)
            for call in trace.calls
        ),
        tuple(
            Person(one.id, SITES[0], one.languages, one.textphone, one.signed_in_at, one.signed_out_at)
            for one in trace.people
        ),
        trace.busy,
    )


def _measure_day(place: int, seed: int) -> dict[str, Measures]:
    """One day of a column under every rule."""
    column = COLUMNS[place]
    trace = column.day(seed, CALLS)
    rules = {name: _sites({**rules, **ROOM}) for name, rules in FIXED.items() if name in column.fixed}
    rules["adaptive"] = _sites({})
    found = {name: measure(replay(trace, sites, column.away_factor)) for name, sites in rules.items()}
    return found | {"one pool": measure(replay(_one_pool(trace), _sites({})))}


def _mean(measures: list[Measures], name: str) -> float:
    return fmean(getattr(one, name) for one in measures)


def _say(column: str, found: Mapping[str, list[Measures]]) -> None:
    """A line for each rule, and how far the adaptive one is from the best fixed rule and from the frontier."""
    for rule, measures in found.items():
        level, lost, home = (_mean(measures, name) for name in ("service_level", "abandonment", "at_home"))
        print(  # noqa: T201 - a benchmark's lines are its result
            f"{column:20} {rule:18} service level {level:5.1f} %  abandoned {lost:4.1f} %  at home {home:5.1f} %"
        )
    ours = found["adaptive"]
    as_much_at_home = [
        rule for rule in found if rule in FIXED and _mean(found[rule], "at_home") >= _mean(ours, "at_home")
    ]
    best = max(filter(FIXED.__contains__, found), key=lambda rule: _mean(found[rule], "score"))
    frontier = max(as_much_at_home, key=lambda rule: _mean(found[rule], "score"), default=best)
    for words, rule in (("the best fixed rule", best), ("the frontier at its share at home", frontier)):
        apart = fmean(our.score - its.score for our, its in zip(ours, found[rule], strict=True))
        print(f"{column:20} adaptive less {words} ({rule}): {apart:+.2f} points", flush=True)  # noqa: T201


def measure_columns(names: Sequence[str] = ()) -> dict[str, dict[str, float | str | None]]:
    """Service level less abandonment, by column and rule; ours is to come within half a point of the best fixed one.

    Only the columns of these names, where any are named.
    """
    wanted = [place for place, column in enumerate(COLUMNS) if not names or column.name in names]
    figures: dict[str, dict[str, float | str | None]] = {}
    with ProcessPoolExecutor(PROCESSES) as pool:
        days_of = {place: [pool.submit(_measure_day, place, seed) for seed in SEEDS] for place in wanted}
        for place, measured in days_of.items():
            column = COLUMNS[place]
            results = [one.result() for one in measured]
            found = {rule: [one[rule] for one in results] for rule in results[0]}
            _say(column.name, found)
            scores = {rule: round(_mean(measures, "score"), 2) for rule, measures in found.items()}
            goal = max(scores[rule] for rule in column.fixed) - TOLERATED_POINTS
            for rule, score in scores.items():
                figures[f"overflow.{column.name}.{rule}"] = {
                    "value": score,
                    "unit": "points",
                    "ratio": None,
                    "goal": round(goal, 2) if rule == "adaptive" else None,
                }
    return figures


if __name__ == "__main__":
    print(json.dumps(measure_columns(sys.argv[1:])))  # noqa: T201 - its result
