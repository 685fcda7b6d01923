"""Whether a call-back will be late: on paper, from who is doing what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.callbacks.lateness import Doing, Due, Forecast, foresee, free_at, she_is_told, told_time

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
SHORT = timedelta(minutes=3)
HOUR = timedelta(minutes=60)
KEPT = timedelta(minutes=15)


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def adviser(number: int, state: str = "ready", since: float = -10, *languages: str, planned: int = 60) -> Doing:
    return Doing(
        number, frozenset({"en", *languages}), False, state, minutes(since), planned=timedelta(minutes=planned)
    )


def due(number: int = 1, at: float = 20, language: str = "en", held: int | None = None) -> Due:
    return Due(UUID(int=number), minutes(at), language, HOUR, held_adviser=held)


def begins(dues: list[Due], advisers: list[Doing]) -> list[float | None]:
    found = foresee(dues, advisers, NOW, SHORT)
    return [(one.begins_at - NOW) / timedelta(minutes=1) if one.begins_at else None for one in found]


def test_an_idle_adviser_takes_it_at_its_time() -> None:
    assert begins([due()], [adviser(1)]) == [20]


def test_an_interview_that_runs_past_the_time_makes_it_late() -> None:
    # given the only adviser began forty minutes of an hour ago twenty-five minutes too late for this one
    assert begins([due(at=20)], [adviser(1, "in_interview", since=-15)]) == [45]


def test_one_that_has_run_over_its_time_ends_soon() -> None:
    assert begins([due(at=2)], [adviser(1, "in_interview", since=-90)]) == [5]


def test_only_who_speaks_her_language_counts_unless_somebody_interprets() -> None:
    polish = due(language="pl")
    assert begins([polish], [adviser(1), adviser(2, "in_interview", -15, "pl")]) == [45]
    assert begins([replace(polish, interpreted=True)], [adviser(1), adviser(2, "in_interview", -15, "pl")]) == [20]


def test_two_at_one_time_need_two_advisers() -> None:
    assert begins([due(1), due(2)], [adviser(1)]) == [20, 80]
    assert begins([due(1), due(2)], [adviser(1), adviser(2)]) == [20, 20]


def test_who_is_held_for_another_is_left_to_the_other() -> None:
    first, second = due(1, at=20), due(2, at=20, held=1)
    found = foresee([first, second], [adviser(1), adviser(2)], NOW, SHORT)
    assert [one.begins_at for one in found] == [minutes(20), minutes(20)]


def test_nobody_who_suits_is_at_work() -> None:
    [found] = foresee([due(language="pl")], [adviser(1)], NOW, SHORT)
    assert (found.begins_at, found.lacks) == (None, "pl")
    assert found.late_by(NOW) > KEPT


@pytest.mark.parametrize(
    ("doing", "free"),
    [
        (adviser(1, "on_call", since=-1), 7),
        (adviser(1, "on_call", since=-30), 1),
        (adviser(1, "wrapping_up", since=-2), 3),
        (adviser(1, "break"), 15),
        (adviser(1, "away"), None),
        (adviser(1, "signed_out"), None),
        (replace(adviser(1, "signed_out"), on_duty_from=minutes(30)), 30),
        # who should have come long ago is not waited for
        (replace(adviser(1, "signed_out"), on_duty_from=minutes(-10)), None),
    ],
)
def test_when_an_adviser_is_free(doing: Doing, free: float | None) -> None:
    assert free_at(doing, NOW, SHORT) == (minutes(free) if free is not None else None)


def forecast(at: float, begins_at: float | None) -> Forecast:
    return Forecast(due(at=at), minutes(begins_at) if begins_at is not None else None)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (forecast(20, 20), False),
        (forecast(20, 35), False),
        (forecast(20, 36), True),
        (forecast(-5, 1), False),
        (forecast(-6, 1), True),
        (forecast(20, None), False),
        (forecast(-6, None), True),
    ],
)
def test_she_is_told_when_it_is_late_or_will_be(one: Forecast, told: bool) -> None:
    assert she_is_told(one, NOW, KEPT) is told


@pytest.mark.parametrize(("begins_at", "told"), [(45, 45), (41, 45), (-3, 5), (1, 5)])
def test_by_when_is_said_in_fives_and_not_sooner_than_in_five(begins_at: float, told: float) -> None:
    assert told_time(forecast(-6, begins_at), NOW) == minutes(told)


@given(
    dues=st.lists(
        st.builds(
            due,
            number=st.integers(1, 99),
            at=st.integers(-20, 30),
            language=st.sampled_from(["en", "pl"]),
            held=st.sampled_from([None, 1, 2]),
        ),
        max_size=6,
        unique_by=lambda one: one.id,
    ),
    advisers=st.lists(
        st.builds(
            adviser,
            st.integers(1, 5),
            st.sampled_from(["ready", "in_interview", "on_call", "away"]),
            st.integers(-70, 0),
        ),
        max_size=4,
        unique_by=lambda one: one.adviser_id,
    ),
)
def test_nothing_begins_before_its_time_and_no_more_at_once_than_there_are_advisers(
    dues: list[Due], advisers: list[Doing]
) -> None:
    found = foresee(dues, advisers, NOW, SHORT)
    assert {one.due.id for one in found} == {one.id for one in dues}
    begun = [one.begins_at for one in found if one.begins_at is not None]
    assert all(one.begins_at is None or one.begins_at >= max(one.due.due_at, NOW) for one in found)
    for moment in begun:
        assert sum(begins_at <= moment < begins_at + HOUR for begins_at in begun) <= len(advisers)
