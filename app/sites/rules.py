"""Rules of a site: its numbers, whether it is open, and whose claimant somebody is. Pure: no clock, no database."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil
from typing import Any, Final, Self

from app.values import postcode
from app.values.errors import Invalid
from app.values.london import combine, to_london
from app.values.opening_hours import OpeningHours, Stretch
from app.values.sentence import Sentence, mark

DAYS_LOOKED_AHEAD: Final = 60


class OverflowMode(StrEnum):
    """When a caller may go to another site: by the adaptive rule, always at once, always after a wait, never."""

    ADAPTIVE = "adaptive"
    AT_ONCE = "at_once"
    AFTER = "after"
    NEVER = "never"


@dataclass(frozen=True)
class SiteRules:
    """A site's numbers, every one of which a supervisor may change live.

    Seconds, minutes and days are whole numbers. `overflow_after_seconds` is how long a caller waits for home
    before going away, when the rule waits at all; `overflow_kept_idle` how many advisers a donor then keeps.

    The adaptive rule chooses and measures for itself what is None among the pins: how long a caller of this site
    waits for home, how many idle advisers this site keeps from the callers of others, what load it is taken to have,
    and how long a call of another site takes here, both in per cent (of what its advisers can do, and of the same
    call at home). Under any other mode pins mean nothing.
    """

    overflow_mode: OverflowMode = OverflowMode.ADAPTIVE
    overflow_after_seconds: int = 10
    overflow_kept_idle: int = 1
    pinned_wait_seconds: int | None = None
    pinned_kept_idle: int | None = None
    pinned_load_percent: int | None = None
    pinned_away_percent: int | None = None
    # So many per cent of the callers are to be answered within so many seconds.
    target_percent: int = 80
    target_seconds: int = 20
    # What ringing an adviser takes out of the target; she hears the ring for `adviser_ring_seconds` at most.
    ring_allowance_seconds: int = 5
    adviser_ring_seconds: int = 20
    claimant_ring_seconds: int = 30
    # Priors, used until enough calls have been measured.
    short_call_seconds: int = 180
    patience_seconds: int = 400
    # Call-backs: an interview is so many minutes, and with its wrap-up so many places of the diary's grid.
    interview_minutes: int = 40
    interview_places: int = 3
    # Of that, in per cent, where an interpreter says everything once more, or where all is typed.
    interpreter_percent: int = 200
    textphone_percent: int = 250
    # Through Relay UK or in British Sign Language by video: somebody passes on every sentence.
    relay_percent: int = 200
    # None: every adviser with a textphone has one of his own.
    textphone_desks: int | None = None
    lead_minutes: int = 30
    horizon_days: int = 14
    # After this time of the day (London, "16:30") no time of the same day is offered any more; None: up to closing.
    cut_off: str | None = None
    # The least that is kept back for callers: the forecast may want more, a supervisor may pin another number.
    kept_back_advisers: int = 1
    attempts: int = 3
    # Tried in vain, she is written to; so many working days after that without a word somebody tries in person.
    in_person_days: int = 5
    # She is reminded so many working days before (None: not at all), else so many minutes before.
    reminder_days: int | None = 1
    reminder_minutes: int = 120
    # The personal adviser meeting, in working days of the finished start-up.
    meeting_target_days: int = 3
    meeting_limit_days: int = 4

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "overflow_mode":
                if value not in set(OverflowMode):
                    raise Invalid(mark("{value} is not a way to overflow"), value=str(value))
                object.__setattr__(self, "overflow_mode", OverflowMode(value))
            elif field.name == CUT_OFF:
                object.__setattr__(self, CUT_OFF, clock_time(value))
            elif not (field.name in OPTIONAL and value is None):
                check_number(field.name, value)
        for name in ("overflow_after_seconds", "pinned_wait_seconds"):
            if (getattr(self, name) or 0) > self.longest_wait_at_home:
                raise Invalid(
                    mark("{name} may be {most} at most: a later call has already missed its target"),
                    name=name,
                    most=self.longest_wait_at_home,
                )
        if self.meeting_limit_days < self.meeting_target_days:
            raise Invalid(
                mark("{name} may not be less than {other}"), name="meeting_limit_days", other="meeting_target_days"
            )

    def places(self, *, interpreter: bool = False, textphone: bool = False, relayed: bool = False) -> int:
        """How many places of the diary's grid an interview takes, longer by need, rounded up."""
        return self._longer(self.interview_places, interpreter, textphone, relayed)

    def minutes(self, *, interpreter: bool = False, textphone: bool = False, relayed: bool = False) -> int:
        """How long the interview is as it is told to the claimant, without its wrap-up."""
        return self._longer(self.interview_minutes, interpreter, textphone, relayed)

    def minutes_of(self, places: int, *, interpreter: bool = False, textphone: bool = False) -> int:
        """The same for an interview with so many places: more than it needs otherwise, and it is relayed."""
        relayed = places > self.places(interpreter=interpreter, textphone=textphone)
        return self.minutes(interpreter=interpreter, textphone=textphone, relayed=relayed)

    def _longer(self, usual: int, interpreter: bool, textphone: bool, relayed: bool) -> int:
        """By the need that takes longest: two at once do not multiply."""
        needed = (
            100,
            self.interpreter_percent if interpreter else 0,
            self.textphone_percent if textphone else 0,
            self.relay_percent if relayed else 0,
        )
        return ceil(usual * max(needed) / 100)

    @property
    def longest_wait_at_home(self) -> int:
        """Seconds a caller may wait before she goes away and can still be answered within the target."""
        return max(0, self.target_seconds - self.ring_allowance_seconds - 5)

    def may_book_for_today(self, now: datetime) -> bool:
        """Whether times of the same London day may still be offered at that moment."""
        return self.cut_off is None or to_london(now).time() < time.fromisoformat(self.cut_off)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From what is stored or typed; what is not named keeps its default. Raises Invalid."""
        known = {field.name for field in fields(cls)}
        for name in stored:
            if name not in known:
                raise Invalid(mark("{name} is not a rule of a site"), name=name)
        return cls(**stored)

    def stored(self) -> dict[str, Any]:
        """As it is kept in the database."""
        return {**asdict(self), "overflow_mode": self.overflow_mode.value}


def check_number(name: str, value: object) -> None:
    """Whether a number of a site can be this at all; raises Invalid, naming it."""
    least, most = bounds(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Invalid(mark("{name} must be a whole number from {least} to {most}"), name=name, least=least, most=most)


def clock_time(value: object) -> str | None:
    """A time of the day, typed as 16:30, 16.30 or 1630, as "16:30"; None for nothing. Raises Invalid, naming it."""
    if value in (None, ""):
        return None
    typed = _CLOCK_TIME.fullmatch(str(value).strip())
    try:
        if typed:
            return f"{time(int(typed[1]), int(typed[2])):%H:%M}"
    except ValueError:
        pass
    raise Invalid(mark("{name} must be a time of the day such as 16:30, or empty"), name=CUT_OFF)


def bounds(name: str) -> tuple[int, int]:
    """The least and the most that a number of a site may be."""
    return _LEAST.get(name, 0), _MOST.get(name, _LARGEST)


def check_order(home: str, order: Sequence[str], known: Collection[str]) -> None:
    """Whether these can be the sites that calls of `home` go to, in this order; raises Invalid."""
    for place, slug in enumerate(order):
        if slug == home or slug not in known:
            raise Invalid(mark("{value} is not another site"), value=slug)
        if slug in order[:place]:
            raise Invalid(mark("{value} stands there twice"), value=slug)


def version(rules: Mapping[str, Any], order: Sequence[str]) -> str:
    """A short name for these numbers (as stored) and this order: another, where anything differs."""
    written = json.dumps([SiteRules.read(rules).stored(), list(order)], sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


PINS: Final = ("pinned_wait_seconds", "pinned_kept_idle", "pinned_load_percent", "pinned_away_percent")
# What may stand empty.
OPTIONAL: Final = (*PINS, "textphone_desks", "reminder_days")
# What an office has for those who need it: a telephone with a loudspeaker for an interpreter, a room without steps,
# a textphone. And of which claimants a personal adviser knows most.
ACCESS: Final = ("interpreter", "ground_floor", "textphone")
SPECIALISMS: Final = ("lone_parents", "incapacity", "jobseekers")
# When offices see people, London time: assumed, as no source says it. A site's own hours narrow it further.
OFFICE_DAY: Final = Stretch(time(9), time(17))
CUT_OFF: Final = "cut_off"
_CLOCK_TIME: Final = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})")
_LEAST: Final = {
    # A 1 was meant as a factor, not as per cent.
    "pinned_load_percent": 10,
    "pinned_away_percent": 10,
    "target_percent": 1,
    "adviser_ring_seconds": 5,
    "claimant_ring_seconds": 15,
    "short_call_seconds": 1,
    "patience_seconds": 1,
    "interview_minutes": 1,
    "interview_places": 1,
    "interpreter_percent": 100,
    "textphone_percent": 100,
    "relay_percent": 100,
    "horizon_days": 1,
    "attempts": 1,
    "in_person_days": 1,
    "reminder_minutes": 30,
}
_MOST: Final = {
    "pinned_load_percent": 1000,
    "pinned_away_percent": 1000,
    # Everybody is not to be had by any number of advisers.
    "target_percent": 99,
    # Twilio lets a telephone ring for ten minutes at most.
    "adviser_ring_seconds": 600,
    "claimant_ring_seconds": 600,
    "interview_places": 100,
    "interpreter_percent": 1000,
    "textphone_percent": 1000,
    "relay_percent": 1000,
    "textphone_desks": 1000,
    "horizon_days": 365,
    "reminder_days": 10,
    "reminder_minutes": 600,
    "in_person_days": 100,
    "meeting_target_days": 100,
    "meeting_limit_days": 100,
}
# About a day of seconds: whatever is longer was a slip of the finger.
_LARGEST: Final = 100_000


@dataclass(frozen=True)
class Open:
    """The site is open, until `closes_at` (UTC) today."""

    closes_at: datetime


class Why(StrEnum):
    """Why a site is closed."""

    EMERGENCY = "emergency"
    BANK_HOLIDAY = "bank_holiday"
    CLOSURE = "closure"
    HOURS = "hours"


@dataclass(frozen=True)
class Closed:
    """The site is closed. `opens_next` (UTC) is None where nobody can say: an emergency, or no hours at all."""

    why: Why
    reason: Sentence
    opens_next: datetime | None


def is_open(
    hours: OpeningHours,
    closures: Mapping[date, str],
    holidays: Mapping[date, str],
    emergency: str | None,
    at: datetime,
    opened: tuple[datetime, datetime] | None = None,
) -> Open | Closed:
    """Whether a site with these hours is open at that moment, and if not, why and until when.

    `closures` and `holidays` map a London date to what it is called; `emergency` is the reason somebody gave for
    closing the site at once, or None; `opened` is from when to when somebody opened it besides.
    """
    local = to_london(at)
    day, clock = local.date(), local.time()
    if emergency is not None:
        return Closed(Why.EMERGENCY, Sentence(mark("closed at once: {reason}"), {"reason": emergency}), None)
    shut = {**holidays, **closures}
    closes = [combine(day, closes) for opens, closes in open_hours(hours, shut, day) if opens <= clock < closes]
    if opened is not None and opened[0] <= at < opened[1]:
        closes.append(opened[1])
    if closes:
        return Open(max(closes))
    opens_next = next_opening(hours, shut, at)
    if day in closures:
        return Closed(Why.CLOSURE, Sentence(mark("closed today: {reason}"), {"reason": closures[day]}), opens_next)
    if day in holidays:
        return Closed(Why.BANK_HOLIDAY, Sentence(mark("closed today: {reason}"), {"reason": holidays[day]}), opens_next)
    if (why := hours.why_shut(day, clock)) is not None:
        return Closed(Why.CLOSURE, Sentence(mark("closed for a part of today: {reason}"), {"reason": why}), opens_next)
    return Closed(Why.HOURS, Sentence(mark("outside its opening hours")), opens_next)


def next_opening(hours: OpeningHours, shut: Mapping[date, str], after: datetime) -> datetime | None:
    """The first moment (UTC) later than `after` at which the doors open; None within sixty days."""
    first = to_london(after).date()
    for ahead in range(DAYS_LOOKED_AHEAD):
        day = first + timedelta(days=ahead)
        if day in shut:
            continue
        for stretch in hours.on(day):
            opens = combine(day, stretch.opens)
            if opens > after:
                return opens
    return None


def open_hours(hours: OpeningHours, shut: Mapping[date, str], day: date) -> tuple[tuple[time, time], ...]:
    """The open stretches of a London date, none where the site is shut that day."""
    return () if day in shut else tuple((stretch.opens, stretch.closes) for stretch in hours.on(day))


def is_open_throughout(hours: OpeningHours, shut: Mapping[date, str], begins: datetime, ends: datetime) -> bool:
    """Whether a site with these hours is open from a moment up to another without a break."""
    day = to_london(begins).date()
    return any(
        combine(day, opens) <= begins and ends <= combine(day, closes) for opens, closes in open_hours(hours, shut, day)
    )


@dataclass(frozen=True)
class AtHome:
    """The one site whose claimant she is."""

    slug: str


@dataclass(frozen=True)
class Choice:
    """A border district: she chooses among these, the site she rang first if it is one of them."""

    slugs: tuple[str, ...]


@dataclass(frozen=True)
class OutOfArea:
    """No site serves where she lives. In doubt she is in: a person decides, `asked` keeps the contact."""

    asked: str


def home_site(
    catchments: Mapping[str, tuple[str, ...]], lives_at: str | None, dialled: str
) -> AtHome | Choice | OutOfArea:
    """Whose claimant somebody is, by the postcode (or district) she gives, else by the site she rang.

    Her own number says nothing. Raises Invalid for what is no postcode.
    """
    if lives_at is None:
        return AtHome(dialled)
    if postcode.is_no_fixed_abode(lives_at):
        return AtHome(dialled)
    district = postcode.district(lives_at)
    slugs = catchments.get(district, ())
    if not slugs:
        return OutOfArea(dialled)
    if len(slugs) == 1:
        return AtHome(slugs[0])
    return Choice(tuple(sorted(slugs, key=lambda slug: (slug != dialled, slug))))
