"""A site's week, leave and closures, and an adviser's diary for a calendar, with invented people."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.diary.models import DiaryFeed
from app.wallboard import changes_page as changing
from app.wallboard import week_pages as show
from app.wallboard.acts import Notice
from app.wallboard.files import KINDS, FileForm, FilesPage, Preview
from app.wallboard.pages import RowError, SiteTab
from app.wallboard.with_moves import ToMove

HALF_HOURS = 19
DAYS = 5
PLAN = (
    ToMove("1", "Tuesday 24 November, 9 am", "Mrs Example", "x", "Tuesday 24 November, 12 noon"),
    ToMove("2", "Tuesday 24 November, 10 am", "Mr Sample-Jones", "x", "the same time, with another adviser"),
    ToMove("3", "Tuesday 24 November, 11 am", "Name not yet taken down", "", "no time can be met: it would be owed"),
)


def pages(now: datetime, tabs: tuple[SiteTab, ...]) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    site = next(tab for tab in tabs if tab.chosen)
    return {**_week(now, tabs, site), **_changes(now, tabs, site), **_files(now, tabs, site)}


def diary_pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name → template and all that it shows."""
    feed = DiaryFeed(staff_id=1, key_hash=b"", made_at=now)
    return {
        "diary-none": ("console/diary.html", {"feed": None, "address": ""}),
        "diary": ("console/diary.html", {"feed": feed, "address": ""}),
        "diary-new": (
            "console/diary.html",
            {"feed": feed, "address": f"https://startline.example/console/diary.ics?key={'Sample0Key' * 4}"},
        ),
    }


def _week(now: datetime, tabs: tuple[SiteTab, ...], site: SiteTab) -> dict[str, tuple[str, Any]]:
    monday = now.replace(hour=8, minute=30, second=0) - timedelta(days=now.weekday())
    days = (
        show.Day(monday.date(), "", unset=False, chosen=True),
        show.Day(monday.date() + timedelta(days=1), "", unset=False, chosen=False),
        show.Day(monday.date() + timedelta(days=2), "", unset=True, chosen=False),
        show.Day(monday.date() + timedelta(days=3), "Training day", unset=False, chosen=False),
        show.Day(monday.date() + timedelta(days=4), "", unset=False, chosen=False),
    )
    rows = tuple(_row(monday + timedelta(minutes=30 * n), n) for n in range(HALF_HOURS))
    opened = rows[3][1][0]
    assert opened is not None
    booked = (
        _booked("1", opened.starts_at, "Mrs Example", "booked", "Punjabi, interpreter", others=True),
        _booked("2", opened.starts_at + timedelta(minutes=20), "Mr Sample-Jones", "in_interview", ""),
    )
    late = (_booked("3", now - timedelta(minutes=12), "Ms Invented", "late", "Welsh"),)
    week = show.WeekPage(
        sites=tabs,
        site=site,
        of=monday.date(),
        days=days,
        rows=rows,
        needs=(("", "Any"), ("cy", "Welsh"), ("interpreter", "Interpreter"), ("textphone", "Textphone")),
        need="",
        before=monday.date() - timedelta(days=7),
        after=monday.date() + timedelta(days=7),
        in_need=late,
        pinned=(replace(opened, kept_back=2, pinned=True),),
        notices=(Notice("Moved to Monday 23 November, 10 am. She is told by text.", 7),),
    )
    places = tuple(
        (label, tuple(cell and replace(cell, places=_places(cell)) for cell in cells)) for label, cells in rows
    )
    on_unset = tuple(replace(day, chosen=day.unset) for day in days)
    shut = tuple(replace(day, chosen=bool(day.closed)) for day in days)
    return {
        "week": ("wallboard/week.html", week),
        "week-opened": ("wallboard/week.html", replace(week, opened=opened, booked=booked, notices=())),
        "week-moving": ("wallboard/week.html", replace(week, moving=booked[0], rows=places, notices=())),
        "week-unset": ("wallboard/week.html", replace(week, days=on_unset, notices=(), in_need=(), pinned=())),
        "week-closed": (
            "wallboard/week.html",
            replace(
                week,
                days=shut,
                notices=(Notice("That time can no longer be met. Nothing was changed: choose another.", refused=True),),
            ),
        ),
        "week-shut": (
            "wallboard/week.html",
            replace(week, rows=(), days=tuple(replace(day, unset=False, closed="Boxing Day") for day in days)),
        ),
    }


