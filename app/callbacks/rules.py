"""What happens after each attempt to ring her back. Pure: no database, no clock.

Attempts count only where her telephone rang. They are spaced, and at varied times of the day, always within the
site's hours and the times that are safe for her. After the last a letter is wanted, then a personal attempt: no
call-back closes by itself, and none is left open without a future.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from app.callbacks.results import RESULTS, Follows, Result
from app.values.errors import Invalid
from app.values.london import combine, london_date, midnight, to_london
from app.values.opening_hours import Stretch
from app.values.sentence import Sentence, mark

GRID: Final = timedelta(minutes=20)
# The second attempt may be on the same day; every later one waits for another.
GAP: Final = timedelta(hours=2)
AT_ONCE: Final = timedelta(minutes=1)
SOON: Final = (timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40))
# What does not count must still come to an end: so many tries for each attempt allowed, then a letter.
TRIES_AN_ATTEMPT: Final = 4
UNOBTAINABLE_TWICE: Final = 2
DAYS_LOOKED_AHEAD: Final = 21
# After these a call that was not promised changes nothing.
LEAVES_THE_PROMISE: Final = frozenset({Follows.OTHER_TIME_OF_DAY, Follows.SOON, Follows.HER_TIME, Follows.SETTLED})
NOTHING_FOLLOWS: Final = Sentence(
    mark("Nothing was promised, so nobody rings again by itself. Book a call-back if needed.")
)
PROMISE_STANDS: Final = Sentence(mark("The call-back that is booked stands, at its time."))
ONLY_A_PERSON: Final = mark("When it is safe to ring only a person can judge: one finds another time with them")
# The parts of a day in which people are in or out, by the time each begins.
PARTS: Final = (time(0), time(12), time(15))


@dataclass(frozen=True)
class Tried:
    """An attempt that was made: its result's code, and when."""

    result: str
    at: datetime


@dataclass(frozen=True)
class Terms:
    """What an attempt has to keep to.

    `open_on` gives the open stretches (local time) of a London date. An attempt begins early enough for `length`
    before closing. `safe` are the times of the day that are safe for her, all of them where it is empty; where it is
    None only a person can tell. `at_office`: she comes to an office to be rung, so that at another time, of which she
    was not told, nobody would be there.
    """

    open_on: Callable[[date], Sequence[tuple[time, time]]]
    length: timedelta = timedelta(minutes=60)
    safe: tuple[Stretch, ...] | None = ()
    attempts: int = 3
    at_office: bool = False


@dataclass(frozen=True)
class Next:
    """The state the call-back goes to, when it is rung next (None where it is not), and why."""

    state: str
    next_at: datetime | None
    why: Sentence


def after(result: str, now: datetime, earlier: Sequence[Tried], terms: Terms) -> Next:
    """What follows from an attempt that has just come to `result`, `earlier` being those before it in order.

    Who asked for another time and agreed none is owed one: no machine chooses it for her. Raises KeyError for an
    unknown result.
    """
    declared = RESULTS[result]
    tried = [*earlier, Tried(result, now)]
    match declared.follows:
        case Follows.INTERVIEW:
            return Next("in_progress", None, declared.meaning)
        case Follows.CLOSED:
            return Next("cancelled", None, declared.meaning)
        case Follows.SETTLED:
            return Next("kept", None, declared.meaning)
        case Follows.LETTER:
            return Next("letter_wanted", None, declared.meaning)
        case Follows.HER_TIME:
            if terms.at_office:
                return _letter(mark("They want another time at the office, and have not said which: a letter asks"))
            return Next("owed", None, declared.meaning)
        case Follows.AT_ONCE if _running(tried) <= len(SOON):
            return _at(now + AT_ONCE, declared.meaning)
        case _:
            return _again(declared, tried, now, terms)


def after_unpromised(
    result: str, promised_for: datetime | None, now: datetime, earlier: Sequence[Tried] = ()
) -> Next | None:
    """What follows from a call that was not promised, since an adviser rang from her record: nobody rings again by
    itself, and what is promised for later stands. None where the same follows as after any other attempt.

    Who is cut off is rung again at once, a few times in a row, `earlier` being such calls before this one.
    """
    follows = RESULTS[result].follows
    if follows is Follows.AT_ONCE and promised_for is not None:
        if _running([*earlier, Tried(result, now)]) <= len(SOON):
            return Next("booked", now + AT_ONCE, RESULTS[result].meaning)
    elif follows not in LEAVES_THE_PROMISE:
        return None
    if promised_for is None:
        return Next("kept" if follows is Follows.SETTLED else "cancelled", None, NOTHING_FOLLOWS)
    return Next("booked", max(promised_for, now + SOON[0]), PROMISE_STANDS)


def clock_times(said: str | None) -> tuple[Stretch, ...] | None:
    """The times of the day (London) that she says are safe; none means all, None that only a person can read them."""
    try:
        return Stretch.parse_several(said or "")
    except Invalid:
        return None


def suits(safe: Sequence[Stretch], at: datetime) -> bool:
    """Whether a moment falls within the times that are safe for her; none means all."""
    clock = to_london(at).time()
    return not safe or any(stretch.opens <= clock < stretch.closes for stretch in safe)


