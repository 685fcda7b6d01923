"""Days and times in English, as they are written on a page and as a person says them."""

from datetime import date, datetime, time
from typing import Final

from babel.dates import get_day_names, get_month_names

_HOURS: Final = (
    "twelve", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
)  # fmt: skip
_MINUTES: Final = {5: "five", 10: "ten", 15: "quarter", 20: "twenty", 25: "twenty-five", 30: "half"}


class Calendar:
    """What a language needs to say a day and a time. English; other languages say their own."""

    def when(self, at: datetime, *, spoken: bool) -> str:
        """A day and a time of `at`, as its own clock has them."""
        joint = " at " if spoken else ", "
        return self.day(at.date(), spoken=spoken) + joint + self.clock_time(at.time(), spoken=spoken)

    def day(self, on: date, *, spoken: bool) -> str:
        """A day of the week, a day and a month."""
        weekday = get_day_names("wide", locale="en")[on.weekday()]
        month = get_month_names("wide", locale="en")[on.month]
        return f"{weekday} the {_ordinal(on.day)} of {month}" if spoken else f"{weekday} {on.day} {month}"

    def clock_time(self, at: time, *, spoken: bool) -> str:
        """A time of day; spoken, to the minute, by the twelve-hour clock."""
        if not spoken:
            return written_time(at, "am", "pm")
        if at.minute == 0:
            return "noon" if at.hour == 12 else f"{_HOURS[at.hour % 12]} o'clock"
        past = at.minute <= 30
        minutes = at.minute if past else 60 - at.minute
        hour = _HOURS[(at.hour if past else at.hour + 1) % 12]
        said = _MINUTES.get(minutes, f"{minutes} minutes" if minutes > 1 else "one minute")
        return f"{said} {'past' if past else 'to'} {hour}"


def written_time(at: time, before_noon: str, after_noon: str) -> str:
    """A time by the twelve-hour clock: "9 am", "2.30 pm"."""
    minutes = f".{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {before_noon if at.hour < 12 else after_noon}"


def _ordinal(number: int) -> str:
    last = number % 10
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
    return f"{number}{ending}"


ENGLISH: Final = Calendar()
