"""What a site keeps for its own, from what is measured."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.line.overflow import line_of, reserve, stands_alone
from app.line.snapshot import Measured, SiteNow
from app.line.worth import Line

LOADS = st.floats(0.01, 2).map(lambda load: round(load, 2))
FACTORS = st.floats(1, 3).map(lambda factor: round(factor, 2))
WAITING = st.integers(1, 60)


def line(load: float, advisers: int = 6) -> Line:
    return Line(advisers, load, 180.0, 400.0, 15.0)


def kept(load: float, away_factor: float, waiting: int = 1, advisers: int = 6) -> int:
    """How many of six are kept at sites alike; all of them where nobody is taken."""
    found = reserve(line(load, advisers), line(load, advisers), waiting, away_factor, stands_alone(load))
    return advisers if found is None else found


@pytest.mark.parametrize("load", [0.2, 0.83, 1.1])
def test_where_calls_take_as_long_away_the_last_idle_adviser_is_given_to_a_short_line(load: float) -> None:
    assert kept(load, 1.0) == 0


def test_in_overload_a_long_line_that_is_late_as_it_is_takes_fewer() -> None:
    assert kept(1.1, 1.0, waiting=8) > kept(1.1, 1.0, waiting=1)


def test_where_they_take_longer_an_overloaded_site_takes_nobody_or_hardly_anybody() -> None:
    assert kept(0.83, 1.3) < kept(1.1, 1.3)
    assert kept(1.1, 1.3, waiting=4) == 6


@given(LOADS, FACTORS, WAITING, st.integers(1, 40))
def test_the_slower_the_more_is_kept(load: float, factor: float, waiting: int, advisers: int) -> None:
    found = [kept(load, factor * more, waiting, advisers) for more in (1.0, 1.1, 1.2, 1.4, 1.8)]
    assert all(less <= more for less, more in pairwise(found))


def test_nobody_to_ask_keeps_everybody_and_an_empty_home_is_helped() -> None:
    site = SiteNow("somerset", "Somerset", True, ())
    assert line_of(site, 0, Measured(load=0.5)) is None
    assert line_of(site, 3, Measured(load=float("inf"))) is None
    assert reserve(line(0.5), None, 1, 1.0) is None
    assert reserve(None, line(0.5), 1, 1.0) == 0
