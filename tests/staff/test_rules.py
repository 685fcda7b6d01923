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
    assert rules.is_over(started, seen, presence, now - timedelta(minutes=idle_minutes // 2), now) is over


@pytest.mark.parametrize(
    ("username", "identity"), [("tess", "tess"), ("n.example", "n_2eexample"), ("n_2eexample", "n_5f2eexample")]
)
def test_a_browser_telephone_has_the_name_of_its_adviser_and_of_nobody_else(username: str, identity: str) -> None:
    assert rules.telephone_identity(username) == identity
