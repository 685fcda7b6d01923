"""Load and handling away, from what was seen and from what is supposed before anything was."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from app.line import measuring
from app.line.measuring import Evidence, Handled, Waited


def handled(*seconds: float) -> Handled:
    total = Handled()
    for one in seconds:
        total += Handled.one(one)
    return total


def test_before_anything_was_seen_the_priors_stand() -> None:
    assert measuring.mean_seconds(Handled(), 180) == 180
    assert measuring.away_factor(Handled(), Handled()) == pytest.approx(1.1)
    assert measuring.load(0, 0, 6, 180) == pytest.approx(0.7)


def test_callers_are_counted_since_the_first_of_the_day_and_over_half_an_hour_at_most() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert measuring.counted_over(None, at) == 0
    assert measuring.counted_over(at - timedelta(minutes=2), at) == 120
    assert measuring.counted_over(at - timedelta(hours=2), at) == 1800


def test_much_seen_outweighs_them() -> None:
    home, away = handled(*[100] * 5000), handled(*[130] * 5000)
    assert measuring.mean_seconds(home, 180) == pytest.approx(100, rel=0.01)
    assert measuring.away_factor(home, away) == pytest.approx(1.3, rel=0.01)
    # 60 callers of 180 s in half an hour are the work of six advisers
    assert measuring.load(60, 1800, 6, 180) == pytest.approx(1.0, rel=0.06)


def test_one_endless_call_turns_nothing_over() -> None:
    home, away = handled(*[180] * 200), handled(*[180] * 99, 3600)
    assert measuring.away_factor(home, away) < 1.1


def test_patience_is_what_all_waited_for_each_who_gave_up() -> None:
    # before anything was seen the usual patience stands
    assert measuring.mean_patience(Waited(), 400) == 400
    # of callers who give up after 200 s on average, those answered sooner waited as well
    chance = random.Random(7)
    seen = Waited()
    for _ in range(20_000):
        stays, answered_after = chance.expovariate(1 / 200), chance.uniform(0, 120)
        seen += Waited(stays < answered_after, min(stays, answered_after))
    assert measuring.mean_patience(seen, 400) == pytest.approx(200, rel=0.05)
    # and whoever waits and never gives up makes it longer
    assert measuring.mean_patience(Waited(0, 4000), 400) > 400


def test_work_for_nobody_is_endless() -> None:
    assert measuring.load(1, 1800, 0, 180) == math.inf
    assert measuring.load(0, 1800, 0, 180) == 0


def test_each_site_has_its_own_load_and_all_have_one() -> None:
    found = measuring.measured({"a": 60}, 1800, {"a": 6, "b": 6}, Handled(), Handled(), 180, Waited(), 400)
    assert found.at["a"] > found.load > found.at["b"]


def test_what_was_added_can_be_taken_away() -> None:
    assert (handled(60, 90) - handled(60)).calls == 1
    assert (handled(60, 90) - handled(60)).seconds == 90


def test_the_evidence_says_how_much_is_only_supposed() -> None:
    # before anything was seen all of it is, and a load of half an hour still by a seventh
    nothing = Evidence({}, 1800, {"a": 6}, Handled(), Handled(), 180, Waited(), 400)
    assert (nothing.prior_share_of_handling, nothing.prior_share_of_away, nothing.prior_share_of_patience) == (1, 1, 1)
    assert nothing.prior_share_of_load == pytest.approx(1 / 7)
    seen = Evidence({"a": 60}, 1800, {"a": 6}, handled(*[100] * 80), handled(*[110] * 50), 180, Waited(60, 9000), 400)
    assert (seen.prior_share_of_handling, seen.prior_share_of_away, seen.prior_share_of_patience) == (0.2, 0.5, 0.25)
    assert seen.measured == measuring.measured(
        {"a": 60}, 1800, {"a": 6}, seen.home, seen.away, 180, Waited(60, 9000), 400
    )
    assert (seen.measured.handling_seconds, seen.measured.patience_seconds) == (116, 212.5)