def fits(safe: Sequence[Stretch], at: datetime, talk: timedelta) -> bool:
    """Whether an interview of that length from a moment on is over while it is safe for her.

    Where none of the safe times is so long, one that begins in one of them is better than none.
    """
    day = london_date(at)
    stretches = [(combine(day, one.opens), combine(day, one.closes)) for one in safe]
    if not any(opens + talk <= closes for opens, closes in stretches):
        return suits(safe, at)
    return any(opens <= at and at + talk <= closes for opens, closes in stretches)


def next_moment(earliest: datetime, terms: Terms) -> datetime | None:
    """The first moment from `earliest` at which she may be rung; None where there is none, or only a person can tell.

    An interview that would not end before closing time is better than none.
    """
    if terms.safe is None:
        return None
    return _soon(earliest, terms) or _soon(earliest, replace(terms, length=timedelta()))


def counted(tried: Iterable[Tried]) -> int:
    """How many of them count as attempts."""
    return sum(RESULTS[one.result].counted for one in tried)


def _again(declared: Result, tried: Sequence[Tried], now: datetime, terms: Terms) -> Next:
    if counted(tried) >= terms.attempts:
        return _letter(mark("Rung as often as the rule says: a letter goes, then a personal attempt"))
    if declared.code == "unobtainable" and _running(tried) >= UNOBTAINABLE_TWICE:
        return _letter(mark("Their number could not be reached twice: a letter asks for another"))
    if len(tried) >= terms.attempts * TRIES_AN_ATTEMPT and not declared.ours:
        return _letter(mark("Tried many times without a ring: a letter goes, then a personal attempt"))
    in_a_row = _running(tried)
    if declared.follows is Follows.OTHER_TIME_OF_DAY or in_a_row > len(SOON):
        if terms.at_office:
            return _letter(mark("They were not at the office's telephone: a letter asks for another time"))
        if terms.safe is None:
            return _letter(ONLY_A_PERSON)
        return _at(_varied(tried, now, terms), declared.meaning)
    return _at(_soon(now + SOON[in_a_row - 1], terms), declared.meaning)


def _at(moment: datetime | None, why: Sentence) -> Next:
    if moment is None:
        return _letter(mark("No time that is safe for them falls within our hours: a letter goes"))
    return Next("booked", moment, why)


def _letter(why: str) -> Next:
    return Next("letter_wanted", None, Sentence(why))


def _running(tried: Sequence[Tried]) -> int:
    """How often the last result has come in a row."""
    last = tried[-1].result
    return next((n for n, one in enumerate(reversed(tried)) if one.result != last), len(tried))


def _soon(earliest: datetime, terms: Terms) -> datetime | None:
    """The first moment from `earliest` at which an attempt may begin.

    Soon after a time she agreed to is as good as that time, whatever else only a person could judge.
    """
    return next((max(begins, earliest) for begins, ends in _windows(earliest, terms) if earliest < ends), None)


def _varied(tried: Sequence[Tried], now: datetime, terms: Terms) -> datetime | None:
    """A time in the part of the day least tried: within two days of it being possible, as near as may be.

    It is a place of the diary's grid, in the middle of its part where that is still to come.
    """
    earliest = now + GAP
    if counted(tried) > 1:
        earliest = max(earliest, midnight(london_date(now) + timedelta(days=1)))
    times = Counter(_part(one.at) for one in tried)
    chances = [(times[_part(at)], at) for at in _chances(earliest, terms)]
    if not chances:
        return None
    near = chances[0][1] + timedelta(days=2)
    return min(chance for chance in chances if chance[1] <= near)[1]


def _chances(earliest: datetime, terms: Terms) -> list[datetime]:
    """One moment for every part of every day in which an attempt may begin, in order."""
    found = []
    for begins, ends in _windows(earliest, terms):
        middle = begins + (ends - begins) / 2
        at = _on_grid(max(middle, earliest))
        if at >= ends:
            at = max(begins, earliest)
        if at < ends:
            found.append(at)
    return found


def _windows(earliest: datetime, terms: Terms) -> Iterable[tuple[datetime, datetime]]:
    """From and up to when an attempt may begin: hours, less the interview, within safe times, part by part."""
    first = london_date(earliest)
    for ahead in range(DAYS_LOOKED_AHEAD):
        day = first + timedelta(days=ahead)
        for opens, closes in terms.open_on(day):
            last = combine(day, closes) - terms.length
            for safe in terms.safe or (Stretch(time.min, time.max),):
                for begins, ends in zip(PARTS, (*PARTS[1:], time.max), strict=True):
                    start = combine(day, max(opens, safe.opens, begins))
                    end = min(combine(day, min(safe.closes, ends)), last + timedelta(microseconds=1))
                    if start < end and end > earliest:
                        yield start, end


def _part(at: datetime) -> int:
    clock = to_london(at).time()
    return sum(clock >= begins for begins in PARTS) - 1


def _on_grid(at: datetime) -> datetime:
    """The place of the grid at or next after a moment (both London's offsets keep the grid of UTC)."""
    past = timedelta(minutes=at.minute % 20, seconds=at.second, microseconds=at.microsecond)
    return at - past + GRID if past else at
