"""The supervisor's pages with invented figures and people on them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.switchboard.releasing import AT_OFFICE
from app.wallboard import pages as show
from app.wallboard.acts import Notice
from app.wallboard.hours_page import Closure, HoursPage, OpeningDay
from app.wallboard.office_form import OfficeForm
from app.wallboard.offices import ACCESS_IN_WORDS, SPECIALISMS_IN_WORDS, Box, OfficeCard, OfficesPage
from tests.web import (
    gallery_board,
    gallery_casework,
    gallery_claims,
    gallery_interpreters,
    gallery_meetings,
    gallery_rules,
    gallery_site,
    gallery_week,
)

NAMES = {
    "buckinghamshire": "Buckinghamshire",
    "calderdale-and-kirklees": "Calderdale and Kirklees",
    "south-east-gwent": "South East Gwent",
    "somerset": "Somerset",
}

TELEPHONES = (("desk", "A telephone on the desk"), ("browser", "The telephone in the browser"))

BECAUSE = (("gone_away", "Gone away"), ("not_known", "Not known at this address"))


def pages(now: datetime) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    tabs = tuple(show.SiteTab(slug, name, slug == "calderdale-and-kirklees") for slug, name in NAMES.items())
    site = tabs[1]
    return {
        **gallery_board.pages(now, NAMES),
        **_hours(now, tabs, site),
        **_duty(now, tabs, site),
        **_lists(now, tabs),
        **gallery_rules.pages_of_rules(now, tabs, site),
        **gallery_site.pages(now, tabs),
        **gallery_week.pages(now, tabs),
        **gallery_interpreters.pages(),
        **gallery_casework.supervisor_pages(now, tabs),
        **gallery_claims.supervisor_pages(now, tabs),
        **gallery_meetings.wallboard_pages(now),
    }


def _hours(now: datetime, tabs: tuple[show.SiteTab, ...], site: show.SiteTab) -> dict[str, tuple[str, Any]]:
    days = tuple(
        OpeningDay(n, name, "08.30" if n < 5 else "", "18.00" if n < 5 else "")
        for n, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
    )
    closures = (
        Closure(now.date() + timedelta(days=10), "Training day"),
        Closure(now.date().replace(month=12, day=25), "Christmas Day", bank_holiday=True),
    )
    page = HoursPage(tabs, site, days, closures)
    moved = (Notice("The hours are saved. Call-backs moved: 3, of whom nobody is told by itself: 1.", 9),)
    return {
        "offices": ("wallboard/offices.html", OfficesPage(tabs, site, _offices(), *_ticks())),
        "office": (
            "wallboard/office.html",
            OfficeForm(
                tabs[0],
                7,
                {"office": "Yeovil", "address": "Startline Yeovil\n1 Sample Street\nYeovil\nBA20 1AA", "advisers": ""},
                {"advisers": "Ruth Ashby has 2 meetings to come there"},
            ),
        ),
        "offices-wrong": (
            "wallboard/offices.html",
            OfficesPage(
                tabs,
                site,
                (
                    replace(_offices()[0], given="12", error="Enter a telephone number."),
                    replace(_offices()[1], telephones=()),
                ),
                errors={"telephone-1": "Enter a telephone number."},
            ),
        ),
        "hours": ("wallboard/hours.html", page),
        "hours-plan": ("wallboard/hours.html", replace(page, plan=gallery_week.PLAN)),
        "hours-moved": ("wallboard/hours.html", replace(page, notices=moved)),
        "hours-wrong": (
            "wallboard/hours.html",
            HoursPage(
                tabs,
                site,
                days,
                (),
                now,
                "Fire alarm",
                errors={"opens-1": "It closes before it opens."},
            ),
        ),
    }


def _offices() -> tuple[OfficeCard, ...]:
    return (
        OfficeCard(
            1,
            "Halifax",
            "Startline Halifax, Example House, 3 Sample Street, Halifax, HX1 1AA",
            ((1, "0113 496 0101"), (2, "0113 496 0102")),
            ("interpreter", "ground_floor"),
            (("Harpreet Gill", ("lone_parents",)), ("Susan Holroyd", ("incapacity", "jobseekers"))),
        ),
        OfficeCard(2, "Huddersfield", "Startline Huddersfield, Example House, Huddersfield", ((3, "0113 496 0103"),)),
    )


def _ticks() -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    has, knows = (
        tuple(Box(name, words) for name, words in one.items()) for one in (ACCESS_IN_WORDS, SPECIALISMS_IN_WORDS)
    )
    return has, knows


def _duty(now: datetime, tabs: tuple[show.SiteTab, ...], site: show.SiteTab) -> dict[str, tuple[str, Any]]:
    days = tuple(now.date() + timedelta(days=n) for n in range(5))
    day = (
        show.Shift(1, "duty", "08.30", "16.30"),
        show.Shift(2, "break", "12.30", "13.00"),
    )
    rows = (
        show.DutyRow("n.example", "Nia Example", (day, day, day, (), day)),
        show.DutyRow("r.sample", "Rhys Sample-Jones", ((), day, day, day, day)),
    )
    people = (("n.example", "Nia Example"), ("r.sample", "Rhys Sample-Jones"))
    capacity = ("9 calls", "18 calls", "18 calls", "9 calls", "18 calls")
    before, after = days[0] - timedelta(days=7), days[0] + timedelta(days=7)
    return {
        "duty": ("wallboard/duty.html", show.DutyPage(tabs, site, days, rows, capacity, people, before, after)),
        "duty-empty": (
            "wallboard/duty.html",
            show.DutyPage(
                tabs,
                site,
                days,
                (),
                (),
                people,
                before,
                after,
            ),
        ),
    }


def _lists(now: datetime, tabs: tuple[show.SiteTab, ...]) -> dict[str, tuple[str, Any]]:
    late = show.CallbackRow(
        "SL-7K3M-Q4RT",
        "Mrs N. Example",
        "Calderdale and Kirklees",
        now - timedelta(minutes=7),
        "late",
        "Welsh",
        "",
        "rung as soon as an adviser who speaks Welsh is ready",
        "engaged at 1.40 pm",
        "/supervisor/call-backs/1/release",
        "South East Gwent",
    )
    failing = show.CallbackRow(
        "SL-5H8J-K2MN",
        "Mr D. Sample",
        "Somerset",
        now - timedelta(minutes=4),
        "failing",
        "Punjabi, interpreter",
        "",
        "rung today at 2.10 pm",
        "Interpreter did not come at 2 pm",
        "/supervisor/call-backs/2/release",
    )
    owed = show.CallbackRow(
        "SL-2B7C-X9YZ", "Mr B. Invented", "Somerset", None, "owed", "", "", "a time by 5 pm tomorrow"
    )
    booked = show.CallbackRow(
        "SL-5H8J-K2MN",
        "Ms A. Przykładowska",
        "Somerset",
        now + timedelta(hours=1),
        "booked",
        "Polish",
        "Rhys Sample",
        "rung at the time",
        chosen_at="Buckinghamshire",
    )
    could = (
        show.SiteChoice("somerset", "Somerset", "at work then, and suited: 2; free: 1", "1"),
        show.SiteChoice("buckinghamshire", "Buckinghamshire", "at work then, and suited: 1; free: 0", "2"),
    )
    released = show.ReleasePage("1", tabs[1], "Mrs N. Example", now, "Welsh", could, released_to="South East Gwent")
    waiting = show.LetterRow("l1", "SL-7K3M-Q4RT", "Mrs N. Example", "Claim form, in Welsh and English", "waiting", now)
    back = show.LetterRow("l2", "SL-9P4Q-R6ST", "Mr C. Nobody", "Claim form", "returned", now, "gone away: ring to ask")
    runs = (
        show.PrintRun(now.date(), 12, now, None),
        show.PrintRun(now.date() - timedelta(days=3), 19, now, now),
    )
    people = (
        show.StaffRow(
            1,
            "n.example",
            "Nia Example",
            "Adviser",
            "Calderdale and Kirklees",
            "English, Welsh",
            "+443069990201",
            "on_call",
            now - timedelta(minutes=4),
        ),
        show.StaffRow(
            2,
            "r.sample",
            "Rhys Sample-Jones",
            "Adviser",
            "Calderdale and Kirklees",
            "English, Punjabi",
            "+443069990202",
            "away",
            now,
            "did not answer",
            True,
        ),
    )
    return {
        "call-backs": (
            "wallboard/callbacks.html",
            show.CallbacksPage(tabs, (late, owed, failing), (booked,), 14, "/week"),
        ),
        "release": ("wallboard/release.html", released),
        "release-refused": ("wallboard/release.html", replace(released, could=(), refused=AT_OFFICE, released_to="")),
        "release-nobody": ("wallboard/release.html", replace(released, could=(), released_to="")),
        "call-backs-empty": ("wallboard/callbacks.html", show.CallbacksPage(tabs, (), (), 0, "/week")),
        "letters": ("wallboard/letters.html", show.LettersPage((waiting,), runs, (back,), "today at 4 pm", BECAUSE)),
        "letters-empty": ("wallboard/letters.html", show.LettersPage((), (), (), "today at 4 pm", BECAUSE)),
        "staff-new": (
            "wallboard/staff_new.html",
            show.NewStaffPage(
                tabs,
                tabs[1],
                (("adviser", "Adviser"), ("supervisor", "Supervisor")),
                TELEPHONES,
                {"name": "Cai Invented"},
                {"username": "Somebody signs in under that name already."},
            ),
        ),
        "telephone-of": (
            "wallboard/telephone.html",
            show.TelephonePage(
                1,
                "Nia Example",
                tabs[1].slug,
                TELEPHONES,
                {"telephone": "desk", "desk_number": "12"},
                {"desk_number": "Enter a telephone number, like 01632 960 001"},
            ),
        ),
        "password": (
            "wallboard/password.html",
            show.PasswordPage("Cai Invented", "c.invented", "wq3k-9dmt-h4xa-c7pe", tabs[1].slug),
        ),
        "jobs": (
            "wallboard/jobs.html",
            show.FailedJobsPage((show.FailedJob(7, "Ring somebody", "telephone", 8, "Refused: 21211", now),)),
        ),
        "jobs-none": ("wallboard/jobs.html", show.FailedJobsPage(())),
        "audit": (
            "wallboard/audit.html",
            show.AuditPage(
                "Claimant",
                "6f1c0000-0000-0000-0000-000000000000",
                (
                    show.AuditRow(now, "Nia Example", "viewed", "why: search"),
                    show.AuditRow(now, "by itself (line)", "first contact", ""),
                ),
            ),
        ),
        "staff": ("wallboard/staff.html", show.StaffPage(tabs, people, tabs[1])),
    }
