"""When she is reminded: real dates, safe times, clock changes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.texts.reminders import Ahead, may_be_texted_at, reminder_at
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import combine, to_london
from app.values.opening_hours import Stretch

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
HOLIDAYS = bank_holidays(Nation.ENGLAND)


def at(day: str, clock: str) -> datetime:
    return combine(date.fromisoformat(day), time.fromisoformat(clock))


def reminded(due: datetime, promised: datetime, ahead: Ahead | None = None, *safe: Stretch) -> str | None:
    found = reminder_at(due, promised, ahead or Ahead(), safe, HOLIDAYS)
    return f"{to_london(found):%Y-%m-%d %H:%M}" if found else None


@pytest.mark.parametrize(
    ("due", "promised", "expected"),
    [
        # the working day before, at the same time of day
        (("2026-11-25", "14:20"), ("2026-11-23", "10:00"), "2026-11-24 14:20"),
        # over a weekend
        (("2026-11-30", "14:20"), ("2026-11-23", "10:00"), "2026-11-27 14:20"),
        # over the bank holidays at Christmas: the 28th is a substitute day
        (("2026-12-29", "09:00"), ("2026-12-21", "10:00"), "2026-12-24 09:00"),
        # booked for the next day, or on the Friday for the Monday: two hours before
        (("2026-11-24", "14:20"), ("2026-11-23", "10:00"), "2026-11-24 12:20"),
        (("2026-11-30", "14:20"), ("2026-11-27", "10:00"), "2026-11-30 12:20"),
        # the same day
        (("2026-11-23", "16:00"), ("2026-11-23", "10:00"), "2026-11-23 14:00"),
        # too soon after the booking to say anything new
        (("2026-11-23", "13:40"), ("2026-11-23", "10:00"), None),
        # too early in the day for a text
        (("2026-11-24", "09:40"), ("2026-11-23", "10:00"), "2026-11-24 08:30"),
        # so early that there is no half-hour left
        (("2026-11-24", "08:40"), ("2026-11-23", "10:00"), None),
        # the clocks go back on 25 October 2026: local time stays
        (("2026-10-26", "10:00"), ("2026-10-19", "10:00"), "2026-10-23 10:00"),
    ],
)
def test_moments(due: tuple[str, str], promised: tuple[str, str], expected: str | None) -> None:
    assert reminded(at(*due), at(*promised)) == expected


def test_within_her_safe_times_the_nearest() -> None:
    mornings = Stretch(time(9), time(11))
    assert reminded(at("2026-11-25", "14:20"), at("2026-11-23", "10:00"), None, mornings) == "2026-11-24 10:59"


def test_no_safe_time_within_the_hours_of_texts_means_none() -> None:
    assert reminded(at("2026-11-25", "14:20"), at("2026-11-23", "10:00"), None, Stretch(time(20), time(22))) is None


def test_as_long_before_as_the_site_has_it() -> None:
    due, promised = at("2026-11-27", "14:20"), at("2026-11-23", "10:00")
    assert reminded(due, promised, Ahead(days=None)) is None
    assert reminded(due, promised, Ahead(days=3)) == "2026-11-24 14:20"
    assert reminded(due, promised, Ahead(days=0, minutes=60)) == "2026-11-27 13:20"


@given(
    due=st.integers(0, 2 * 365 * 24 * 60).map(lambda count: MOMENT + timedelta(minutes=count)),
    before=st.timedeltas(timedelta(), timedelta(days=20)),
    days=st.one_of(st.none(), st.integers(0, 5)),
    safe=st.lists(st.sampled_from([Stretch(time(7), time(9)), Stretch(time(12), time(20))]), max_size=2, unique=True),
)
def test_always_awake_safe_in_time_and_new(
    due: datetime, before: timedelta, days: int | None, safe: list[Stretch]
) -> None:
    promised = due - before
    found = reminder_at(due, promised, Ahead(days), safe, HOLIDAYS)
    if found is not None:
        assert may_be_texted_at(found, safe)
        assert promised + timedelta(hours=2) <= found <= due - timedelta(minutes=30)
