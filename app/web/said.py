"""How a page says sentences, days, times and telephone numbers, in the language it is read in."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import g, has_request_context

LONDON = ZoneInfo("Europe/London")


def language() -> str:
    """The language of the page: "en" or "cy"."""
    return str(g.get("language", "en")) if has_request_context() else "en"


def say(message: str, **values: object) -> str:
    """`message` in the language of the page, with each `{name}` filled in."""
    return message.format(**values) if values else message


def day(value: date | datetime) -> str:
    """A day as people say it: Tuesday 24 November."""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local:%A} {local.day} {local:%B}"


def clock_time(moment: datetime) -> str:
    """A time of day as people say it: 2.30 pm, 9 am, noon."""
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute) == (12, 0):
        return say("noon")
    minutes = f".{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'am' if local.hour < 12 else 'pm'}"


def clock_exact(moment: datetime) -> str:
    """A time of day to the second: 14.02.11."""
    return f"{moment.astimezone(LONDON):%H.%M.%S}"


def clock_hour(moment: datetime) -> str:
    """The hour of the day alone, as a drawing is marked: 9, 14."""
    return str(moment.astimezone(LONDON).hour)


def day_short(value: date) -> str:
    """A day in few letters: Tue 24 Nov."""
    return f"{value:%a} {value.day} {value:%b}"


def when(moment: datetime) -> str:
    """A moment as people say it: Tuesday 24 November, 2.30 pm."""
    return f"{day(moment)}, {clock_time(moment)}"


def phone(number: str) -> str:
    """A telephone number in groups, as it is read out: 03069 990 101; others as they were given."""
    if not number.startswith("+44"):
        return number
    national = "0" + number[3:]
    if national.startswith("07"):
        return f"{national[:5]} {national[5:]}"
    if national.startswith(("02", "011")):
        return f"{national[:4]} {national[4:7]} {national[7:]}" if len(national) == 11 else national
    return f"{national[:5]} {national[5:8]} {national[8:]}"
