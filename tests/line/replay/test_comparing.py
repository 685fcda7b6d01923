"""A trace under two sets of rules, in this process or in one of its own; and what is supposed, and written down."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.line.replay import comparing, writing
from app.line.replay.comparing import Task, compare, read, stored
from app.line.replay.outcomes import Measures, measure
from app.line.replay.simulation import Simulation, replay
from app.line.replay.supposing import suppose
from app.line.replay.trace import SITES, Busy, Trace, read_rules
from app.line.replay.trace import read as read_files
from app.line.snapshot import SiteNow
from app.sites.rules import OverflowMode, SiteRules
from tests.line.replay import days
from tests.line.replay.days import MORNING

RING = timedelta(seconds=5)


def never(sites: dict[str, SiteNow]) -> dict[str, SiteNow]:
    return {slug: replace(site, rules=SiteRules(overflow_mode=OverflowMode.NEVER)) for slug, site in sites.items()}


def task(calls: int) -> Task:
    present = read_rules(None)
    return Task(days.day(7, calls, 0.9, 3), present, never(present), 1.2, RING)


def replayed(one: Task, sites: Mapping[str, SiteNow]) -> Measures:
    run = Simulation(one.trace, sites, 1.2, RING)
    return measure(run.run(), run.occupancy)


def test_each_side_is_what_a_replay_of_its_own_gives() -> None:
    one = task(300)
    told: list[float] = []

    found = compare(one, told.append)

    assert found.present == replayed(one, one.present)
    assert found.new == replayed(one, one.new)
    assert found.present.at_home < found.new.at_home == 100
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] == 1.0


def test_a_large_day_goes_to_another_process_and_comes_to_the_same() -> None:
    one = task(comparing.SMALL + 100)
    told: list[float] = []

    found = compare(one, told.append)

    assert found.new == replayed(one, one.new)
    assert told[-1] == 1.0


def test_a_process_that_comes_to_grief_is_an_error_and_not_an_answer() -> None:
    # given a call of a site that there is not, in a day too large for this process
    one = task(comparing.SMALL + 100)
    calls = (replace(one.trace.calls[0], home="narnia"), *one.trace.calls[1:])
    with pytest.raises(RuntimeError, match="without an answer"):
        compare(replace(one, trace=replace(one.trace, calls=calls)), lambda _share: None)


def test_measures_are_read_as_they_were_stored() -> None:
    empty = measure([])
    assert stored(empty)["service_level"] is None
    assert stored(read(stored(empty))) == stored(empty)
    # also from before occupancy was measured
    before = {name: value for name, value in stored(empty).items() if name != "occupancy"}
    assert stored(read(before)) == stored(empty)
    full = measure(replay(days.day(7, 200, 1.1, 2), read_rules(None)))
    assert read(stored(full)) == full


def test_a_trace_is_read_as_it_was_written(tmp_path: Path) -> None:
    # given times to the microsecond, somebody who never gives up, interviews, and rules of many kinds
    chance = random.Random(3)
    trace = days.day(3, 200, 0.9, 2)
    calls = tuple(
        replace(call, patience=None if chance.random() < 0.1 else call.patience, textphone=chance.random() < 0.1)
        for call in trace.calls
    )
    busy = tuple(days.interviews(3, trace.people, MORNING + timedelta(hours=2)))
    trace = Trace(calls, trace.people, (*busy, Busy(trace.people[0].id, MORNING, MORNING + RING, "break")))
    sites = read_rules(None)
    sites["somerset"] = replace(
        sites["somerset"], rules=SiteRules(pinned_kept_idle=2, target_seconds=31), overflow_order=(SITES[2],)
    )
    sites["buckinghamshire"] = replace(sites["buckinghamshire"], overflow_order=())

    for name, text in writing.files(trace, sites).items():
        (tmp_path / name).write_text(text)

    assert read_rules(tmp_path / "RULES.toml") == sites
    found = read_files(tmp_path / "CALLS.csv", tmp_path / "ADVISERS.csv", tmp_path / "BUSY.csv", sites)
    assert found == trace


def test_what_is_not_known_is_supposed_from_what_is_and_always_alike() -> None:
    supposed = suppose(given_up=0, waited_seconds=0, usual_patience=400, handled=[60.0, 90.0], usual=180)
    # before anybody gave up the usual patience stands, and many who gave up outweigh it
    assert supposed.patience_seconds == 400
    assert suppose(2000, 2000 * 100, 400, [], 180).patience_seconds == pytest.approx(103, abs=1)
    # who was answered would have stayed longer than she waited, on average by that
    waited = timedelta(seconds=10)
    more = [(supposed.patience(str(one), waited) - waited).total_seconds() for one in range(2000)]
    assert min(more) > 0
    assert sum(more) / len(more) == pytest.approx(400, rel=0.08)
    assert supposed.patience("a", waited) == supposed.patience("a", waited)
    # what nobody took is as long as some call that was taken, and on a day without any the usual
    assert {supposed.handling(str(one)).total_seconds() for one in range(50)} == {60, 90}
    assert suppose(0, 0, 400, [], 180).handling("a") == timedelta(seconds=180)
