"""What a site keeps for its own, from what is measured."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.line.overflow import reserve

LOADS = st.floats(0.01, 2).map(lambda load: round(load, 2))
FACTORS = st.floats(1, 3).map(lambda factor: round(factor, 2))


@pytest.mark.parametrize("load", [0.2, 0.83, 1.1])
def test_where_calls_take_as_long_away_the_last_idle_adviser_is_given(load: float) -> None:
    assert reserve(6, load, 1.0) == 0


@pytest.mark.parametrize(
    ("load", "away_factor", "kept"),
    [(0.7, 1.3, 0), (0.83, 1.15, 0), (0.83, 1.3, 1), (0.95, 1.15, 1), (1.1, 1.0, 0), (1.1, 1.3, None)],
)
def test_fuller_and_slower_keeps_more(load: float, away_factor: float, kept: int | None) -> None:
    assert reserve(6, load, away_factor) == kept


@given(st.integers(1, 60), LOADS, FACTORS)
def test_it_never_keeps_more_than_there_are(advisers: int, load: float, away_factor: float) -> None:
    kept = reserve(advisers, load, away_factor)
    assert kept is None or 0 <= kept < advisers


@given(st.integers(1, 20), LOADS)
def test_the_slower_the_more_is_kept(advisers: int, load: float) -> None:
    kept = [reserve(advisers, load, factor) for factor in (1.0, 1.1, 1.2, 1.4, 1.8)]
    as_numbers = [advisers if one is None else one for one in kept]
    assert all(less <= more for less, more in pairwise(as_numbers))


def test_nobody_to_ask_or_nothing_known() -> None:
    assert reserve(0, 0.5, 1.0) is None
    assert reserve(3, float("inf"), 1.0) is None
    assert reserve(3, 0.0, 1.5) == 0
