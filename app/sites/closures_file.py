"""Closures as a spreadsheet: read whole, checked whole, and entered whole or not at all."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.sites.closures import add_closure, part_of, planned
from app.sites.models import Site
from app.values import spreadsheet
from app.values.errors import Invalid
from app.values.london import parse_clock
from app.values.opening_hours import Stretch
from app.values.sentence import mark
from app.values.spreadsheet import Row, RowError, parse_date, parse_words

COLUMNS: Final = ("date", "from", "to", "reason")
# The dates that are to be shut, and which part of each; None for all of it.
Closings = Mapping[date, Stretch | None]


def load_closures_csv(
    session: Session, site: Site, text: str, today: date, promised: Callable[[Closings], Mapping[date, int]]
) -> list[RowError]:
    """Enter `date,from,to,reason`; without times the site is shut all day.

    A date has one closure: another takes its place; a date that the file does not name stays as it is. `promised`
    says how many call-backs are promised in such times, and sees to it that none is added: with any, the row is at
    fault, and is to be entered on the page, which moves them. If anything is wrong, every fault is returned and nothing
    is entered.
    """
    rows, errors = spreadsheet.read(text, COLUMNS)
    there = {row.on: (part_of(row), row.reason) for row in planned(session, site)}
    wanted: dict[date, tuple[Stretch | None, str]] = {}
    rows_of = {on: row for row in rows if (on := _plan(row, wanted, today)) is not None}
    new = {on: part for on, (part, reason) in wanted.items() if there.get(on) != (part, reason)}
    for on, count in promised(new).items():
        if count:
            told = mark("{count} call-backs are promised in that time: close it on the page, which moves them")
            rows_of[on].fault(told, "date", count=count)
    if not errors:
        for on, (part, reason) in wanted.items():
            add_closure(session, site, on, reason, part)
    return sorted(errors)


def closures_csv(session: Session, site: Site, from_: date) -> str:
    """The closures of a site from a day on, as a file that can be loaded."""
    lines = []
    for row in planned(session, site):
        part = part_of(row)
        if row.on >= from_:
            clocks = (f"{part.opens:%H:%M}", f"{part.closes:%H:%M}") if part else ("", "")
            lines.append((row.on.isoformat(), *clocks, row.reason))
    return spreadsheet.write(COLUMNS, lines)


def _plan(row: Row, wanted: dict[date, tuple[Stretch | None, str]], today: date) -> date | None:
    """The date that a row closes, which is wanted now; None where something is wrong with it."""
    on, reason, part = row.read("date", parse_date), row.read("reason", parse_words), None
    if row["from"] or row["to"]:
        opens, closes = row.read("from", parse_clock), row.read("to", parse_clock)
        if opens is None or closes is None:
            return None
        try:
            part = Stretch(opens, closes)
        except Invalid:
            row.fault(mark("The end must be later than the beginning"), "to")
            return None
    if on is None or reason is None:
        return None
    if on < today:
        row.fault(mark("That day is over"), "date")
    elif on in wanted:
        row.fault(mark("Another row closes that day already"), "date")
    else:
        wanted[on] = (part, reason)
        return on
    return None
