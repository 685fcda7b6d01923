"""The simulator agrees with theory where there is any, and does at each moment what the rule says."""

import random
from dataclasses import replace
from datetime import timedelta
from math import isnan
from statistics import fmean

import pytest

from app.line.replay import outcomes
from app.line.replay.simulation import Outcome, Simulation, replay
from app.line.replay.trace import SITES, Busy, Call, Person, Trace, read_rules
from tests.line.replay import days
from tests.line.replay.days import MORNING

NO_RINGING = timedelta()
HOME = SITES[0]


def adviser(name: str, site: str = HOME, begins: float = 0, ends: float = 3600, languages: str = "en") -> Person:
    moments = (MORNING + timedelta(seconds=begins), MORNING + timedelta(seconds=ends))
    return Person(name, site, frozenset(languages.split()), False, *moments)


def call(name: str, at: float, patience: float | None = 400, handle: float = 100, site: str = HOME) -> Call:
    gives_up = None if patience is None else timedelta(seconds=patience)
    return Call(name, MORNING + timedelta(seconds=at), site, "en", False, gives_up, timedelta(seconds=handle))


def run(calls: list[Call], people: list[Person], *busy: Busy, away_factor: float = 1.0) -> dict[str, Outcome]:
    found = replay(Trace(tuple(calls), tuple(people), busy), read_rules(None), away_factor)
    return {one.call.id: one for one in found}


def test_who_rings_is_answered_at_home_after_the_ringing() -> None:
    found = run([call("a", 10)], [adviser("x"), adviser("y", SITES[1])])["a"]
    assert (found.outcome, found.site, found.adviser, found.waited.seconds) == ("answered", HOME, "x", 5)
    assert found.reason == "answered at home"


def test_an_adviser_may_sign_in_long_before_the_first_call() -> None:
    # five minutes are what is supposed of the load before anything was seen
    assert run([call("a", 300)], [adviser("x")])["a"].outcome == "answered"


def test_who_finds_home_busy_is_answered_away_and_the_reason_says_so() -> None:
    found = run([call("a", 0), call("b", 10)], [adviser("x"), adviser("y", SITES[1])])["b"]
    assert (found.site, found.waited.seconds) == (SITES[1], 5)
    assert found.reason.startswith("sent to")


def test_a_call_lasts_longer_away() -> None:
    # given that home's only adviser is in a long call
    calls = [call("long", 0, handle=900), call("b", 10, handle=100), call("c", 20), call("d", 21)]
    found = run(calls, [adviser("x"), adviser("y", SITES[1])], away_factor=2)
    # then the adviser away is free again after 200 s, not 100
    assert found["c"].waited == timedelta(seconds=10 + 5 + 200 + 5 - 20)


def test_who_gives_up_frees_the_adviser_who_is_rung() -> None:
    found = run([call("a", 0, patience=3), call("b", 1)], [adviser("x")])
    assert (found["a"].outcome, found["a"].waited.seconds) == ("abandoned", 3)
    assert found["b"].waited.seconds == 3 + 5 - 1


def test_an_interview_that_begins_in_a_call_begins_after_it_and_ends_when_it_should() -> None:
    interview = Busy("x", MORNING + timedelta(seconds=50), MORNING + timedelta(seconds=400), "interview")
    found = run([call("a", 0), call("b", 60)], [adviser("x")], interview)
    assert found["b"].waited.seconds == 400 + 5 - 60


def test_whoever_waits_when_the_last_adviser_has_gone_is_left_waiting() -> None:
    found = run([call("a", 0), call("b", 50, patience=None)], [adviser("x", ends=60)])
    assert (found["a"].outcome, found["b"].outcome) == ("answered", "left_waiting")


def test_occupancy_is_ringing_calls_and_interviews_of_signed_in_without_breaks() -> None:
    # given two hours of duty: a break of ten minutes, an interview of ten, and two calls, one of them away
    people = (adviser("x"), adviser("y", SITES[1]))
    busy = (
        Busy("x", MORNING + timedelta(minutes=10), MORNING + timedelta(minutes=20), "break"),
        Busy("y", MORNING + timedelta(minutes=30), MORNING + timedelta(minutes=40), "interview"),
    )
    calls = (call("a", 0, handle=95), call("b", 10, handle=95), call("c", 3590, handle=95))
    ran = Simulation(Trace(calls, people, busy), read_rules(None), away_factor=2)
    # when it has run; the last call goes on for 90 s when her adviser would have gone home
    ran.run()
    # then each second is counted once
    assert ran.occupancy == pytest.approx(100 * (100 + 5 + 190 + 600 + 100) / (2 * 3600 - 600 + 90))
    assert isnan(Simulation(Trace((), (), ()), read_rules(None)).occupancy)


