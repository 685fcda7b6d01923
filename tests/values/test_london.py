"""London time, above all on the two nights when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import holidays as other_list
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.bank_holidays import Nation, bank_holidays, known_until
from app.values.errors import Invalid
from app.values.london import (
    add_working_days,
    combine,
    is_ambiguous,
    is_nonexistent,
    is_working_day,
    london_date,
    midnight,
    parse_clock,
    to_london,
    working_days_between,
)

SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)


def test_the_same_local_time_is_an_hour_earlier_in_summer() -> None:
    assert combine(date(2026, 3, 27), time(14, 30)) == datetime(2026, 3, 27, 14, 30, tzinfo=UTC)
    assert combine(date(2026, 3, 30), time(14, 30)) == datetime(2026, 3, 30, 13, 30, tzinfo=UTC)


def test_a_time_that_is_skipped_moves_on_by_the_hour() -> None:
    assert is_nonexistent(SPRING, time(1, 30))
    assert not is_ambiguous(SPRING, time(1, 30))
    assert to_london(combine(SPRING, time(1, 30))).time() == time(2, 30)
    with pytest.raises(Invalid, match="go forward"):
        combine(SPRING, time(1, 30), strict=True)


def test_a_time_that_comes_twice_is_its_first_coming() -> None:
    assert is_ambiguous(AUTUMN, time(1, 30))
    assert not is_nonexistent(AUTUMN, time(1, 30))
    assert combine(AUTUMN, time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert combine(AUTUMN, time(1, 30, fold=1)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with pytest.raises(Invalid, match="go back"):
        combine(AUTUMN, time(1, 30), strict=True)


def test_the_days_of_the_change_have_23_and_25_hours() -> None:
    assert midnight(SPRING + timedelta(days=1)) - midnight(SPRING) == timedelta(hours=23)
    assert midnight(AUTUMN + timedelta(days=1)) - midnight(AUTUMN) == timedelta(hours=25)


def test_the_date_in_london_is_not_always_the_date_in_utc() -> None:
    assert london_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_london(datetime(2026, 7, 1))  # noqa: DTZ001 - what is being refused


@given(st.dates(date(2000, 1, 1), date(2035, 12, 31)), st.times())
def test_local_time_comes_back_unless_it_never_was(day: date, clock: time) -> None:
    local = to_london(combine(day, clock))
    if not is_nonexistent(day, clock):
        assert (local.date(), local.time()) == (day, clock.replace(fold=0))


def test_working_days_skip_weekends_and_bank_holidays() -> None:
    holidays = bank_holidays(Nation.WALES)
    assert add_working_days(date(2026, 12, 24), 1, holidays) == date(2026, 12, 29)
    assert add_working_days(date(2026, 12, 29), -1, holidays) == date(2026, 12, 24)
    assert working_days_between(date(2026, 12, 24), date(2026, 12, 31), holidays) == 3
    assert not is_working_day(date(2026, 12, 28), holidays)


@given(st.dates(date(2020, 1, 1), date(2028, 1, 1)), st.integers(1, 30))
def test_so_many_working_days_later_is_so_many_between(day: date, count: int) -> None:
    holidays = bank_holidays(Nation.ENGLAND)
    assert working_days_between(day, add_working_days(day, count, holidays), holidays) == count


def test_bank_holidays_have_welsh_names_too() -> None:
    assert bank_holidays(Nation.WALES, "cy")[date(2026, 12, 25)] == "Dydd Nadolig"
    assert bank_holidays(Nation.WALES)[date(2026, 12, 25)] == "Christmas Day"


def test_bank_holidays_agree_with_another_list() -> None:
    for year in range(2026, known_until(Nation.ENGLAND).year + 1):
        ours = {day for day in bank_holidays(Nation.ENGLAND) if day.year == year}
        theirs = other_list.country_holidays("GB", subdiv="ENG", years=year)
        assert ours == {day for day in theirs if day.weekday() < 5}


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("14:30", time(14, 30)),
        ("14.30", time(14, 30)),
        ("1430", time(14, 30)),
        ("8.30", time(8, 30)),
        ("2.30pm", time(14, 30)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("9", time(9)),
    ],
)
def test_a_time_of_the_day_is_read_as_typed(typed: str, clock: time) -> None:
    assert parse_clock(typed) == clock


@pytest.mark.parametrize("typed", ["", "25:00", "13pm", "0am", "14:61", "soon", "1:2:3"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="time of the day"):
        parse_clock(typed)
