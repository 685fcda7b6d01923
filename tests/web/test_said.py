"""Days, times, lengths of time and numbers, as a page says them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, g

from app.web import said
from app.web.frame import duration

NOW = datetime(2026, 11, 24, 14, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (timedelta(minutes=4, seconds=12), "4:12"),
        (timedelta(hours=1, minutes=4, seconds=2), "1:04:02"),
        (0.9, "0:00"),
        (timedelta(seconds=-3), "0:00"),
    ],
)
def test_a_length_of_time_is_shown_as_a_clock_shows_it(length: timedelta | float, shown: str) -> None:
    assert duration(length) == shown


def test_a_page_says_days_and_times_as_people_do() -> None:
    assert said.when(NOW) == "Tuesday 24 November, 2.30 pm"
    assert said.day(date(2026, 11, 24)) == "Tuesday 24 November"
    assert said.day_short(date(2026, 11, 24)) == "Tue 24 Nov"
    assert said.clock_exact(NOW) == "14.30.05"
    assert said.phone("+443069990101") == "03069 990101"


def test_a_welsh_page_says_them_in_welsh(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        g.language = "cy"
        assert said.day(NOW) == "Dydd Mawrth 24 Tachwedd"
        assert said.day_short(date(2026, 11, 24)) == "Maw 24 Tach"
