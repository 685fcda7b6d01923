"""Days and times in Welsh. Names are CLDR's (through Babel); the mutations after "o", "i" and "am" are ours.

Drafted; to be checked by a speaker, like all Welsh here.
"""

from datetime import date, datetime, time
from typing import Final

from babel.dates import get_day_names, get_month_names

from app.scripts.english_calendar import Calendar, written_time

# Soft mutation, where the first letters have one. "ch", "ff", "rh" and "ll" come before their single letters.
_SOFTENED: Final = (
    ("ch", "ch"), ("ff", "ff"), ("ll", "l"), ("rh", "r"), ("p", "b"), ("t", "d"), ("c", "g"), ("b", "f"),
    ("d", "dd"), ("g", ""), ("m", "f"),
)  # fmt: skip
_HOURS: Final = (
    "deuddeg", "un", "dau", "tri", "pedwar", "pump", "chwech", "saith", "wyth", "naw", "deg", "un ar ddeg",
)  # fmt: skip
_MINUTES: Final = {
    5: "pum munud", 10: "deng munud", 15: "chwarter", 20: "ugain munud", 25: "pum munud ar hugain",
    30: "hanner awr",
}  # fmt: skip
# ail, wythfed, unfed ar ddeg, ugeinfed, unfed ar hugain …: "yr" comes before these, "y" before the others.
_ORDINALS_WITH_A_VOWEL: Final = frozenset({2, 8, 11, 20, 21, 22, 28, 31})


class WelshCalendar(Calendar):
    """Days and times in Welsh."""

    def when(self, at: datetime, *, spoken: bool) -> str:
        """A day and a time of `at`, as its own clock has them."""
        clock = self.clock_time(at.time(), spoken=spoken)
        joined = f" am {softened(clock)}" if spoken else f", {clock}"
        return self.day(at.date(), spoken=spoken) + joined

    def day(self, on: date, *, spoken: bool) -> str:
        """A day of the week, a day and a month."""
        weekday = get_day_names("wide", locale="cy")[on.weekday()]
        month = get_month_names("wide", locale="cy")[on.month]
        if spoken:
            article = "yr" if on.day in _ORDINALS_WITH_A_VOWEL else "y"
            return f"{weekday[0].lower()}{weekday[1:]} {article} {_ordinal(on.day)} o {softened(month)}"
        return f"{weekday} {on.day} {month}"

    def clock_time(self, at: time, *, spoken: bool) -> str:
        """A time of day; spoken, to the minute, by the twelve-hour clock."""
        if not spoken:
            return written_time(at, "yb", "yp")
        if at.minute == 0:
            return "hanner dydd" if at.hour == 12 else f"{_HOURS[at.hour % 12]} o'r gloch"
        past = at.minute <= 30
        minutes = at.minute if past else 60 - at.minute
        hour = _HOURS[(at.hour if past else at.hour + 1) % 12]
        said = _MINUTES.get(minutes, f"{minutes} munud")
        return f"{said} wedi {hour}" if past else f"{said} i {softened(hour)}"


def softened(word: str) -> str:
    """The word after "o", "i" or "am": `Tachwedd` is `Dachwedd`, `dau` is `ddau`, `Gorffennaf` is `Orffennaf`."""
    for hard, soft in _SOFTENED:
        if word.lower().startswith(hard):
            changed = soft + word[len(hard) :]
            return changed[:1].upper() + changed[1:] if word[0].isupper() else changed
    return word


def _ordinal(number: int) -> str:
    low = {1: "af", 2: "il", 3: "ydd", 4: "ydd", 11: "eg", 13: "eg", 14: "eg", 16: "eg", 17: "eg", 19: "eg"}
    return f"{number}{'ain' if number > 20 else low.get(number, 'fed' if number >= 7 else 'ed')}"


WELSH: Final = WelshCalendar()
