"""When work is tried again."""

from datetime import timedelta

from app.jobs import rules


def test_the_first_try_waits_for_nothing_and_each_later_one_longer() -> None:
    waits = [rules.wait_before(number) for number in range(1, rules.TRIES_AT_MOST + 1)]
    assert waits[:4] == [timedelta(0), timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert waits == sorted(waits)


def test_no_wait_is_longer_than_ten_minutes() -> None:
    assert rules.wait_before(500) == timedelta(minutes=10)


def test_work_is_given_up_at_last() -> None:
    assert not rules.is_last(rules.TRIES_AT_MOST - 1)
    assert rules.is_last(rules.TRIES_AT_MOST)
