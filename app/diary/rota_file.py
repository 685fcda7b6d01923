"""A rota as a spreadsheet: read whole, checked whole, and loaded whole or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from app.diary.errors import RotaClash, StillHeld
from app.diary.holding import ends_of, lock_days
from app.diary.leave import BREAK, DUTY
from app.diary.models import Rota
from app.diary.rota import Shift, replace_day
from app.staff.models import Staff
from app.values import spreadsheet
from app.values.errors import Invalid
from app.values.london import combine, london_date, midnight, parse_clock, to_london
from app.values.sentence import Sentence, mark
from app.values.spreadsheet import Row, RowError, parse_date

COLUMNS: Final = ("username", "date", "from", "to")
BREAK_COLUMNS: Final = ("break_from", "break_to")


@dataclass
class _Day:
    """An adviser's whole day as the file has it; `row` is the first that names it."""

    row: int
    duties: list[Shift] = field(default_factory=list)
    breaks: list[Shift] = field(default_factory=list)


def load_rota_csv(session: Session, text: str, now: datetime, site_id: int | None = None) -> list[RowError]:
    """Load `username,date,from,to[,break_from,break_to]`, times as London's clocks show them; with
    `site_id`, only of those who belong to that site.

    What the file says of an adviser's day is all of that day: loading it again changes nothing, loading a
    corrected one puts it right. If anything is wrong, every fault is returned and nothing is loaded.
    """
    rows, errors = spreadsheet.read(text, COLUMNS, BREAK_COLUMNS)
    people = {
        username: who
        for username, who in _people(session, {row["username"] for row in rows}).items()
        if site_id in (None, who[1])
    }
    days: dict[tuple[int, int, date], _Day] = {}
    for row in rows:
        _plan(row, people, days, london_date(now))
    if errors:
        return sorted(errors)
    return _load(session, days)


def rota_csv(session: Session, site_id: int, from_: date, to: date) -> str:
    """The rota of a site's London days from one to another, both with, as a file that can be loaded."""
    rows = session.execute(
        select(Rota, Staff.username)
        .join(Staff, Staff.id == Rota.staff_id)
        .where(Rota.site_id == site_id, Rota.during.overlaps(Range(midnight(from_), midnight(to + timedelta(days=1)))))
        .order_by(Rota.during, Staff.username)
    ).all()
    breaks = [row for row, _ in rows if row.kind == BREAK]
    lines = []
    for duty, username in ((row, username) for row, username in rows if row.kind == DUTY):
        of_duty = [one for one in breaks if one.staff_id == duty.staff_id and one.during in duty.during]
        day = london_date(ends_of(duty.during)[0]).isoformat()
        # A second break has a row of its own, which the reader takes for one of the same time on duty.
        for pause in [_clocks(one.during) for one in of_duty] or [("", "")]:
            lines.append((username, day, *_clocks(duty.during), *pause))
    in_order = sorted(lines, key=lambda line: (line[1], line[0], line[2:]))
    return spreadsheet.write((*COLUMNS, *BREAK_COLUMNS), in_order)


def _clocks(during: Range[datetime]) -> tuple[str, str]:
    begins, ends = ends_of(during)
    return f"{to_london(begins):%H:%M}", f"{to_london(ends):%H:%M}"


def _people(session: Session, usernames: set[str]) -> Mapping[str, tuple[int, int]]:
    """Username → (staff id, site id) of those who may be on duty."""
    rows = session.execute(
        select(Staff.username, Staff.id, Staff.belongs_to).where(Staff.username.in_(usernames), Staff.active)
    )
    return {username: (staff_id, site_id) for username, staff_id, site_id in rows}


def _plan(
    row: Row, people: Mapping[str, tuple[int, int]], days: dict[tuple[int, int, date], _Day], today: date
) -> None:
    if row["username"] not in people:
        row.fault(mark("There is nobody with the username {username}"), "username", username=row["username"])
    day = row.read("date", parse_date)
    if day is not None and day < today:
        row.fault(mark("That day is over"), "date")
    elif day is not None and row["username"] in people:
        staff_id, site_id = people[row["username"]]
        _add(row, days.setdefault((site_id, staff_id, day), _Day(row.number)), day)


def _add(row: Row, planned: _Day, day: date) -> None:
    duty = _shift(row, day, "from", "to")
    if duty is None:
        return
    again = duty in planned.duties and row["break_from"]
    if not again and any(duty.overlaps(other) for other in planned.duties):
        row.fault(mark("Another row has the same person on duty at that time"), "from")
        return
    if not again:
        planned.duties.append(duty)
    pause = _shift(row, day, "break_from", "break_to") if row["break_from"] or row["break_to"] else None
    if pause is not None and duty.contains(pause):
        planned.breaks.append(pause)
    elif pause is not None:
        row.fault(mark("A break must lie within a time on duty"), "break_from")


def _shift(row: Row, day: date, from_: str, to: str) -> Shift | None:
    begins, ends = (
        row.read(column, lambda typed: combine(day, parse_clock(typed), strict=True)) for column in (from_, to)
    )
    if begins is None or ends is None:
        return None
    try:
        return Shift(begins, ends)
    except Invalid as problem:
        row.fault(problem.sentence, to)
        return None


def _load(session: Session, days: Mapping[tuple[int, int, date], _Day]) -> list[RowError]:
    errors: list[RowError] = []
    nested = session.begin_nested()
    # In one order everywhere, so that two files loaded at one moment wait for each other and never both.
    lock_days(session, {(site_id, day) for site_id, _, day in days})
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
    return sorted(errors)