def test_an_interview_that_waits_for_a_call_to_end_is_not_counted_twice() -> None:
    busy = (Busy("x", MORNING + timedelta(seconds=50), MORNING + timedelta(seconds=360), "interview"),)
    ran = Simulation(Trace((call("a", 0, handle=95),), (adviser("x"),), busy), read_rules(None))
    ran.run()
    assert ran.occupancy == pytest.approx(10)


def test_the_same_trace_gives_the_same_outcomes() -> None:
    trace = days.day(3, 400, 0.9)
    assert replay(trace, read_rules(None)) == replay(trace, read_rules(None))


def erlang_c(advisers: int, work: float) -> float:
    """The share that waits where nobody gives up."""
    loss = 1.0
    for n in range(1, advisers + 1):
        loss = work * loss / (n + work * loss)
    return loss / (1 - work / advisers * (1 - loss))


def erlang_a(advisers: int, work: float, handling: float, patience: float) -> float:
    """The share that gives up: births at λ, deaths at min(k, n)μ + (k − n)⁺θ."""
    rate, served, given_up = work / handling, 1 / handling, 1 / patience
    weights = [1.0]
    for state in range(1, 2000):
        leaving = min(state, advisers) * served + max(state - advisers, 0) * given_up
        weights.append(weights[-1] * rate / leaving)
    waiting = sum(max(state - advisers, 0) * weight for state, weight in enumerate(weights)) / sum(weights)
    return given_up * waiting / rate


def one_site(seed: int, calls: int, load: float, patience: float | None) -> Trace:
    rung = days.calls(random.Random(seed), calls, days.steady(load, 6), days.exponential, patience, sites=(HOME,))
    return Trace(rung, tuple(person for person in days.people(6) if person.site == HOME))


def seen_in(trace: Trace) -> tuple[float, float, float]:
    """Erlangs, mean handling and mean patience as this trace really has them: theory is for these, not for a plan."""
    handling = fmean(call.handle.total_seconds() for call in trace.calls)
    patience = fmean(call.patience.total_seconds() if call.patience else 0 for call in trace.calls)
    lasted = (trace.calls[-1].arrived_at - MORNING).total_seconds()
    return len(trace.calls) * handling / lasted, handling, patience


def waits_agree(calls: int, within: float) -> None:
    trace = one_site(1, calls, 0.7, None)
    work, handling, _ = seen_in(trace)
    found = outcomes.measure(replay(trace, read_rules(None), ring=NO_RINGING))
    assert found.mean_wait == pytest.approx(erlang_c(6, work) * handling / (6 - work), rel=within)


def giving_up_agrees(calls: int, within: float) -> None:
    trace = one_site(2, calls, 1.1, 400.0)
    found = outcomes.measure(replay(trace, read_rules(None), ring=NO_RINGING))
    assert found.abandonment == pytest.approx(100 * erlang_a(6, *seen_in(trace)), rel=within)


def test_theory_is_met_roughly_in_a_short_run() -> None:
    giving_up_agrees(6000, within=0.08)


@pytest.mark.long
def test_without_giving_up_the_mean_wait_is_that_of_erlang_c() -> None:
    waits_agree(600_000, within=0.01)


@pytest.mark.long
def test_with_giving_up_as_many_give_up_as_erlang_a_has_it() -> None:
    giving_up_agrees(200_000, within=0.01)


def test_measures_are_what_they_say() -> None:
    calls = [call(str(number), number) for number in range(4)]
    waited = [5, 30, 2, 50]
    kinds = ["answered", "answered", "abandoned", "abandoned"]
    found = outcomes.measure(
        [
            Outcome(one, kind, timedelta(seconds=wait), HOME if kind == "answered" else "")
            for one, kind, wait in zip(calls, kinds, waited, strict=True)
        ]
    )
    # one in time, of two answered and two abandoned less one short
    assert found.service_level == pytest.approx(100 / 3)
    assert found.abandonment == 50
    assert found.abandonment_less_short == pytest.approx(100 / 3)
    assert (found.mean_wait, found.at_home, found.longest_wait) == (17.5, 100, 50)


def test_a_pinned_rule_is_that_of_the_file() -> None:
    sites = {slug: replace(site, overflow_order=()) for slug, site in read_rules(None).items()}
    trace = Trace((call("a", 0), call("b", 10)), (adviser("x"), adviser("y", SITES[1])))
    assert [one.site for one in replay(trace, sites)] == [HOME, HOME]
