"""London time: everything is kept in UTC, everything said and booked is in local time.

Twice a year the two part company: in March an hour of local time does not exist, in October one comes twice.
"""

from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.values.errors import Invalid
from app.values.sentence import mark

LONDON: Final = ZoneInfo("Europe/London")
_NONE: Final[frozenset[date]] = frozenset()


def to_london(at: datetime) -> datetime:
    """The moment on a London clock. Raises ValueError for a naive time."""
    if at.tzinfo is None:
        raise ValueError("a moment must know its time zone")
    return at.astimezone(LONDON)


def london_date(at: datetime) -> date:
    """The date in London at that moment."""
    return to_london(at).date()


def is_nonexistent(day: date, clock: time) -> bool:
    """Whether London's clocks skip that time that day."""
    local = datetime.combine(day, clock, LONDON)
    return local.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None)


def is_ambiguous(day: date, clock: time) -> bool:
    """Whether London's clocks show that time twice that day."""
    local = datetime.combine(day, clock, LONDON)
    different = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return different and not is_nonexistent(day, clock)


def combine(day: date, clock: time, *, strict: bool = False) -> datetime:
    """The moment, in UTC, when London's clocks show `clock` on `day`.

    A time that comes twice means its first coming; a time that is skipped means as long after the change as
    it would have been (01:30 on such a night is 02:30). With `strict` both raise Invalid: for what is typed.
    """
    if strict and is_nonexistent(day, clock):
        raise Invalid(mark("The clocks go forward that night: there is no such time. Choose another"))
    if strict and is_ambiguous(day, clock):
        raise Invalid(mark("The clocks go back that night: that time comes twice. Choose another"))
    return datetime.combine(day, clock.replace(fold=0), LONDON).astimezone(UTC)


def midnight(day: date) -> datetime:
    """The moment, in UTC, when `day` begins in London."""
    return combine(day, time(0))


def is_working_day(day: date, holidays: Container[date] = _NONE) -> bool:
    """Monday to Friday and not in `holidays`."""
    return day.weekday() < 5 and day not in holidays


def add_working_days(day: date, count: int, holidays: Container[date] = _NONE) -> date:
    """The `count`-th working day after `day` (before it, where negative); `day` itself is not counted."""
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day, holidays):
            day += step
    return day


def working_days_between(first: date, last: date, holidays: Container[date] = _NONE) -> int:
    """How many working days come after `first`, up to and with `last`; nought where `last` is not later."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n), holidays) for n in range(1, days + 1))


def parse_clock(typed: str) -> time:
    """A time of the day as typed: '14:30', '14.30', '1430', '2.30pm', '9am'. Raises Invalid."""
    squeezed = typed.strip().lower().replace(" ", "").replace(".", ":").replace(":m:", "m")
    afternoon = squeezed.endswith("pm")
    twelve = afternoon or squeezed.endswith("am")
    digits = squeezed[:-2] if twelve else squeezed
    hour, _, minute = digits.partition(":") if ":" in digits or len(digits) < 3 else (digits[:-2], "", digits[-2:])
    try:
        hours, minutes = int(hour), int(minute or "0")
        if twelve and not 1 <= hours <= 12:
            raise ValueError
        return time(hours % 12 + 12 * afternoon if twelve else hours, minutes)
    except ValueError:
        raise Invalid(mark("Enter a time of the day, like 14:30 or 2:30pm")) from None
