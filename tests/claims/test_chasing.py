"""When somebody is reminded of a form that has not come."""

from datetime import date, timedelta

import pytest

from app.claims.rules import chase_due, return_by

FIRST_CONTACT = date(2026, 11, 2)


def all_steps(finished: date, days: int = 60) -> list[tuple[str, int]]:
    """What is done if it is looked at each day: the step, and how many days after first contact."""
    done: list[tuple[str, int]] = []
    for after in range(days):
        today = FIRST_CONTACT + timedelta(days=after)
        step = chase_due(FIRST_CONTACT, finished, {one for one, _ in done}, today)
        if step is not None:
            done.append((step, after))
    return done


@pytest.mark.parametrize(
    ("interview_after", "steps"),
    [
        (1, [("first", 14), ("second", 21), ("overdue", 31)]),
        (7, [("first", 14), ("second", 21), ("overdue", 31)]),
        # an interview late in the month: she has had the form for a week before she hears of it
        (12, [("first", 19), ("second", 26), ("overdue", 31)]),
        (28, [("first", 35), ("overdue", 36)]),
    ],
)
def test_days_14_and_21_and_when_the_month_has_gone(interview_after: int, steps: list[tuple[str, int]]) -> None:
    assert all_steps(FIRST_CONTACT + timedelta(days=interview_after)) == steps


def test_a_step_that_was_missed_is_not_made_up_for_beside_a_later_one() -> None:
    finished = FIRST_CONTACT + timedelta(days=2)

    assert chase_due(FIRST_CONTACT, finished, (), FIRST_CONTACT + timedelta(days=23)) == "second"
    assert chase_due(FIRST_CONTACT, finished, {"second"}, FIRST_CONTACT + timedelta(days=24)) is None


def test_on_the_last_day_it_is_in_time_still() -> None:
    last = return_by(FIRST_CONTACT)

    assert chase_due(FIRST_CONTACT, FIRST_CONTACT, {"first", "second"}, last) is None
    assert chase_due(FIRST_CONTACT, FIRST_CONTACT, {"first", "second"}, last + timedelta(days=1)) == "overdue"
