"""Opening hours."""

from datetime import date, time

import pytest

from app.values.errors import Invalid
from app.values.opening_hours import OpeningHours, Stretch

MONDAY = date(2026, 11, 23)
SATURDAY = date(2026, 11, 28)


def test_hours_are_read_by_the_names_of_days() -> None:
    hours = OpeningHours.parse({"monday": "08:30-18:00", "Tuesday": "8.30am to 12.30pm, 13.30–18.00"})
    assert hours.on(MONDAY) == (Stretch(time(8, 30), time(18)),)
    assert len(hours.on(date(2026, 11, 24))) == 2
    assert hours.on(SATURDAY) == ()


def test_the_closing_minute_is_closed() -> None:
    hours = OpeningHours.parse({"monday": "08:30-18:00"})
    assert hours.contains(MONDAY, time(8, 30))
    assert hours.contains(MONDAY, time(17, 59, 59))
    assert not hours.contains(MONDAY, time(18))
    assert not hours.contains(SATURDAY, time(10))


@pytest.mark.parametrize(
    "days",
    [
        {"monday": "18:00-08:30"},
        {"monday": "08:30"},
        {"moonday": "08:30-18:00"},
        {"monday": "08:30-12:00, 11:00-18:00"},
    ],
)
def test_hours_that_make_no_sense_are_refused(days: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        OpeningHours.parse(days)
