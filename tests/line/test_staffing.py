"""Callers expected in a half-hour, and the advisers they need: from facts alone."""

from datetime import timedelta
from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.line import staffing, worth
from app.line.staffing import Seen
from app.line.worth import Line

NOBODY_GIVES_UP = 1e12


def days(*pairs: tuple[int, int]) -> list[Seen]:
    """So many days ago, so many calls."""
    return [Seen(timedelta(days=ago), calls) for ago, calls in pairs]


def erlang_c(advisers: int, work: float, handling: float, within: float) -> float:
    """The textbook's share answered in time, where nobody gives up."""
    loss = 1.0
    for busy in range(1, advisers + 1):
        loss = work * loss / (busy + work * loss)
    waits = loss / (1 - work / advisers * (1 - loss))
    return 1 - waits * exp(-(advisers - work) * within / handling)


def test_nothing_seen_is_no_forecast() -> None:
    assert staffing.expected([]) is None
    assert staffing.expected(days((57, 12))) is None, "longer ago than is looked back"


def test_the_same_every_week_is_expected_again() -> None:
    found = staffing.expected(days((7, 12), (14, 12), (21, 12)))
    assert found is not None
    assert found.calls == pytest.approx(12)
    assert found.days == 3


def test_the_latest_weeks_count_most() -> None:
    rising, falling = staffing.expected(days((7, 20), (14, 10))), staffing.expected(days((7, 10), (14, 20)))
    assert rising is not None
    assert falling is not None
    assert rising.calls > 15 > falling.calls


def test_one_odd_monday_is_leant_against_the_other_days() -> None:
    # Mondays bring 30, every other day 10; the more Mondays are seen, the less the others count.
    others = [(ago, 10) for ago in range(1, 28) if ago % 7]
    one, four = (staffing.expected(days(*others, *((7 * n, 30) for n in range(1, seen + 1)))) for seen in (1, 4))
    assert one is not None
    assert four is not None
    assert (one.days, four.days) == (1, 4)
    assert 12 < one.calls < 22 < four.calls < 30


def test_a_day_never_seen_is_expected_to_be_like_the_others() -> None:
    found = staffing.expected(days((1, 6), (2, 6)))
    assert found is not None
    assert found.calls == pytest.approx(6)
    assert found.days == 0


@pytest.mark.parametrize(("calls", "needs"), [(0, 0), (0.2, 1), (6, 3), (12, 5)])
def test_so_many_advisers_as_reach_the_target(calls: float, needs: int) -> None:
    assert staffing.needed(calls, 360, 400, 15, 0.8) == needs


@settings(deadline=None)
@given(st.floats(0.1, 40), st.floats(60, 600), st.floats(0.5, 0.95))
def test_it_is_the_least_number_that_reaches_it(calls: float, handling: float, share: float) -> None:
    advisers = staffing.needed(calls, handling, 400, 15, share)
    work = calls * handling / 1800

    def in_time(number: int) -> float:
        return worth.in_time(Line(number, work / number, handling, 400, 15))

    assert in_time(advisers) >= share
    assert advisers == 1 or in_time(advisers - 1) < share


@pytest.mark.parametrize(("advisers", "work"), [(3, 1.2), (4, 2.0), (6, 5.0)])
def test_where_nobody_gives_up_it_is_erlang_c(advisers: int, work: float) -> None:
    line = Line(advisers, work / advisers, 180, NOBODY_GIVES_UP, 15)
    assert worth.in_time(line) == pytest.approx(erlang_c(advisers, work, 180, 15), abs=1e-4)
