"""Opening hours and offices as spreadsheets: read whole, checked whole, and entered whole or not at all.

What call-backs are promised on is not taken from under them: such a row is at fault.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session, SessionTransaction

from app.appointments import service as appointments
from app.diary import service as diary
from app.diary.errors import StillHeld
from app.sites import service as sites
from app.sites.errors import TelephoneKnown
from app.sites.models import Office, OfficeTelephone, Site
from app.sites.rules import ACCESS
from app.switchboard import shut_times
from app.values import spreadsheet
from app.values.errors import Invalid
from app.values.london import parse_clock
from app.values.opening_hours import WEEKDAYS, Stretch
from app.values.sentence import mark
from app.values.spreadsheet import Row, RowError, parse_words
from app.values.telephone import TelephoneNumber

HOURS: Final = ("day", "opens", "closes")
PROMISED_THEN: Final = mark(
    "{count} call-backs are promised in time that would be shut: change it on the page, which moves them"
)
# Several in one cell are parted by this, as addresses have commas.
PARTED_BY: Final = ";"
OFFICES: Final = ("office", "address", "advisers", "telephones", "has")


def hours_csv(session: Session, site: Site) -> str:
    """The hours of each weekday, as a file that can be loaded; empty where it is shut."""
    week = enumerate(sites.hours_of(session, site).week)
    rows = [(WEEKDAYS[day], *_clocks(some[0] if some else None)) for day, some in week]
    return spreadsheet.write(HOURS, rows)


def load_hours_csv(session: Session, site: Site, text: str, now: datetime) -> list[RowError]:
    """Enter `day,opens,closes`; without times it is shut that day, and a day that is not named stays as it is.

    If anything is wrong, every fault is returned and nothing is entered.
    """
    rows, errors = spreadsheet.read(text, HOURS)
    seen: set[int] = set()
    entered = session.begin_nested()
    for row in rows:
        _enter_hours(session, site, row, seen, now)
    _end(entered, errors)
    return sorted(errors)


def _enter_hours(session: Session, site: Site, row: Row, seen: set[int], now: datetime) -> None:
    day = row["day"].lower()
    if day not in WEEKDAYS:
        row.fault(mark("Give a day of the week, like Monday"), "day")
        return
    if WEEKDAYS.index(day) in seen:
        row.fault(mark("Another row has that day already"), "day")
        return
    seen.add(WEEKDAYS.index(day))
    hours = None
    if row["opens"] or row["closes"]:
        opens, closes = row.read("opens", parse_clock), row.read("closes", parse_clock)
        if opens is None or closes is None:
            return
        if opens >= closes:
            row.fault(mark("It must close later than it opens."), "closes")
            return
        hours = Stretch(opens, closes)
    try:
        shut_times.change_hours(session, site, {WEEKDAYS.index(day): hours}, now)
    except StillHeld as held:
        told = mark(
            "{count} call-backs are promised in time that would be shut: change it on the page, which moves them"
        )
        row.fault(told, "day", count=len(held.callback_ids))


def offices_csv(session: Session, site: Site) -> str:
    """The offices of a site, their private telephones and what they have, as a file that can be loaded."""
    rows = [row_of(session, site, office) for office in sites.offices_of(session, site)]
    return spreadsheet.write(OFFICES, [[row[column] for column in OFFICES] for row in rows])


def row_of(session: Session, site: Site, office: Office | None) -> dict[str, str]:
    """An office as it stands in such a file, by column; all empty for one that is still to be added."""
    if office is None:
        return dict.fromkeys(OFFICES, "")
    theirs = [one for one in sites.telephones_of(session, site) if one.office_id == office.id]
    return {
        "office": office.name,
        "address": parted(office.address_lines),
        "advisers": parted(office.personal_advisers),
        "telephones": parted(TelephoneNumber(one.telephone).national() for one in theirs),
        "has": parted(office.access),
    }


def load_offices_csv(session: Session, site: Site, text: str, now: datetime) -> list[RowError]:
    """Enter `office,address,advisers,telephones,has`, each a list parted by semicolons but the first.

    An office is known by its name; one that is not named stays as it is. What a row no longer has goes, unless it is
    promised. If anything is wrong, every fault is returned and nothing is entered.
    """
    rows, errors = spreadsheet.read(text, OFFICES)
    offices = {office.name: office for office in sites.offices_of(session, site)}
    seen: set[str] = set()
    entered = session.begin_nested()
    for row in rows:
        name, address = row.read("office", parse_words), row.read("address", _some)
        if name in seen:
            row.fault(mark("Another row has that office already"), "office")
        elif name is not None and address is not None:
            seen.add(name)
            office = sites.keep_office(session, site, offices.get(name), name, address)
            _enter_advisers(session, office, row, now)
            _enter_telephones(session, site, office, row, now)
    _end(entered, errors)
    return sorted(errors)


def _enter_advisers(session: Session, office: Office, row: Row, now: datetime) -> None:
    """Who sits there and what it has."""
    advisers, has = _parts(row["advisers"]), [one.lower() for one in _parts(row["has"])]
    for gone in set(office.personal_advisers) - set(advisers):
        if count := appointments.meetings_with(session, office, gone, now):
            row.fault(mark("{name} has {count} meetings to come there"), "advisers", name=gone, count=count)
    for unknown in set(has) - set(ACCESS):
        row.fault(mark("{what} is none of {known}"), "has", what=unknown, known=parted(ACCESS))
    office.personal_advisers = advisers
    sites.describe_office(office, has, office.specialisms)
    session.flush()


def _enter_telephones(session: Session, site: Site, office: Office, row: Row, now: datetime) -> None:
    there = {one.telephone: one for one in sites.telephones_of(session, site) if one.office_id == office.id}
    wanted = []
    for typed in _parts(row["telephones"]):
        try:
            wanted.append(TelephoneNumber.parse(typed).e164)
        except Invalid as problem:
            row.fault(problem.sentence, "telephones")
    for number in wanted:
        if number not in there:
            _add(session, office, number, row)
    for number in there.keys() - set(wanted):
        _take_out(session, there[number], row, now)


def _add(session: Session, office: Office, number: str, row: Row) -> None:
    try:
        sites.add_telephone(session, office, number)
    except TelephoneKnown:
        told = mark("An office has {number} already")
        row.fault(told, "telephones", number=TelephoneNumber(number).national())


def _take_out(session: Session, telephone: OfficeTelephone, row: Row, now: datetime) -> None:
    number = TelephoneNumber(telephone.telephone).national()
    try:
        diary.take_out_telephone(session, telephone, now)
    except StillHeld as held:
        told = mark("{count} call-backs are promised on {number}")
        row.fault(told, "telephones", count=len(held.callback_ids), number=number)


def _clocks(hours: Stretch | None) -> tuple[str, str]:
    return (f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}") if hours is not None else ("", "")


def parted(parts: Iterable[str]) -> str:
    """Several in one cell."""
    return f"{PARTED_BY} ".join(parts)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(PARTED_BY) if part.strip()]


def _some(cell: str) -> list[str]:
    parts = _parts(cell)
    if not parts:
        raise Invalid(mark("This cell may not be empty"))
    return parts


def _end(entered: SessionTransaction, errors: list[RowError]) -> None:
    if errors:
        entered.rollback()
    else:
        entered.commit()
