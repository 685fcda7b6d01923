"""Days and times in the other languages of the line: names are CLDR's (through Babel), the rest is ours.

Drafted; to be checked by speakers, like all sentences in these languages. Figures are said by the voice, or played
one number at a time where there is none, so that they stand as figures.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from babel.dates import get_day_names, get_month_names

from app.scripts.english_calendar import Calendar


@dataclass(frozen=True)
class LineCalendar(Calendar):
    """`day_form` has {weekday}, {day} and {month}, `joint` goes before the time; `at_hour` and `past_hour` have {part},
    {hour} and {minute}. `parts` of the day begin at an hour, the first at midnight; none: the 24-hour clock."""

    language: str
    day_form: str
    joint: str
    at_hour: str
    past_hour: str
    parts: tuple[tuple[int, str], ...] = ()

    def when(self, at: datetime, *, spoken: bool) -> str:
        """A day and a time of `at`, as its own clock has them."""
        return self.day(at.date(), spoken=spoken) + self.joint + self.clock_time(at.time(), spoken=spoken)

    def day(self, on: date, *, spoken: bool) -> str:  # noqa: ARG002 - said as it is written
        """A day of the week, a day and a month."""
        weekday = get_day_names("wide", locale=self.language)[on.weekday()]
        month = get_month_names("wide", locale=self.language)[on.month]
        return self.day_form.format(weekday=weekday, day=on.day, month=month)

    def clock_time(self, at: time, *, spoken: bool) -> str:  # noqa: ARG002 - said as it is written
        """A time of day."""
        part = next((name for begins, name in reversed(self.parts) if at.hour >= begins), "")
        hour = (at.hour % 12 or 12) if self.parts else at.hour
        form = self.past_hour if at.minute else self.at_hour
        return form.format(part=part, hour=hour, minute=at.minute if self.parts else f"{at.minute:02d}")

    def words(self) -> list[str]:
        """Every word besides figures that a day or a time can have: what is to be recorded where there is no voice."""
        names = [*get_day_names("wide", locale=self.language).values()]
        names += get_month_names("wide", locale=self.language).values()
        forms = [form.format(part="\0", hour="\0", minute="\0") for form in (self.at_hour, self.past_hour)]
        pieces = [piece.strip() for form in forms for piece in form.split("\0")]
        return list(dict.fromkeys([*names, *(name for _, name in self.parts), *filter(None, pieces)]))


_POLISH: Final = LineCalendar(
    "pl", "{weekday}, {day} {month}", ", godzina ", at_hour="{hour}:00", past_hour="{hour}:{minute}"
)
_PUNJABI: Final = LineCalendar(
    "pa",
    "{weekday}, {day} {month}",
    ", ",
    at_hour="{part} {hour} ਵਜੇ",
    past_hour="{part} {hour} ਵੱਜ ਕੇ {minute} ਮਿੰਟ",
    parts=((0, "ਸਵੇਰੇ"), (12, "ਦੁਪਹਿਰ"), (16, "ਸ਼ਾਮ")),
)
_BENGALI: Final = LineCalendar(
    "bn",
    "{weekday}, {day} {month}",
    ", ",
    at_hour="{part} {hour}টা",
    past_hour="{part} {hour}টা {minute} মিনিট",
    parts=((0, "সকাল"), (12, "দুপুর"), (15, "বিকাল"), (18, "সন্ধ্যা")),
)
_URDU: Final = LineCalendar(
    "ur",
    "{weekday}، {day} {month}",
    "، ",
    at_hour="{part} {hour} بجے",
    past_hour="{part} {hour} بج کر {minute} منٹ",
    parts=((0, "صبح"), (12, "دوپہر"), (16, "شام")),
)

CALENDARS: Final = {one.language: one for one in (_POLISH, _PUNJABI, _BENGALI, _URDU)}
