"""How a page says sentences, days, times and telephone numbers, in the language it is read in."""

from datetime import date, datetime

from babel.dates import format_date
from flask import g, has_request_context

from app.scripts import wording
from app.values import desk
from app.values.london import london_date, to_london


def language() -> str:
    """The language of the page: "en" or "cy"."""
    return str(g.get("language", "en")) if has_request_context() else "en"


def say(message: str, **values: str | int) -> str:
    """`message` in the language of the page, with each `{name}` filled in."""
    return wording.say(message, language(), **values)


def day(value: date | datetime) -> str:
    """A day as people say it: Tuesday 24 November."""
    return wording.day(london_date(value) if isinstance(value, datetime) else value, language())


def day_short(value: date) -> str:
    """A day in few letters: Tue 24 Nov."""
    return format_date(value, "EEE d MMM", locale=language())


def clock_time(moment: datetime) -> str:
    """A time of day as people say it: 2.30 pm, 9 am."""
    return wording.clock_time(moment, language())


def clock_exact(moment: datetime) -> str:
    """A time of day to the second: 14.02.11."""
    return f"{to_london(moment):%H.%M.%S}"


def clock_hour(moment: datetime) -> str:
    """The hour of the day alone, as a drawing is marked: 9, 14."""
    return str(to_london(moment).hour)


def when(moment: datetime) -> str:
    """A moment as people say it: Tuesday 24 November, 2.30 pm."""
    return wording.when(moment, language())


def phone(number: str) -> str:
    """A telephone number (E.164) in groups, as it is written in this country: 03069 990101; a SIP address as it is."""
    return desk.shown(number)
