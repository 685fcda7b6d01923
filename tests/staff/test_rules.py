"""How long a sign-in lasts and how guessing is slowed."""

from datetime import datetime, timedelta

import pytest

from app.staff import rules


def test_four_wrong_passwords_cost_nothing_and_each_later_one_more() -> None:
    waits = [rules.wait_after(failures) for failures in range(1, 12)]
    assert waits[:6] == [timedelta(0)] * 4 + [timedelta(minutes=5), timedelta(minutes=10)]
    assert waits == sorted(waits)
    assert rules.wait_after(1000) == rules.LONGEST_WAIT


@pytest.mark.parametrize(
    ("hours", "idle_minutes", "presence", "over"),
    [
        (0, 0, "ready", False),
        (1, 29, "ready", False),
        (1, 60, "away", True),
        (1, 55, "ready", False),
        (1, 55, "wrapping_up", False),
        (1, 55, "in_interview", False),
        (1, 55, "on_call", False),
        (12, 0, "on_call", True),
    ],
)
def test_a_sign_in_ends_by_age_or_by_an_empty_chair(
    now: datetime, hours: int, idle_minutes: int, presence: str, over: bool
) -> None:
    started, seen = now - timedelta(hours=hours), now - timedelta(minutes=idle_minutes)
    ends_at = rules.ends_at(started, None, seen, presence, now - timedelta(minutes=idle_minutes // 2))
    assert (now >= ends_at) is over


def test_who_says_near_the_end_that_they_stay_has_an_hour_more_ten_times(now: datetime) -> None:
    # given a sign-in of which there is plenty left: it is as it was
    started = now - timedelta(hours=11)
    assert rules.prolonged(started, None, now) is None

    # when they say that they stay whenever they are warned
    until, times = started + rules.SIGNED_IN_AT_MOST, 0
    while (longer := rules.prolonged(started, until, until - rules.WARNED_BEFORE)) != until:
        assert longer is not None
        until, times = longer, times + 1
        assert times < 100

    # then it goes on and on, up to a day
    assert times >= 10
    assert until == started + timedelta(hours=24)
    assert rules.ends_at(started, until, now, "on_call", now) == until


@pytest.mark.parametrize(
    ("username", "identity"), [("tess", "tess"), ("n.example", "n_2eexample"), ("n_2eexample", "n_5f2eexample")]
)
def test_a_browser_telephone_has_the_name_of_its_adviser_and_of_nobody_else(username: str, identity: str) -> None:
    assert rules.telephone_identity(username) == identity
