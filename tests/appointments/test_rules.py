"""Which days and times are offered for a meeting."""

from datetime import date, datetime, time

import pytest

from app.appointments import rules
from app.values.bank_holidays import Nation, bank_holidays
from tests.diary_people import london

MONDAY = date(2026, 11, 23)
HOURS = [(time(8, 30), time(18))]


def test_three_working_days_and_a_fourth() -> None:
    days = rules.meeting_days(MONDAY, MONDAY, {})
    assert days.target == (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26))
    assert days.limit == (date(2026, 11, 27),)
    assert days.beyond[0] == date(2026, 11, 30)


def test_weekends_and_bank_holidays_do_not_count() -> None:
    # Boxing Day of 2026 is a Saturday: Monday 28 December is its substitute.
    days = rules.meeting_days(date(2026, 12, 23), date(2026, 12, 23), bank_holidays(Nation.WALES))
    assert days.target == (date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 30))
    assert days.limit == (date(2026, 12, 31),)


def test_days_that_are_over_are_not_offered() -> None:
    days = rules.meeting_days(MONDAY, date(2026, 12, 1), {})
    assert (days.target, days.limit) == ((), ())
    assert days.beyond[0] == date(2026, 12, 1)


def test_never_before_the_letter_unless_she_agrees() -> None:
    arrives = date(2026, 11, 25)
    assert not rules.may_start(london("2026-11-24", "15:15"), arrives, papers_read_out=False)
    assert not rules.may_start(london("2026-11-25", "11:15"), arrives, papers_read_out=False)
    assert rules.may_start(london("2026-11-25", "13:00"), arrives, papers_read_out=False)
    assert rules.may_start(london("2026-11-24", "9:00"), arrives, papers_read_out=True)
    assert rules.may_start(london("2026-11-24", "9:00"), None, papers_read_out=False)


def test_a_day_of_meetings_has_a_lunch_in_it() -> None:
    clock = [f"{at:%H:%M}" for at in rules.starts(MONDAY, HOURS, rules.MEETING_MINUTES)]
    assert clock == ["09:00", "09:45", "10:30", "11:15", "13:00", "13:45", "14:30", "15:15", "16:00"]
    assert rules.starts(MONDAY, [], rules.MEETING_MINUTES) == []
    early = rules.starts(MONDAY, [(time(10), time(14))], rules.MEETING_MINUTES)
    assert [f"{at:%H:%M}" for at in early] == ["10:00", "10:45", "13:00"]


@pytest.mark.parametrize(("day", "utc"), [(date(2026, 10, 23), 8), (date(2026, 10, 26), 9), (date(2027, 3, 29), 8)])
def test_nine_o_clock_stays_nine_o_clock_over_a_clock_change(day: date, utc: int) -> None:
    assert rules.starts(day, HOURS, rules.MEETING_MINUTES)[0].hour == utc


def _at(time_: datetime) -> datetime:
    return time_


def test_the_fourth_day_is_offered_only_when_three_are_full() -> None:
    days = rules.meeting_days(MONDAY, MONDAY, {})
    third, fourth = london("2026-11-26", "16:00"), london("2026-11-27", "9:00")
    later = london("2026-12-01", "9:00")
    assert rules.choose([third, fourth, later], _at, days, 6) == [third]
    assert rules.choose([fourth, later], _at, days, 6) == [fourth]
    assert rules.choose([later], _at, days, 6) == [later]
    assert rules.choose([], _at, days, 6) == []


def test_times_are_spread_over_the_half_days() -> None:
    mornings = [london("2026-11-24", clock) for clock in ("9:00", "9:45", "10:30", "14:30")]
    tomorrow = london("2026-11-25", "9:00")
    assert rules.spread([*mornings, tomorrow], _at, 3) == [mornings[0], mornings[3], tomorrow]
    assert rules.spread([*mornings, tomorrow], _at, 4) == [mornings[0], mornings[1], mornings[3], tomorrow]


def test_the_nearest_office_is_the_one_of_her_district() -> None:
    taunton = ["Startline", "1 Sample Street", "TA1 1AA"]
    assert rules.nearness(taunton, "TA1 4ZZ") == 0
    assert rules.nearness(taunton, "TA24") == 1
    assert rules.nearness(taunton, "BA5 1AA") == 2
    assert rules.nearness(taunton, None) == 2
    assert rules.nearness(["a place without a postcode"], "TA1") == 2
