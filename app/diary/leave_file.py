"""Leave as a spreadsheet: read whole, checked whole, and entered whole or not at all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.diary.errors import LeaveClash, StillHeld
from app.diary.holding import ends_of
from app.diary.leave import leave_at, leaves_of_site
from app.diary.rules import Stretch
from app.diary.taking_leave import take_leave, whole_days
from app.staff.models import Staff
from app.values import spreadsheet
from app.values.errors import Invalid
from app.values.london import combine, london_date, midnight, parse_clock, to_london
from app.values.sentence import mark
from app.values.spreadsheet import Row, RowError, parse_date

COLUMNS: Final = ("username", "first_day", "last_day")
CLOCKS: Final = ("from", "to")


def load_leave_csv(
    session: Session, text: str, now: datetime, by: int | None = None, site_id: int | None = None
) -> list[RowError]:
    """Enter `username,first_day,last_day[,from,to]`; the times, London's, are for a part of one day.

    With `site_id`, only of those who belong to that site. Leave that is entered already changes nothing. If anything
    is wrong, every fault is returned and nothing is entered; leave in which a call-back is promised is entered on the
    page, where it can be moved.
    """
    rows, errors = spreadsheet.read(text, COLUMNS, CLOCKS)
    usernames = {row["username"] for row in rows}
    people = {
        one.username: one.id
        for one in session.scalars(select(Staff).where(Staff.username.in_(usernames), Staff.active))
        if site_id in (None, one.belongs_to)
    }
    nested = session.begin_nested()
    for row in rows:
        _take(session, row, people, by, now)
    if errors:
        nested.rollback()
    else:
        nested.commit()
    return sorted(errors)


def leave_csv(session: Session, site_id: int, now: datetime) -> str:
    """The leave of a site's people, from today on, as a file that can be loaded."""
    to_come = leaves_of_site(session, site_id, london_date(now))
    rows = [(who.username, *_written(ends_of(leave.during))) for leave, who in to_come]
    return spreadsheet.write((*COLUMNS, *CLOCKS), rows)


def time_of_leave(first: str, last: str, from_: str, to: str) -> Stretch:
    """The time of leave as it is typed: whole days, or a part of one. Raises Invalid."""
    first_day = parse_date(first)
    last_day = parse_date(last) if last else first_day
    if not from_ and not to:
        begins, ends = whole_days(first_day, last_day)
        return midnight(begins), midnight(ends)
    if first_day != last_day:
        raise Invalid(mark("Times are for a part of one day: leave them out, or give each day a row of its own"))
    return combine(first_day, parse_clock(from_), strict=True), combine(first_day, parse_clock(to), strict=True)


def _take(session: Session, row: Row, people: Mapping[str, int], by: int | None, now: datetime) -> None:
    if row["username"] not in people:
        row.fault(mark("There is nobody with the username {username}"), "username", username=row["username"])
        return
    staff_id = people[row["username"]]
    try:
        starts_at, ends_at = time_of_leave(row["first_day"], row["last_day"], row["from"], row["to"])
        if leave_at(session, staff_id, starts_at, ends_at) is not None:
            return
        take_leave(session, staff_id, starts_at, ends_at, by=by, now=now)
    except Invalid as problem:
        row.fault(problem.sentence, "from" if row["from"] else "first_day")
    except LeaveClash:
        row.fault(mark("This person has leave already in part of that time"), "first_day")
    except StillHeld as problem:
        told = mark("{count} call-backs are promised in that time: enter this leave on the page, which moves them")
        row.fault(told, "first_day", count=len(problem.callback_ids))


def _written(time: Stretch) -> tuple[str, str, str, str]:
    begins, ends = to_london(time[0]), to_london(time[1])
    last = london_date(time[1] - timedelta(microseconds=1))
    days = (begins.date().isoformat(), last.isoformat())
    if time == (midnight(begins.date()), midnight(last + timedelta(days=1))):
        return *days, "", ""
    return *days, f"{begins:%H:%M}", f"{ends:%H:%M}"
