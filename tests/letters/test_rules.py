"""When a letter is posted and when it is there."""

from datetime import date, datetime

import pytest

from app.letters.rules import Postage, arrives_on, posted_on
from app.values.bank_holidays import Nation, bank_holidays
from app.values.london import LONDON

CHRISTMAS = bank_holidays(Nation.ENGLAND)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("ready", "posted", "arrives"),
    [
        ("2026-11-23T10:00", "2026-11-23", "2026-11-24"),  # a Monday morning
        ("2026-11-23T17:29", "2026-11-23", "2026-11-24"),
        ("2026-11-23T17:30", "2026-11-24", "2026-11-25"),  # the cut-off
        ("2026-11-27T16:00", "2026-11-27", "2026-11-30"),  # a Friday
        ("2026-11-27T18:00", "2026-11-30", "2026-12-01"),
        ("2026-11-28T10:00", "2026-11-30", "2026-12-01"),  # a Saturday
        ("2026-12-24T10:00", "2026-12-24", "2026-12-29"),  # Christmas, and the Monday instead of Boxing Day
        ("2026-12-24T18:00", "2026-12-29", "2026-12-30"),
        ("2026-07-01T17:29", "2026-07-01", "2026-07-02"),  # summer time
    ],
)
def test_first_class_is_there_on_the_next_working_day(ready: str, posted: str, arrives: str) -> None:
    assert posted_on(london(ready), CHRISTMAS) == date.fromisoformat(posted)
    assert arrives_on(london(ready), "first", CHRISTMAS) == date.fromisoformat(arrives)


@pytest.mark.parametrize(("postage", "arrives"), [("second", "2026-11-26"), ("economy", "2026-12-01")])
def test_the_slower_ones_are_counted_at_the_long_end(postage: Postage, arrives: str) -> None:
    assert arrives_on(london("2026-11-23T10:00"), postage) == date.fromisoformat(arrives)
