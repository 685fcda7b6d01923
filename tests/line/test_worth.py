"""What one more call costs a line, against what is known of such lines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.line.worth import Line, worth

LOADS = st.floats(0.05, 2).map(lambda load: round(load, 2))
LINES = st.builds(Line, st.integers(1, 40), LOADS, st.just(180.0), st.just(400.0), st.just(15.0))


def six(load: float) -> Line:
    return Line(6, load, 180.0, 400.0, 15.0)


@given(LINES)
def test_it_solves_poissons_equation_where_what_comes_up_meets_what_comes_down(line: Line) -> None:
    more = worth(line).more
    for state in range(1, min(line.advisers + 10, len(more))):
        waiting = state - line.advisers
        cost = line.late(waiting) + line.lost(waiting) if waiting >= 0 else 0.0
        ends = line.leaving(state) * more[state - 1]
        assert line.rate * (cost + more[state] - more[0]) == pytest.approx(ends, rel=1e-6)


def test_with_an_adviser_idle_it_is_the_price_of_a_place_in_a_loss_network() -> None:
    more = worth(six(0.83)).more
    work, loss = 6 * 0.83, 1.0
    for busy in range(1, 6):
        loss = work * loss / (busy + work * loss)
        assert more[busy] == pytest.approx(more[0] / loss)


@given(LINES)
def test_the_fewer_are_idle_the_more_a_call_costs(line: Line) -> None:
    assert all(less <= more for less, more in pairwise(worth(line).more[: line.advisers]))


def test_the_fuller_a_line_the_more_a_call_costs() -> None:
    quiet, busy, over = (worth(six(load)).more[5] for load in (0.5, 0.83, 1.1))
    assert quiet < busy < over


def test_nobody_behind_few_is_late_and_everybody_behind_many() -> None:
    line = Line(60, 0.8, 60.0, 400.0, 15.0)
    assert line.late(0) < 0.001
    assert line.late(60) > 0.999


def test_who_has_one_before_her_gives_up_as_often_as_theory_says() -> None:
    # with one adviser: she outlasts two ends of a call, where she and the one before her may give up
    line = Line(1, 0.8, 100.0, 100.0, 15.0)
    assert line.lost(0) == pytest.approx(1 / 2)
    assert line.lost(1) == pytest.approx(2 / 3)


@given(LINES, st.integers(1, 5000))
def test_being_spared_a_caller_is_never_worth_less_than_nothing(line: Line, waiting: int) -> None:
    assert worth(line).of_one_of(waiting) >= 0