def _row(at: datetime, number: int) -> tuple[str, tuple[show.Cell | None, ...]]:
    def cell(day: int) -> show.Cell | None:
        then, label = at + timedelta(days=day), f"{at:%H.%M}"
        if day == 3:
            return None
        if day == 2:
            return show.Cell(then, label)
        if day == 4 and number < 7:
            return show.Cell(then, label, shut="staff meeting")
        booked = (number * 3 + day) % 4
        return show.Cell(then, label, 6, 5, booked, 5 - booked, 1, pinned=number == 3 and day == 0)

    return f"{at:%H.%M}", tuple(cell(day) for day in range(DAYS))


def _places(cell: show.Cell) -> tuple[datetime, ...]:
    if cell.shut or not cell.left:
        return ()
    return tuple(cell.starts_at + timedelta(minutes=n) for n in (0, 20))[: 1 + cell.booked % 2]


def _booked(key: str, at: datetime, who: str, state: str, needs: str, *, others: bool = False) -> show.Booked:
    return show.Booked(
        key,
        at,
        "SL-7K3M-Q4RT",
        who,
        state,
        needs,
        "Nia Example",
        movable=state == "booked",
        others=(("2", "Rhys Sample-Jones"), ("3", "Cai Invented")) if others else (),
    )


def _changes(now: datetime, tabs: tuple[SiteTab, ...], site: SiteTab) -> dict[str, tuple[str, Any]]:
    today = now.date()
    page = changing.ChangesPage(
        sites=tabs,
        site=site,
        people=(("n.example", "Nia Example"), ("r.sample", "Rhys Sample-Jones")),
        leaves=(
            changing.LeaveRow(1, "Nia Example", "Monday 30 November", "Friday 4 December"),
            changing.LeaveRow(2, "Rhys Sample-Jones", "Tuesday 1 December, 9 am", "Tuesday 1 December, 1 pm"),
        ),
        closures=(
            changing.ClosureRow(today + timedelta(days=10), "08:30–12:00", "Training"),
            changing.ClosureRow(today.replace(month=12, day=25), "", "Christmas Day", bank_holiday=True),
        ),
        notices=(Notice("Entered. Call-backs moved: 2, of whom nobody is told by itself: 1.", 9),),
    )
    given = {"act": "close", "first": "24/11/2026", "from": "8.30", "to": "12", "reason": "Training"}
    wrong = {"close-first": "Enter a date like 2026-11-24 or 24/11/2026", "close-to": "Enter a time like 2.30 pm"}
    return {
        "changes": ("wallboard/changes.html", page),
        "changes-plan": ("wallboard/changes.html", replace(page, plan=PLAN, given=given, notices=())),
        "changes-wrong": ("wallboard/changes.html", replace(page, errors=wrong, given=given, notices=())),
        "changes-none": ("wallboard/changes.html", replace(page, leaves=(), closures=(), notices=())),
    }


def _files(now: datetime, tabs: tuple[SiteTab, ...], site: SiteTab) -> dict[str, tuple[str, Any]]:
    forms = tuple(FileForm(name, one.title, one.columns, one.hint) for name, one in KINDS.items())
    page = FilesPage(tabs, site, forms)
    preview = Preview(
        "text",
        "0f",
        ("username", "date", "from", "to", "break_from", "break_to"),
        (
            ("n.example", "2026-11-30", "08:30", "16:30", "12:30", "13:00"),
            ("r.sample", "2026-11-30", "10:00", "18:00", "", ""),
        ),
        (("n.example", "2026-11-30", "08:30", "12:00", "", ""),),
        comes=14,
        goes=1,
    )
    faults = (RowError(4, "username: There is nobody with the username n.exmaple"), RowError(7, "to: 25:00 is no time"))
    return {
        "files": ("wallboard/files.html", page),
        "files-preview": ("wallboard/files.html", replace(page, kind="rota", preview=preview)),
        "files-same": ("wallboard/files.html", replace(page, kind="rota", preview=Preview("text", "0f"))),
        "files-wrong": ("wallboard/files.html", replace(page, kind="rota", faults=faults)),
        "files-none": ("wallboard/files.html", replace(page, kind="leave", errors={"leave": "Choose a file."})),
    }
