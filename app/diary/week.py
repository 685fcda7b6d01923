"""A week of a site's diary by half-hours, in as many statements whatever is booked in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.diary import keeping_back, resources, rules, week_rules
from app.diary.keeping_back import Numbers
from app.diary.offering import free_intervals
from app.diary.resources import Resources
from app.diary.rules import AdviserFree, Needs
from app.diary.week_rules import HalfHour
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import open_hours
from app.values.london import midnight, to_london
from app.values.opening_hours import OpeningHours

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WeekDay:
    """A day of the diary. `closed`: why the site is shut all day; `unset`: it is open, and nobody is on duty.

    `shut` says of the half-hours in which it is shut for a part of the day why.
    """

    on: date
    half_hours: tuple[HalfHour, ...]
    closed: str | None = None
    unset: bool = False
    shut: Mapping[datetime, str] | None = None


@dataclass(frozen=True)
class _Diary:
    """What was read for a week."""

    site: Site
    hours: OpeningHours
    shut: Mapping[date, str]
    on_duty: Sequence[AdviserFree]
    free: Sequence[AdviserFree]
    numbers: Numbers
    wanted: Resources
    now: datetime


def read_week(session: Session, site: Site, days: Sequence[date], needs: Needs, now: datetime) -> list[WeekDay]:
    """These London days, one after another, for interviews with certain needs."""
    from_, to = midnight(days[0]), midnight(days[-1] + A_DAY)
    there = free_intervals(session, site.id, from_, to)
    found = _Diary(
        site,
        sites.hours_of(session, site),
        sites.shut_days(session, site),
        # As if nothing were booked.
        [replace(one, free=one.at_work) for one in there],
        there,
        keeping_back.numbers(session, site.id, sites.rules_of(site).kept_back_advisers, from_, to),
        resources.wanted(session, site, needs),
        now,
    )
    return [_day(session, found, day, needs) for day in days]


def _day(session: Session, diary: _Diary, day: date, needs: Needs) -> WeekDay:
    doors = open_hours(diary.hours, diary.shut, day)
    if not diary.hours.week[day.weekday()] or day in diary.shut:
        return WeekDay(day, (), closed=diary.shut.get(day, ""))
    from_, to = midnight(day), midnight(day + A_DAY)
    on_duty = week_rules.within(diary.on_duty, from_, to)
    free = week_rules.within(diary.free, from_, to)
    kept_back = diary.numbers.kept_back(one.free for one in on_duty)
    grid = rules.starts(day, doors, needs)
    to_come = [at for at in grid if at > diary.now]
    things = resources.free_on(session, diary.wanted, day)
    places = [slot.starts_at for slot in rules.find_slots(diary.site.id, to_come, free, needs, kept_back, things)]
    usual = [(stretch.opens, stretch.closes) for stretch in diary.hours.week[day.weekday()]]
    shut, half_hours = {}, []
    for at in week_rules.half_hours(day, usual):
        begin = week_rules.in_half_hour(grid, at)
        can = week_rules.in_half_hour(places, at)
        why = diary.hours.why_shut(day, to_london(at).time())
        if why is not None:
            shut[at] = why
        half_hours.append(
            HalfHour(
                at,
                on_duty=week_rules.on_duty(on_duty, at, needs),
                capacity=max((week_rules.room(on_duty, place, needs, kept_back) for place in begin), default=0),
                left=max((week_rules.room(free, place, needs, kept_back, things) for place in can), default=0),
                kept_back=kept_back(at),
                pinned=at in diary.numbers.pinned,
                kept=diary.numbers.kept(at, rules.fewest((one.free for one in on_duty), at)),
                places=tuple(can),
            )
        )
    return WeekDay(day, tuple(half_hours), unset=not any(one.free for one in on_duty), shut=shut)
