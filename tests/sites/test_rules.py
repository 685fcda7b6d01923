"""Whether a site is open, its numbers, and whose claimant somebody is."""

from datetime import UTC, date, datetime, time

import pytest

from app.sites.rules import (
    AtHome,
    Choice,
    Closed,
    Open,
    OutOfArea,
    OverflowMode,
    SiteRules,
    Why,
    home_site,
    is_open,
    open_hours,
)
from app.values.bank_holidays import Nation, bank_holidays
from app.values.errors import Invalid
from app.values.london import combine
from app.values.opening_hours import WEEKDAYS, OpeningHours

HOURS = OpeningHours.parse(dict.fromkeys(WEEKDAYS[:5], "08:30-18:00"))
HOLIDAYS = bank_holidays(Nation.WALES)
NO_CLOSURES: dict[date, str] = {}
CATCHMENTS = {"HX1": ("calderdale-and-kirklees",), "BA3": ("buckinghamshire", "somerset")}


@pytest.mark.parametrize("day", [date(2026, 3, 27), date(2026, 3, 30), date(2026, 10, 23), date(2026, 10, 26)])
def test_it_opens_and_closes_by_london_time_on_both_sides_of_a_clock_change(day: date) -> None:
    for clock, is_shut in ((time(8, 29), True), (time(8, 30), False), (time(17, 59), False), (time(18), True)):
        state = is_open(HOURS, NO_CLOSURES, HOLIDAYS, None, combine(day, clock))
        assert isinstance(state, Closed) is is_shut


