"""What happens after each attempt to ring her back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.callbacks.models import CALLBACK
from app.callbacks.results import RESULTS, Follows
from app.callbacks.rules import (
    Next,
    Terms,
    Tried,
    after,
    after_unpromised,
    clock_times,
    counted,
    fits,
    next_moment,
    suits,
)
from app.sites.rules import open_hours
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import combine, to_london
from app.values.opening_hours import WEEKDAYS, OpeningHours, Stretch

HOURS = OpeningHours.parse(dict.fromkeys(WEEKDAYS[:5], "08:30-18:00"))
SHUT = bank_holidays(Nation.ENGLAND)
TERMS = Terms(open_on=lambda day: open_hours(HOURS, SHUT, day))
MONDAY = date(2026, 11, 23)


def at(clock: time, day: date = MONDAY) -> datetime:
    return combine(day, clock)


def ring(results: list[str], terms: Terms = TERMS, start: datetime | None = None) -> tuple[list[Tried], Next]:
    """Ring until these results have come, each at the time the rule gave for it."""
    now = start or at(time(9))
    tried: list[Tried] = []
    following = Next("booked", now, RESULTS["engaged"].meaning)
    for result in results:
        assert following.next_at is not None
        now = following.next_at
        following = after(result, now, tried, terms)
        tried.append(Tried(result, now))
    return tried, following


def test_every_result_leads_to_a_state_the_call_back_may_go_to() -> None:
    for code in RESULTS:
        following = after(code, at(time(10)), [], TERMS)
        assert following.state == "in_progress" or following.state in CALLBACK.table["in_progress"]
        assert (following.next_at is not None) is (following.state == "booked")


def test_no_answer_is_tried_again_at_other_times_of_the_day_then_a_letter_goes() -> None:
    tried, following = ring(["no_answer"] * 3)
    local = [to_london(one.at) for one in tried]
    assert [moment.date() for moment in local] == [MONDAY, MONDAY, MONDAY + timedelta(days=1)]
    assert local[0].time() < time(12) <= local[1].time() < time(15) <= local[2].time()
    assert (following.state, following.next_at) == ("letter_wanted", None)
    assert "letter" in str(following.why)


def test_engaged_is_rung_again_soon_and_never_counts() -> None:
    tried, _ = ring(["engaged"] * 4)
    assert [after.at - before.at for before, after in pairwise(tried)] == [
        timedelta(minutes=10),
        timedelta(minutes=20),
        timedelta(minutes=40),
    ]
    assert counted(tried) == 0


def test_no_attempt_is_used_up_without_a_ring() -> None:
    _, following = ring(["engaged", "service_failed", "interpreter_failed", "engaged", "no_answer", "no_answer"])
    assert following.state == "booked"
    _, following = ring(["engaged", "no_answer", "engaged", "no_answer", "engaged", "no_answer"])
    assert following.state == "letter_wanted"


def test_a_telephone_that_is_always_engaged_comes_to_a_letter_at_last() -> None:
    _, following = ring(["engaged"] * 12)
    assert following.state == "letter_wanted"


def test_what_is_our_fault_never_comes_to_a_letter() -> None:
    _, following = ring(["interpreter_failed"] * 20)
    assert following.state == "booked"


@pytest.mark.parametrize("start", [at(time(9)), at(time(17), MONDAY + timedelta(days=4))])
def test_what_is_our_fault_is_tried_again_within_a_working_day(start: datetime) -> None:
    tried, _ = ring(["interpreter_failed"] * 12, start=start)
    for before, following in pairwise(tried):
        day = to_london(before.at).date()
        next_open = next(day + timedelta(days=ahead) for ahead in range(1, 8) if TERMS.open_on(day + timedelta(ahead)))
        assert to_london(following.at).date() <= next_open


def test_an_unobtainable_number_is_tried_once_more() -> None:
    _, once = ring(["unobtainable"])
    _, twice = ring(["unobtainable", "unobtainable"])
    assert (once.state, twice.state) == ("booked", "letter_wanted")


def test_a_wrong_number_is_not_rung_again() -> None:
    assert after("wrong_person", at(time(10)), [], TERMS).state == "letter_wanted"


def test_a_dropped_call_is_rung_again_at_once_even_at_closing_time() -> None:
    late = at(time(17, 59))
    assert after("cut_off", late, [], TERMS).next_at == late + timedelta(minutes=1)


def test_who_asks_for_another_time_is_owed_one_and_no_machine_chooses_it() -> None:
    following = after("claimant_asked_other_time", at(time(10)), [], TERMS)
    assert (following.state, following.next_at) == ("owed", None)


def test_over_a_clock_change_the_local_hours_hold() -> None:
    friday = datetime(2026, 3, 27, 16, 50, tzinfo=UTC)
    following = after("engaged", friday + timedelta(minutes=5), [], TERMS)
    assert following.next_at == datetime(2026, 3, 30, 7, 30, tzinfo=UTC)


def test_a_bank_holiday_is_passed_over() -> None:
    following = after("no_answer", at(time(16), date(2026, 12, 24)), [], TERMS)
    assert following.next_at is not None
    assert to_london(following.next_at).date() == date(2026, 12, 29)


def test_where_no_safe_time_falls_within_hours_a_letter_goes() -> None:
    terms = Terms(TERMS.open_on, safe=(Stretch(time(20), time(22)),))
    assert after("no_answer", at(time(10)), [], terms).state == "letter_wanted"


def test_what_was_not_promised_leaves_what_was() -> None:
    now, later = at(time(10)), at(time(14))
    for result in ("no_answer", "engaged", "not_in", "interpreter_failed", "spoken"):
        following = after_unpromised(result, later, now)
        assert following is not None
        assert (following.state, following.next_at) == ("booked", later)
    # and where its time has come meanwhile, it is made a little later
    assert after_unpromised("spoken", now, now).next_at == now + timedelta(minutes=10)  # type: ignore[union-attr]


def test_who_is_cut_off_before_the_time_promised_is_rung_again_at_once_but_not_for_ever() -> None:
    now, later = at(time(10)), at(time(14))
    once = after_unpromised("cut_off", later, now)
    assert once is not None
    assert (once.state, once.next_at) == ("booked", now + timedelta(minutes=1))
    often = after_unpromised("cut_off", later, now, [Tried("cut_off", now)] * 3)
    assert often is not None
    assert (often.state, often.next_at) == ("booked", later)


def test_where_nothing_was_promised_nothing_follows() -> None:
    states = {result: after_unpromised(result, None, at(time(10))) for result in ("no_answer", "spoken")}
    assert {result: one.state for result, one in states.items() if one} == {"no_answer": "cancelled", "spoken": "kept"}


def test_cut_off_or_a_wrong_number_is_followed_up_though_nothing_was_promised() -> None:
    assert [after_unpromised(result, None, at(time(10))) for result in ("cut_off", "wrong_person", "reached")] == [
        None
    ] * 3


@pytest.mark.parametrize(
    ("said", "clock", "expected"),
    [("", time(10), True), ("14:00-17:00", time(10), False), ("9:00-11:00, 14:00-17:00", time(14), True)],
)
def test_safe_times_that_are_times_are_held_against_the_clock(said: str, clock: time, expected: bool) -> None:
    times = clock_times(said)
    assert times is not None
    assert suits(times, at(clock)) is expected


@pytest.mark.parametrize(
    ("safe", "begins", "expected"),
    [
        ((), time(17), True),
        ((Stretch(time(9), time(11)),), time(10, 20), True),
        ((Stretch(time(9), time(11)),), time(10, 40), False),
        ((Stretch(time(9), time(11)),), time(8, 40), False),
        # Where no stretch is long enough, one that begins in it is better than none.
        ((Stretch(time(12), time(12, 30)),), time(12, 20), True),
        ((Stretch(time(12), time(12, 30)), Stretch(time(14), time(15))), time(12, 20), False),
    ],
)
def test_an_interview_is_over_while_it_is_safe(safe: tuple[Stretch, ...], begins: time, expected: bool) -> None:
    assert fits(safe, at(begins), timedelta(minutes=40)) is expected


def test_safe_times_in_words_are_left_to_a_person() -> None:
    assert clock_times("Not on Thursdays") is None


@pytest.mark.parametrize("result", ["no_answer", "voicemail"])
def test_at_another_time_nobody_is_rung_of_whom_only_a_person_can_tell_when_it_is_safe(result: str) -> None:
    in_words = replace(TERMS, safe=None)
    assert after(result, at(time(10)), [], in_words).state == "letter_wanted"
    # Soon after a time that she agreed to is as good as that time.
    assert after("engaged", at(time(10)), [], in_words).next_at == at(time(10, 10))


def test_where_no_whole_interview_fits_into_the_safe_times_a_part_is_better_than_none() -> None:
    late = replace(TERMS, safe=(Stretch(time(17, 30), time(17, 50)),))
    assert next_moment(at(time(10)), late) == at(time(17, 30))
    assert next_moment(at(time(10)), replace(TERMS, safe=(Stretch(time(20), time(22)),))) is None


def test_an_unknown_result_is_refused() -> None:
    with pytest.raises(KeyError):
        after("perhaps", at(time(10)), [], TERMS)


codes = st.sampled_from([code for code, one in RESULTS.items() if one.follows in set(Follows) - {Follows.INTERVIEW}])
safe_times = st.sampled_from(
    [(), (Stretch(time(9), time(11)),), (Stretch(time(12), time(13)), Stretch(time(16), time(17)))]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(codes, max_size=15), safe_times, st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)))  # noqa: DTZ001
def test_every_call_back_has_a_future_within_hours_and_safe_times(
    results: list[str], safe: tuple[Stretch, ...], start: datetime
) -> None:
    terms = Terms(TERMS.open_on, safe=safe)
    now = start.replace(tzinfo=UTC)
    tried: list[Tried] = []
    for result in results:
        following = after(result, now, tried, terms)
        tried.append(Tried(result, now))
        if following.next_at is None:
            assert following.state in {"letter_wanted", "cancelled", "kept", "owed"}
            return
        assert following.next_at > now
        if following.next_at != now + timedelta(minutes=1):
            local = to_london(following.next_at)
            ends = to_london(following.next_at + terms.length)
            assert any(opens <= local.time() and ends.time() <= closes for opens, closes in terms.open_on(local.date()))
            assert not safe or any(one.opens <= local.time() < one.closes for one in safe)
        now = following.next_at
