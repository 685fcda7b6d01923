"""How much room a half-hour has. Pure: no database, no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from app.diary.keeping_back import Kept
from app.diary.rules import HALF_HOUR, INTERPRETER, AdviserFree, Needs, Thing, half_hour
from app.values.london import combine

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class HalfHour:
    """A half-hour of a site's diary, for one kind of interview.

    `on_duty`: advisers who suit and are on duty as it begins. `capacity`: the most interviews that could begin
    together at one place of the grid in it, were nothing booked; `left`: how many still can. `kept_back`: advisers
    kept for inbound calls, `pinned` or not; `kept` says why so many. `places`: the times that can be promised.
    """

    starts_at: datetime
    on_duty: int = 0
    capacity: int = 0
    left: int = 0
    kept_back: int = 0
    pinned: bool = False
    kept: Kept | None = None
    places: tuple[datetime, ...] = ()


def half_hours(day: date, open_hours: Iterable[tuple[time, time]]) -> list[datetime]:
    """The beginnings of the half-hours of a London day in which a site is open for some time."""
    found: list[datetime] = []
    for opens, closes in open_hours:
        at, end = half_hour(combine(day, opens)), combine(day, closes)
        while at < end:
            if at not in found:
                found.append(at)
            at += HALF_HOUR
    return found


def within(advisers: Iterable[AdviserFree], from_: datetime, to: datetime) -> list[AdviserFree]:
    """The same advisers, with what is free of their time between two moments."""
    return [
        replace(one, free=tuple((max(a, from_), min(b, to)) for a, b in one.free if a < to and b > from_))
        for one in advisers
    ]


def room(
    advisers: Sequence[AdviserFree],
    starts_at: datetime,
    needs: Needs,
    kept_back: Callable[[datetime], int],
    things: Mapping[str, Sequence[Thing]] = MappingProxyType({}),
) -> int:
    """How many such interviews can begin together at a moment, with those kept back still free all the while.

    Each has one of each kind of `things`. One at least wherever `rules.find_slots` finds a place.
    """
    ends_at = starts_at + needs.length
    free = [one for one in advisers if one.is_free(starts_at, ends_at)]
    suited = sum(one.suits(needs, interpreted=needs.interpreter) for one in free)
    for kind, some in things.items():
        there = [one for one in some if one.is_free(starts_at, ends_at)]
        if all(one.key is not None for one in there):
            without = sum(one.suits(needs, interpreted=False) for one in free) if kind == INTERPRETER else 0
            suited = min(suited, without + len(there))
    if not suited:
        return 0
    moments = {
        starts_at,
        *(edge for one in advisers for part in one.free for edge in part if starts_at <= edge < ends_at),
    }
    at = half_hour(starts_at) + HALF_HOUR
    while at < ends_at:
        moments.add(at)
        at += HALF_HOUR
    spare = min(_free_at(advisers, moment) - kept_back(half_hour(moment)) for moment in moments)
    return max(0, min(suited, spare))


def on_duty(advisers: Iterable[AdviserFree], starts_at: datetime, needs: Needs) -> int:
    """How many who suit are there at a moment; `free` of these is their time on duty."""
    return sum(
        one.suits(needs, interpreted=needs.interpreter) and one.is_free(starts_at, starts_at + MOMENT)
        for one in advisers
    )


def _free_at(advisers: Iterable[AdviserFree], moment: datetime) -> int:
    return sum(one.is_free(moment, moment + MOMENT) for one in advisers)


def in_half_hour(moments: Iterable[datetime], starts_at: datetime) -> list[datetime]:
    """Those of these moments that lie in a half-hour."""
    return [at for at in moments if half_hour(at) == starts_at]
