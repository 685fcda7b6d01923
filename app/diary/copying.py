"""A week's rota copied to the week after, as far as it can be; what was left out is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.diary.errors import RotaClash, StillHeld
from app.diary.holding import ends_of, lock_day
from app.diary.leave import BREAK, DUTY, leaves_in
from app.diary.models import Rota
from app.diary.rota import Shift, day_of, replace_day, rota_of, rota_of_its_people
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import open_hours
from app.values.errors import Invalid
from app.values.london import combine, london_date, midnight, to_london
from app.values.sentence import mark

A_WEEK: Final = timedelta(days=7)
HAS_ONE = mark("has a rota already: it was left as it is")
ON_LEAVE = mark("is on leave for some of it: that was left out")
SHUT = mark("the site is shut")
ELSEWHERE = mark("is on duty elsewhere")
NO_SUCH_TIME = mark("the clocks change in that time")
OVER = mark("that day is over")


@dataclass(frozen=True)
class LeftOut:
    """What was not copied, or not all of it: whose day (no `staff_id`: everybody's), and why."""

    on: date
    staff_id: int | None
    why: str


def copy_week(session: Session, site: Site, monday: date, now: datetime) -> tuple[int, list[LeftOut]]:
    """Have each adviser's day of the week that begins on a Monday a week later as well, at the same London times.

    Returns how many days of somebody were copied, and what was left out. What is there already is left as it is.
    """
    hours, shut, today = sites.hours_of(session, site), sites.shut_days(session, site), london_date(now)
    copied, left_out = 0, []
    for ahead in range(7):
        day = monday + timedelta(days=ahead)
        # Who was lent here for a day is at home a week later, and who was lent away is here.
        rows = rota_of_its_people(session, site.id, day)
        to = day + A_WEEK
        if not rows:
            continue
        if to < today or not open_hours(hours, shut, to):
            left_out.append(LeftOut(to, None, OVER if to < today else SHUT))
            continue
        lock_day(session, site.id, to)
        there = {row.staff_id for row in rota_of(session, site.id, to)}
        for staff_id, kinds in _by_person(rows).items():
            why = HAS_ONE if staff_id in there else _copy_day(session, site, staff_id, kinds, to)
            copied += why in ("", ON_LEAVE)
            if why:
                left_out.append(LeftOut(to, staff_id, why))
    return copied, left_out


def _by_person(rows: list[Rota]) -> dict[int, dict[str, list[Rota]]]:
    people: dict[int, dict[str, list[Rota]]] = {}
    for row in rows:
        people.setdefault(row.staff_id, {DUTY: [], BREAK: []})[row.kind].append(row)
    return people


def _copy_day(session: Session, site: Site, staff_id: int, kinds: Mapping[str, list[Rota]], to: date) -> str:
    """Why an adviser's day was not copied, or not all of it; empty where it was."""
    # What replaces a day replaces all of it, at whichever site.
    if day_of(session, staff_id, to):
        return ELSEWHERE
    try:
        duties, breaks = ([_shifted(row, to) for row in kinds[kind]] for kind in (DUTY, BREAK))
        replace_day(session, staff_id, site.id, to, duties, breaks)
    except (RotaClash, StillHeld):
        return ELSEWHERE
    except Invalid:
        return NO_SUCH_TIME
    away = leaves_in(session, staff_id, midnight(to), midnight(to + timedelta(days=1)))
    return ON_LEAVE if away else ""


def _shifted(row: Rota, to: date) -> Shift:
    begins, ends = (to_london(edge).time() for edge in ends_of(row.during))
    return Shift(combine(to, begins, strict=True), combine(to, ends, strict=True))
