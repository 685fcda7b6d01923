"""The estimated wait and how it is said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.line.estimate import estimated_wait, place_said, said

START = datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_the_next_caller_waits_for_the_first_of_n_calls_to_end() -> None:
    assert estimated_wait(0, 6, 180) == timedelta(seconds=30)


def test_each_place_adds_a_shorter_step_as_those_ahead_may_give_up() -> None:
    first, second, third = (estimated_wait(place, 2, 180, 400) for place in range(3))
    assert first is not None
    assert second is not None
    assert third is not None
    assert first == timedelta(seconds=90)
    assert second - first == timedelta(seconds=1 / (2 / 180 + 1 / 400))
    assert third - second < second - first


def test_where_nobody_will_be_free_there_is_no_estimate() -> None:
    assert estimated_wait(0, 0, 180, 400) is None
    assert "cannot say" in str(said(None))


@given(st.integers(0, 50), st.integers(1, 60), st.floats(1, 3600), st.floats(1, 3600))
def test_more_advisers_never_make_it_longer(place: int, advisers: int, handling: float, patience: float) -> None:
    fewer, more = (estimated_wait(place, n, handling, patience) for n in (advisers, advisers + 1))
    assert fewer is not None
    assert more is not None
    assert more <= fewer


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        (5, "You will wait less than a minute."),
        (44, "You will wait less than a minute."),
        (50, "You will wait about a minute."),
        (61, "You will wait about 2 minutes."),
        (120, "You will wait about 2 minutes."),
        (600, "You will wait about 10 minutes."),
        (601, "You will wait about 15 minutes."),
        (1800, "You will wait about 30 minutes."),
        (1900, "You will wait more than half an hour."),
    ],
)
def test_a_wait_is_said_honestly(seconds: int, sentence: str) -> None:
    assert str(said(timedelta(seconds=seconds))) == sentence


def test_her_place_is_said() -> None:
    assert str(place_said(0)) == "You are next in line."
    assert str(place_said(1)) == "You are number 2 in line."
