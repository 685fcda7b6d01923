"""Which times can be promised. Pure: no database, no clock.

The diary has a grid of twenty minutes. An interview takes so many places of it, its wrap-up among them, and ends by
closing time. A time is promised only where somebody who suits is free for all of it, and with him whatever else it
needs, and where as many advisers as are kept back for inbound calls are left in every half-hour of it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from app.values.london import combine, to_london

PLACE: Final = timedelta(minutes=20)
HALF_HOUR: Final = timedelta(minutes=30)
# Three parts of a day, so that three offers differ by more than twenty minutes.
AFTERNOON: Final = time(12)
LATE: Final = time(15)

# What may be needed besides an adviser.
INTERPRETER: Final = "interpreter"
DESK: Final = "textphone_desk"
TELEPHONE: Final = "telephone"

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Needs:
    """What an interview needs.

    `language` is the one she speaks. Where an interpreter may help, somebody without it suits too, after those
    who have it. `places` of the grid are taken. `office_id`: she is rung on a private telephone of that office.
    """

    language: str = "en"
    interpreter: bool = False
    textphone: bool = False
    places: int = 3
    office_id: int | None = None
    # For whom, so that whoever may not interpret for her is not held; it makes no other need of it.
    claimant_id: UUID | None = field(default=None, compare=False)
    # The call-back that may be moved: what is held for it is free for it.
    callback_id: UUID | None = field(default=None, compare=False)

    @property
    def length(self) -> timedelta:
        """How long the interview is, with its wrap-up."""
        return self.places * PLACE


@dataclass(frozen=True)
class Preference:
    """When it suits her, London time: `weekdays` (0 is Monday) and `between` narrow it, as do a day and a moment."""

    not_before: datetime | None = None
    on: date | None = None
    weekdays: frozenset[int] = frozenset(range(7))
    between: tuple[time, time] = (time.min, time.max)

    def suits(self, starts_at: datetime) -> bool:
        """Whether she would have an interview that begins then."""
        local = to_london(starts_at)
        return (
            (self.not_before is None or starts_at >= self.not_before)
            and self.may_be_on(local.date())
            and self.between[0] <= local.time() <= self.between[1]
        )

    def may_be_on(self, day: date) -> bool:
        """Whether that day can suit her at all."""
        return day.weekday() in self.weekdays and (self.on is None or day == self.on)


AS_SOON_AS_POSSIBLE: Final = Preference()


@dataclass(frozen=True)
class AdviserFree:
    """An adviser on duty: what he can do, and when he is neither on a break nor held. Stretches are in order.

    `at_work` is when he is on duty and on no break, held or not.
    """

    adviser_id: int
    languages: frozenset[str]
    textphone: bool
    free: tuple[Stretch, ...]
    booked: timedelta = field(default=timedelta())
    at_work: tuple[Stretch, ...] = ()

    def is_free(self, starts_at: datetime, ends_at: datetime) -> bool:
        """For all of that time."""
        return _covers(self.free, starts_at, ends_at)

    def suits(self, needs: Needs, *, interpreted: bool) -> bool:
        """Whether he can hold such an interview, in a language of his own or else `interpreted`."""
        return (interpreted or needs.language in self.languages) and (self.textphone or not needs.textphone)


@dataclass(frozen=True)
class Thing:
    """An interpreter's line, a desk or a telephone, and when it is free. Without a key it need not be held."""

    key: str | None
    free: tuple[Stretch, ...]

    def is_free(self, starts_at: datetime, ends_at: datetime) -> bool:
        """For all of that time."""
        return _covers(self.free, starts_at, ends_at)


def _covers(free: Iterable[Stretch], starts_at: datetime, ends_at: datetime) -> bool:
    return any(begins <= starts_at and ends_at <= ends for begins, ends in free)


@dataclass(frozen=True)
class Slot:
    """A time (UTC) that can be promised, the adviser who would be held for it, and what besides: kind and key."""

    site_id: int
    adviser_id: int
    starts_at: datetime
    ends_at: datetime
    needs: Needs
    besides: tuple[tuple[str, str], ...] = ()

    def kept(self, kind: str) -> str | None:
        """The key of the thing of that kind; None where none need be held."""
        return dict(self.besides).get(kind)


def subtract(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """What is left of the stretches, in order."""
    left = sorted(stretches)
    for begins, ends in taken:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, begins)), (max(start, ends), end))
            if part[0] < part[1]
        ]
    return tuple(left)


