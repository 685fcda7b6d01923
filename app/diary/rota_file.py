"""A rota as a spreadsheet: read whole, checked whole, and loaded whole or not at all."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.diary.errors import RotaClash, RowError, StillHeld
from app.diary.holding import lock_day
from app.diary.rota import Shift, replace_day
from app.staff.models import Staff
from app.values.errors import Invalid
from app.values.london import combine, london_date, parse_clock
from app.values.sentence import Sentence, mark

COLUMNS: Final = ("username", "date", "from", "to")
BREAK_COLUMNS: Final = ("break_from", "break_to")


@dataclass
class _Day:
    """An adviser's whole day as the file has it; `row` is the first that names it."""

    row: int
    duties: list[Shift] = field(default_factory=list)
    breaks: list[Shift] = field(default_factory=list)


def load_rota_csv(session: Session, text: str, now: datetime) -> list[RowError]:
    """Load `username,date,from,to[,break_from,break_to]`, times as London's clocks show them.

    What the file says of an adviser's day is all of that day: loading it again changes nothing, loading a
    corrected one puts it right. If anything is wrong, every fault is returned and nothing is loaded.
    """
    rows, errors = _read(text)
    people = _people(session, {row["username"] for _, row in rows})
    days: dict[tuple[int, int, date], _Day] = {}
    for number, row in rows:
        try:
            _plan(number, row, people, days, london_date(now))
        except Invalid as problem:
            errors.append(RowError(number, problem.sentence))
    if errors:
        return sorted(errors, key=lambda error: error.row)
    return _load(session, days)


def _read(text: str) -> tuple[list[tuple[int, dict[str, str]]], list[RowError]]:
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    heading = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in heading]
    if missing:
        return [], [RowError(1, Sentence(mark("The heading has no column {name}"), {"name": missing[0]}))]
    rows = []
    for number, cells in enumerate(reader, start=2):
        values = [cell.strip() for cell in cells]
        if any(values):
            rows.append(
                (number, dict.fromkeys((*COLUMNS, *BREAK_COLUMNS), "") | dict(zip(heading, values, strict=False)))
            )
    return rows, []


def _people(session: Session, usernames: set[str]) -> Mapping[str, tuple[int, int]]:
    """Username → (staff id, site id) of those who may be on duty."""
    belongs_to = func.coalesce(Staff.home_site_id, Staff.site_id)
    rows = session.execute(
        select(Staff.username, Staff.id, belongs_to).where(Staff.username.in_(usernames), Staff.active)
    )
    return {username: (staff_id, site_id) for username, staff_id, site_id in rows}


def _plan(
    number: int,
    row: Mapping[str, str],
    people: Mapping[str, tuple[int, int]],
    days: dict[tuple[int, int, date], _Day],
    today: date,
) -> None:
    if row["username"] not in people:
        raise Invalid(mark("There is nobody with the username {username}"), username=row["username"])
    day = _date(row["date"])
    if day < today:
        raise Invalid(mark("That day is over"))
    staff_id, site_id = people[row["username"]]
    duty = _shift(day, row["from"], row["to"])
    planned = days.setdefault((site_id, staff_id, day), _Day(number))
    if any(duty.overlaps(other) for other in planned.duties):
        raise Invalid(mark("Another row has the same person on duty at that time"))
    planned.duties.append(duty)
    if row["break_from"] or row["break_to"]:
        pause = _shift(day, row["break_from"], row["break_to"])
        if not duty.contains(pause):
            raise Invalid(mark("A break must lie within a time on duty"))
        planned.breaks.append(pause)


def _date(typed: str) -> date:
    """2026-11-24, or 24/11/2026 as a British spreadsheet writes it."""
    try:
        if "/" in typed:
            day, month, year = (int(part) for part in typed.split("/"))
            return date(year, month, day)
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(mark("Enter a date like 2026-11-24 or 24/11/2026")) from None


def _shift(day: date, from_: str, to: str) -> Shift:
    return Shift(combine(day, parse_clock(from_), strict=True), combine(day, parse_clock(to), strict=True))


def _load(session: Session, days: Mapping[tuple[int, int, date], _Day]) -> list[RowError]:
    errors: list[RowError] = []
    nested = session.begin_nested()
    # In one order everywhere, so that two files loaded at one moment wait for each other and never both.
    for site_id, day in sorted({(site_id, day) for site_id, _, day in days}):
        lock_day(session, site_id, day)
    for (site_id, staff_id, day), planned in days.items():
        try:
            replace_day(session, staff_id, site_id, day, planned.duties, planned.breaks)
        except StillHeld as problem:
            told = mark("{count} call-backs are promised at times when this person would be away: move them first")
            errors.append(RowError(planned.row, Sentence(told, {"count": len(problem.callback_ids)})))
        except RotaClash:
            errors.append(RowError(planned.row, Sentence(mark("This person is on duty elsewhere at that time"))))
    if errors:
        nested.rollback()
    else:
        nested.commit()
    return sorted(errors, key=lambda error: error.row)