def test_an_open_site_says_when_it_closes() -> None:
    state = is_open(HOURS, NO_CLOSURES, HOLIDAYS, None, datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert state == Open(closes_at=datetime(2026, 7, 1, 17, tzinfo=UTC))


def test_over_a_weekend_of_a_clock_change_it_opens_at_the_local_hour() -> None:
    state = is_open(HOURS, NO_CLOSURES, HOLIDAYS, None, datetime(2026, 3, 27, 20, tzinfo=UTC))
    assert isinstance(state, Closed)
    assert state.why is Why.HOURS
    assert state.opens_next == datetime(2026, 3, 30, 7, 30, tzinfo=UTC)


def test_before_it_opens_the_next_opening_is_today() -> None:
    state = is_open(HOURS, NO_CLOSURES, HOLIDAYS, None, datetime(2026, 11, 23, 7, tzinfo=UTC))
    assert isinstance(state, Closed)
    assert state.opens_next == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def test_a_substitute_bank_holiday_is_named_and_skipped() -> None:
    state = is_open(HOURS, NO_CLOSURES, HOLIDAYS, None, datetime(2026, 12, 28, 10, tzinfo=UTC))
    assert isinstance(state, Closed)
    assert state.why is Why.BANK_HOLIDAY
    assert "Boxing Day" in state.reason.english()
    assert state.opens_next == datetime(2026, 12, 29, 8, 30, tzinfo=UTC)


def test_a_closure_has_its_own_reason() -> None:
    closures = {date(2026, 11, 23): "staff training"}
    state = is_open(HOURS, closures, HOLIDAYS, None, datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert isinstance(state, Closed)
    assert (state.why, str(state.reason)) == (Why.CLOSURE, "closed today: staff training")
    assert open_hours(HOURS, closures, date(2026, 11, 23)) == ()
    assert open_hours(HOURS, closures, date(2026, 11, 24)) == ((time(8, 30), time(18)),)


def test_an_emergency_closes_at_once_and_nobody_knows_until_when() -> None:
    state = is_open(HOURS, NO_CLOSURES, HOLIDAYS, "fire alarm", datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert isinstance(state, Closed)
    assert (state.why, state.opens_next) == (Why.EMERGENCY, None)


def test_opened_until_a_time_it_is_open_till_the_later_of_that_and_its_hours() -> None:
    seven, nine = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (7, 9))
    eight = datetime(2026, 11, 23, 8, tzinfo=UTC)
    state = is_open(HOURS, NO_CLOSURES, HOLIDAYS, None, eight, (seven, nine))
    assert state == Open(nine)
    state = is_open(HOURS, NO_CLOSURES, HOLIDAYS, None, datetime(2026, 11, 23, 8, 45, tzinfo=UTC), (seven, nine))
    assert state == Open(datetime(2026, 11, 23, 18, tzinfo=UTC))
    assert isinstance(is_open(HOURS, NO_CLOSURES, HOLIDAYS, "fire alarm", eight, (seven, nine)), Closed)


def test_a_site_without_hours_never_opens() -> None:
    state = is_open(OpeningHours.of({}), NO_CLOSURES, HOLIDAYS, None, datetime(2026, 11, 23, 10, tzinfo=UTC))
    assert isinstance(state, Closed)
    assert state.opens_next is None


def test_the_postcode_decides_and_the_number_rung_only_guesses() -> None:
    assert home_site(CATCHMENTS, "hx1 1ab", "somerset") == AtHome("calderdale-and-kirklees")
    assert home_site(CATCHMENTS, None, "somerset") == AtHome("somerset")


def test_a_border_district_is_a_choice_with_the_site_rung_first() -> None:
    assert home_site(CATCHMENTS, "BA3", "somerset") == Choice(("somerset", "buckinghamshire"))


def test_elsewhere_is_out_of_area_and_no_fixed_abode_is_not() -> None:
    assert home_site(CATCHMENTS, "M1 1AE", "somerset") == OutOfArea("somerset")
    assert home_site(CATCHMENTS, "ZZ99 3VZ", "somerset") == AtHome("somerset")
    with pytest.raises(Invalid):
        home_site(CATCHMENTS, "Halifax", "somerset")


def test_rules_are_stored_and_read_back_the_same() -> None:
    rules = SiteRules(
        overflow_mode=OverflowMode.NEVER, cut_off="9.05", lead_minutes=90, pinned_wait_seconds=0, pinned_load_percent=95
    )
    assert SiteRules.read(rules.stored()) == rules
    assert SiteRules.read({}) == SiteRules()


@pytest.mark.parametrize(
    "typed",
    [
        {"overflow_after_seconds": 11},
        {"overflow_after_seconds": -1},
        {"overflow_mode": "sometimes"},
        {"lead_minutes": "soon"},
        {"lead_minutes": True},
        {"claimant_ring_seconds": 10},
        {"interview_places": 0},
        {"meeting_target_days": 5},
        {"colour": 1},
        {"pinned_wait_seconds": 11},
        {"pinned_kept_idle": -1},
        {"pinned_kept_idle": 1.5},
        {"pinned_load_percent": 1},
        {"pinned_away_percent": 1001},
        {"lead_minutes": None},
        {"interpreter_percent": 50},
        {"textphone_percent": 1001},
        {"textphone_desks": -1},
        {"cut_off": "25:00"},
        {"cut_off": "teatime"},
        {"cut_off": 9},
    ],
)
def test_a_number_that_makes_no_sense_is_refused(typed: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        SiteRules.read(typed)


def test_what_is_wrong_with_a_pin_is_named() -> None:
    with pytest.raises(Invalid, match="pinned_load_percent must be a whole number from 10 to 1000"):
        SiteRules(pinned_load_percent=1)
    with pytest.raises(Invalid, match="pinned_wait_seconds may be 10 at most"):
        SiteRules(pinned_wait_seconds=20)


def test_an_interview_is_longer_by_need_and_whole_places() -> None:
    rules = SiteRules()
    assert (rules.places(), rules.places(interpreter=True), rules.places(textphone=True)) == (3, 6, 8)
    assert (rules.minutes(), rules.minutes(interpreter=True), rules.minutes(textphone=True)) == (40, 80, 100)
    # with both needs the longer counts
    assert rules.places(interpreter=True, textphone=True) == 8
    assert SiteRules(interpreter_percent=100).places(interpreter=True) == 3
    assert SiteRules(textphone_desks=0).stored()["textphone_desks"] == 0


@pytest.mark.parametrize(("typed", "stands"), [("16:30", "16:30"), ("9.05", "09:05"), (1630, "16:30"), ("", None)])
def test_a_cut_off_is_a_time_of_the_day_or_nothing(typed: object, stands: str | None) -> None:
    assert SiteRules.read({"cut_off": typed}).cut_off == stands


@pytest.mark.parametrize("day", [date(2026, 10, 23), date(2026, 10, 26)])
def test_the_cut_off_is_london_time_on_both_sides_of_a_clock_change(day: date) -> None:
    rules = SiteRules(cut_off="16:30")
    assert rules.may_book_for_today(combine(day, time(16, 29)))
    assert not rules.may_book_for_today(combine(day, time(16, 30)))
    assert SiteRules().may_book_for_today(combine(day, time(23, 59)))