def starts(day: date, open_hours: Iterable[tuple[time, time]], needs: Needs) -> list[datetime]:
    """The places of the grid at which such an interview can begin on a London day and end by closing time."""
    found = []
    for opens, closes in open_hours:
        at, end = on_grid(combine(day, opens)), combine(day, closes)
        while at + needs.length <= end:
            found.append(at)
            at += PLACE
    return found


def on_grid(moment: datetime) -> datetime:
    """The first place of the grid not earlier than a moment."""
    past = timedelta(minutes=moment.minute % 20, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not past else moment - past + PLACE


def half_hour(moment: datetime) -> datetime:
    """The beginning of the half-hour that a moment is in."""
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)


def leaves_enough(
    advisers: Sequence[AdviserFree],
    starts_at: datetime,
    ends_at: datetime,
    kept_back: Callable[[datetime], int],
) -> bool:
    """Whether, with one adviser more held, those kept back for inbound calls are still free at every moment."""
    edges = {edge for adviser in advisers for stretch in adviser.free for edge in stretch}
    half_hours = set()
    at = half_hour(starts_at) + HALF_HOUR
    while at < ends_at:
        half_hours.add(at)
        at += HALF_HOUR
    moments = {starts_at} | {edge for edge in edges | half_hours if starts_at <= edge < ends_at}
    return all(
        sum(adviser.is_free(moment, moment + timedelta(microseconds=1)) for adviser in advisers) - 1
        >= kept_back(half_hour(moment))
        for moment in moments
    )


def best(
    advisers: Iterable[AdviserFree], needs: Needs, starts_at: datetime, *, interpreted: bool = False
) -> AdviserFree | None:
    """Who is to be held: one who speaks her language, with no skill to spare that others may need, booked least.

    `interpreted`: an interpreter can be had then, so that one who does not speak it will do.
    """
    ends_at = starts_at + needs.length
    suitable = [
        adviser
        for adviser in advisers
        if adviser.suits(needs, interpreted=interpreted) and adviser.is_free(starts_at, ends_at)
    ]
    return min(
        suitable,
        key=lambda adviser: (
            needs.language not in adviser.languages,
            len(adviser.languages) + adviser.textphone,
            adviser.booked,
            adviser.adviser_id,
        ),
        default=None,
    )


def find_slots(
    site_id: int,
    times: Iterable[datetime],
    advisers: Sequence[AdviserFree],
    needs: Needs,
    kept_back: Callable[[datetime], int],
    things: Mapping[str, Sequence[Thing]] = MappingProxyType({}),
) -> list[Slot]:
    """Of these times those that can be promised, in order. `kept_back` says how many for a half-hour.

    Of each kind of `things` one is needed, the first that is free; no interpreter where the adviser speaks her
    language.
    """
    found = []
    for at in times:
        ends_at = at + needs.length
        free = {kind: next((one for one in some if one.is_free(at, ends_at)), None) for kind, some in things.items()}
        adviser = best(advisers, needs, at, interpreted=free.get(INTERPRETER) is not None)
        if adviser is None:
            continue
        if needs.language in adviser.languages:
            free.pop(INTERPRETER, None)
        besides = {kind: one.key for kind, one in free.items() if one is not None}
        if len(besides) == len(free) and leaves_enough(advisers, at, ends_at, kept_back):
            kept = tuple((kind, key) for kind, key in besides.items() if key is not None)
            found.append(Slot(site_id, adviser.adviser_id, at, ends_at, needs, kept))
    return found


def part_of_day(starts_at: datetime) -> tuple[date, int]:
    """The London day, and which of its three parts."""
    local = to_london(starts_at)
    return local.date(), (local.time() >= AFTERNOON) + (local.time() >= LATE)


def choose(slots: Iterable[Slot], count: int) -> list[Slot]:
    """The first of each part of a day, soonest first, `count` at most."""
    chosen: dict[tuple[date, int], Slot] = {}
    for slot in slots:
        chosen.setdefault(part_of_day(slot.starts_at), slot)
        if len(chosen) == count:
            break
    return list(chosen.values())


def fewest(at_work: Iterable[Iterable[Stretch]], beginning: datetime) -> int:
    """The fewest who are at work at any moment of a half-hour, each in these stretches."""
    ends = beginning + HALF_HOUR
    everybody = [tuple(stretches) for stretches in at_work]
    edges = {edge for stretches in everybody for stretch in stretches for edge in stretch}
    moments = [beginning, *(edge for edge in edges if beginning < edge < ends)]
    return min(
        sum(any(begins <= moment < over for begins, over in stretches) for stretches in everybody) for moment in moments
    )
