"""Which times can be promised, from facts alone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diary import rules
from app.diary.rules import AdviserFree, Needs, Preference, Slot, Thing
from tests.diary_people import london

DAY = "2026-11-24"
HOURS = [(time(8, 30), time(18))]
EN = Needs()


def free(adviser_id: int, *stretches: tuple[str, str], languages: str = "en", textphone: bool = False) -> AdviserFree:
    times = tuple((london(DAY, begins), london(DAY, ends)) for begins, ends in stretches)
    return AdviserFree(adviser_id, frozenset(languages.split()), textphone, times)


def times(slots: list[Slot]) -> list[str]:
    return [f"{slot.starts_at:%H:%M}" for slot in slots]


def thing(key: str | None, *stretches: tuple[str, str]) -> Thing:
    return Thing(key, tuple((london(DAY, begins), london(DAY, ends)) for begins, ends in stretches))


ALL_DAY = thing("7:1", ("8:30", "18:00"))


def find(advisers: list[AdviserFree], needs: Needs = EN, kept_back: int = 0, **things: list[Thing]) -> list[Slot]:
    grid = rules.starts(date.fromisoformat(DAY), HOURS, needs)
    return rules.find_slots(1, grid, advisers, needs, lambda _: kept_back, things)


def test_an_interview_begins_on_the_grid_and_ends_by_closing_time() -> None:
    grid = rules.starts(date.fromisoformat(DAY), HOURS, EN)
    assert (grid[0], grid[1], grid[-1]) == (london(DAY, "8:40"), london(DAY, "9:00"), london(DAY, "17:00"))


@pytest.mark.parametrize("day", ["2026-03-27", "2026-03-30", "2026-10-23", "2026-10-26"])
def test_the_grid_keeps_to_the_clock_on_the_wall(day: str) -> None:
    grid = rules.starts(date.fromisoformat(day), HOURS, EN)
    assert (grid[0], grid[-1], len(grid)) == (london(day, "8:40"), london(day, "17:00"), 26)


def test_all_of_it_has_to_be_free() -> None:
    assert times(find([free(1, ("9:00", "10:20"), ("10:30", "11:20"))])) == ["09:00", "09:20"]


def test_those_kept_back_for_inbound_calls_are_left() -> None:
    two = [free(1, ("9:00", "11:00")), free(2, ("10:00", "12:00"))]
    assert times(find(two, kept_back=1)) == ["10:00"]
    assert find(two, kept_back=2) == []


def test_a_half_hour_that_is_pinned_counts_for_every_interview_that_touches_it() -> None:
    two = [free(1, ("9:00", "12:00")), free(2, ("9:00", "12:00"))]
    pinned = {london(DAY, "10:30"): 2}
    grid = rules.starts(date.fromisoformat(DAY), HOURS, EN)
    assert times(rules.find_slots(1, grid, two, EN, lambda at: pinned.get(at, 0))) == ["09:00", "09:20", "11:00"]


def test_the_skills_she_needs() -> None:
    advisers = [free(1, ("9:00", "10:00")), free(2, ("11:00", "12:00"), languages="en cy", textphone=True)]
    assert times(find(advisers, Needs("cy"))) == ["11:00"]
    assert times(find(advisers, Needs("pl"))) == []
    assert times(find(advisers, Needs("pl", interpreter=True), interpreter=[ALL_DAY])) == ["09:00", "11:00"]
    assert times(find(advisers, Needs(textphone=True))) == ["11:00"]


def test_who_is_held() -> None:
    plain, welsh = free(2, ("9:00", "10:00")), free(1, ("9:00", "10:00"), languages="en cy")
    polish = free(3, ("9:00", "10:00"), languages="en pl cy")
    assert [slot.adviser_id for slot in find([welsh, plain, polish])] == [2]
    wanted = Needs("pl", interpreter=True)
    assert [slot.adviser_id for slot in find([welsh, plain, polish], wanted, interpreter=[ALL_DAY])] == [3]


def test_all_that_is_needed_is_free_together() -> None:
    # given an adviser all the morning, two lines of a supplier and a telephone of an office
    adviser = free(1, ("9:00", "12:00"))
    lines = [thing("7:1", ("9:00", "10:20")), thing("7:2", ("10:20", "12:00"))]
    telephone = [thing("+441632960101", ("9:20", "11:20"))]

    # when an hour is wanted, then only where all three are free for all of it, and of two lines the one that is
    slots = find([adviser], Needs("pa", interpreter=True), interpreter=lines, telephone=telephone)
    assert times(slots) == ["09:20", "10:20"]
    assert [slot.kept("interpreter") for slot in slots] == ["7:1", "7:2"]
    assert {slot.kept("telephone") for slot in slots} == {"+441632960101"}
    assert {slot.kept("textphone_desk") for slot in slots} == {None}


def test_of_a_kind_that_is_needed_and_of_which_there_is_none_no_time_is_found() -> None:
    adviser = free(1, ("9:00", "10:00"), textphone=True)
    assert find([adviser], Needs("pa", interpreter=True), interpreter=[]) == []
    assert find([adviser], Needs("pa", interpreter=True)) == []
    assert find([adviser], Needs(textphone=True), textphone_desk=[]) == []


def test_whoever_is_on_demand_is_not_held_but_must_be_at_work() -> None:
    on_demand = thing(None, ("9:00", "10:00"))
    slots = find([free(1, ("9:00", "12:00"))], Needs("pa", interpreter=True), interpreter=[on_demand])
    assert [(f"{slot.starts_at:%H:%M}", slot.besides) for slot in slots] == [("09:00", ())]


def test_no_interpreter_is_held_for_an_adviser_who_speaks_her_language() -> None:
    asha = free(1, ("9:00", "10:00"), languages="en pa")
    wanted = Needs("pa", interpreter=True)
    assert [slot.besides for slot in find([asha], wanted, interpreter=[ALL_DAY])] == [()]
    assert [slot.besides for slot in find([asha], wanted, interpreter=[])] == [()]


def test_three_offers_are_at_three_parts_of_the_day() -> None:
    slots = find([free(1, ("8:30", "18:00"))])
    assert times(rules.choose(slots, 3)) == ["08:40", "12:00", "15:00"]
    assert times(rules.choose(slots[:2], 3)) == ["08:40"]


def test_what_suits_her() -> None:
    school_run = Preference(weekdays=frozenset({1}), between=(time(9, 30), time(14)))
    assert school_run.suits(london(DAY, "9:40"))
    assert not school_run.suits(london(DAY, "9:00"))
    assert not school_run.suits(london("2026-11-25", "9:40"))
    assert not Preference(not_before=london(DAY, "12:00")).suits(london(DAY, "11:40"))
    assert not Preference(on=date(2026, 11, 25)).suits(london(DAY, "11:40"))


MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
STRETCHES = st.lists(
    st.tuples(st.integers(0, 100), st.integers(1, 30)).map(
        lambda pair: (MIDNIGHT + timedelta(minutes=pair[0]), MIDNIGHT + timedelta(minutes=sum(pair)))
    ),
    max_size=4,
)


@given(st.integers(0, 100), st.integers(1, 60), STRETCHES)
def test_what_is_left_is_exactly_what_is_not_taken(
    begins: int, minutes: int, taken: list[tuple[datetime, datetime]]
) -> None:
    duty = (MIDNIGHT + timedelta(minutes=begins), MIDNIGHT + timedelta(minutes=begins + minutes))
    left = rules.subtract([duty], taken)
    for minute in range(170):
        at = MIDNIGHT + timedelta(minutes=minute)
        wanted = duty[0] <= at < duty[1] and not any(start <= at < end for start, end in taken)
        assert any(start <= at < end for start, end in left) == wanted
