"""On which days, and at what times, somebody can be seen at an office. Pure: no database, no clock.

A meeting with a personal adviser is within three working days of the finished start-up; the fourth is allowed
when the first three are full (memorandum, paragraph 69: three days, a fourth at busy times; that these are
working days is our reading). It is never before her letter can have arrived unless she agrees.
"""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import groupby
from types import MappingProxyType
from typing import Final, TypeVar
from uuid import UUID

from app.sites.rules import ACCESS, OFFICE_DAY
from app.values import postcode
from app.values.errors import Invalid
from app.values.london import add_working_days, combine, to_london
from app.values.sentence import mark

# Paragraph 65 has the meeting last about 45 minutes.
MEETING_MINUTES: Final = 45
MORNING: Final = (OFFICE_DAY.opens, time(12))
AFTERNOON: Final = (time(13), OFFICE_DAY.closes)
# On the day a letter arrives it is assumed to have come by then.
POST_HAS_COME: Final = time(13)
# How far past the limit a time is looked for when every day within it is full: later is better than none.
DAYS_BEYOND: Final = 10
# What a meeting may need of its office. With an interpreter everything is said twice: that it takes twice as long is
# an assumption, as for call-backs.
NEEDS: Final = ACCESS
TIMES_AS_LONG_INTERPRETED: Final = 2
# Of which claimants an adviser should know most, by what the script says of her; who is several has several.
SPECIALISM_OF: Final[Mapping[str, str]] = MappingProxyType(
    {"lone parent": "lone_parents", "sick or disabled": "incapacity", "jobseeker": "jobseekers"}
)
# Why a meeting is put off or waived (memorandum, paragraphs 65 and 68, names the first four); keys of the catalogues.
REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bereaved": mark("bereaved not long ago"),
        "ill": mark("ill, in hospital, or newly unable to work"),
        "caring": mark("looking after somebody all day"),
        "baby": mark("a baby is due or just born"),
        "distress": mark("in distress, or in danger"),
        "work_soon": mark("starting work soon"),
        "other": mark("another reason"),
    }
)

LOOKED_AT_EACH_WEEK: Final = 3
# What somebody else finds who looks at a decision: would they have decided the same?
FOUND: Final[Mapping[str, str]] = MappingProxyType(
    {
        "same": mark("The same"),
        "otherwise": mark("Otherwise"),
        "unsure": mark("Not sure"),
    }
)


@dataclass(frozen=True)
class MeetingDays:
    """The days to be offered: `target` first, `limit` only if those are full, `beyond` only if all are."""

    target: tuple[date, ...]
    limit: tuple[date, ...]
    beyond: tuple[date, ...]

    @property
    def all(self) -> tuple[date, ...]:
        """Every day that is looked at, in order."""
        return (*self.target, *self.limit, *self.beyond)


def meeting_days(
    finished_on: date, today: date, holidays: Container[date], target_days: int = 3, limit_days: int = 4
) -> MeetingDays:
    """The working days that count from the finished start-up and are not over yet."""
    counted = [add_working_days(finished_on, count, holidays) for count in range(1, limit_days + 1)]
    last = max(counted[-1], today - timedelta(days=1))
    return MeetingDays(
        target=tuple(day for day in counted[:target_days] if day >= today),
        limit=tuple(day for day in counted[target_days:] if day >= today),
        beyond=tuple(add_working_days(last, count, holidays) for count in range(1, DAYS_BEYOND + 1)),
    )


def may_start(starts_at: datetime, letter_arrives_on: date | None, papers_read_out: bool) -> bool:
    """Whether her letter can have come by then, or she agreed to have the papers read out instead."""
    if letter_arrives_on is None or papers_read_out:
        return True
    return starts_at >= combine(letter_arrives_on, POST_HAS_COME)


def starts(day: date, open_hours: Iterable[tuple[time, time]], minutes: int) -> list[datetime]:
    """The moments (UTC) at which a meeting of so many minutes can begin on a London day, one after the other."""
    found = []
    for opens, closes in open_hours:
        for begins, ends in (MORNING, AFTERNOON):
            at, end = combine(day, max(opens, begins)), combine(day, min(closes, ends))
            while at + timedelta(minutes=minutes) <= end:
                found.append(at)
                at += timedelta(minutes=minutes)
    return found


def minutes_of(meeting_minutes: int, needs: Collection[str]) -> int:
    """How long a meeting is that has these needs."""
    return meeting_minutes * (TIMES_AS_LONG_INTERPRETED if "interpreter" in needs else 1)


def specialisms_for(groups: Iterable[str]) -> frozenset[str]:
    """What an adviser should know most of, for somebody whom the script puts into these groups."""
    return frozenset(SPECIALISM_OF[group] for group in groups if group in SPECIALISM_OF)


def check_reason(because: str, reason: str) -> tuple[str, str]:
    """The kind of reason and its words, both given. Raises Invalid."""
    if because not in REASONS:
        raise Invalid(mark("Choose what kind of reason it is"))
    if not reason.strip():
        raise Invalid(mark("Enter the reason: it is read beside others, so that like cases are decided alike"))
    return because, reason.strip()


def sample(keys: Iterable[UUID], week: date) -> list[UUID]:
    """Which of a week's decisions somebody else looks at: a tenth, three at least; asked again, the same ones.

    Nobody can foresee which, and nobody chooses.
    """
    drawn = sorted(keys, key=lambda key: sha256(f"{week.isoformat()} {key}".encode()).digest())
    return drawn[: max(LOOKED_AT_EACH_WEEK, -(-len(drawn) // 10))]


T = TypeVar("T")


def choose(times: Sequence[T], starts_at: Callable[[T], datetime], days: MeetingDays, count: int) -> list[T]:
    """Of times that are free, in order, those to offer: within the target, else the limit, else the next day."""
    for within in (days.target, days.limit):
        found = [free for free in times if to_london(starts_at(free)).date() in within]
        if found:
            return spread(found, starts_at, count)
    beyond = [free for free in times if to_london(starts_at(free)).date() in days.beyond]
    return spread(beyond, starts_at, count)


def spread(times: Sequence[T], starts_at: Callable[[T], datetime], count: int) -> list[T]:
    """At most `count` of these, in order: the first of each half-day before a second of any."""

    def half_day(free: T) -> tuple[date, bool]:
        local = to_london(starts_at(free))
        return local.date(), local.time() >= AFTERNOON[0]

    halves = [list(group) for _, group in groupby(times, key=half_day)]
    by_round = sorted(
        ((place, starts_at(free), free) for half in halves for place, free in enumerate(half)),
        key=lambda ranked: ranked[:2],
    )
    return sorted((free for _, _, free in by_round[:count]), key=starts_at)


def nearness(address_lines: Sequence[str], lives_at: str | None) -> int:
    """How far an office is, roughly: 0 in her own postcode district, 1 in her postcode area, 2 elsewhere."""
    try:
        office, hers = (postcode.district(line) for line in (address_lines[-1], lives_at or ""))
    except (Invalid, IndexError):
        return 2
    if office == hers:
        return 0
    return 1 if _area(office) == _area(hers) else 2


def _area(district: str) -> str:
    return district[: 2 if district[1:2].isalpha() else 1]
