"""Meetings with personal advisers, chosen and in the diary, with invented people."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.appointments.rules import NEEDS, REASONS
from app.console.meeting_choice import NEEDS_IN_WORDS
from app.console.meeting_pages import MeetingPage, MeetingRow, MeetingsPage, MissedRow, OfficeDay, WaiverRow
from app.console.pages import AppointmentTime, CallBar, Choice, MeetingChoice, Person


def choice(first: datetime) -> MeetingChoice:
    """Four days of times, the first before the letter."""
    return MeetingChoice(
        times=tuple(
            AppointmentTime(
                f"a{n}",
                first + timedelta(days=n),
                "Halifax office",
                "P. Adviser",
                n,
                n < 2,
                str(n),
                "knows lone parents best" if n == 3 else "",
            )
            for n in (1, 2, 3, 4)
        ),
        needs=tuple(Choice(name, NEEDS_IN_WORDS[name]) for name in NEEDS),
        needed=("interpreter",),
        reasons=tuple(REASONS.items()),
    )


def console_pages(now: datetime, her: Person, call: CallBar) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model, of the adviser's pages."""
    chosen = choice(now.replace(hour=10, minute=0, second=0))
    one = MeetingPage(
        her,
        "Wednesday 25 November, 1.45 pm, Halifax office, with P. Adviser.",
        booked=True,
        choice=chosen,
        letter="The form goes first class with the next post, and should come by Tuesday 24 November.",
        call=call,
    )
    row = MeetingRow(
        "m1",
        now - timedelta(hours=3),
        "Meeting",
        her.name,
        her.reference,
        "Harpreet Gill",
        "",
        "booked",
        ("came", "missed"),
    )
    day = MeetingsPage(
        site="Calderdale and Kirklees",
        slug="calderdale-and-kirklees",
        on=now.date(),
        before=now.date() - timedelta(days=1),
        after=now.date() + timedelta(days=1),
        sites=(
            ("buckinghamshire", "Buckinghamshire"),
            ("calderdale-and-kirklees", "Calderdale and Kirklees"),
            ("south-east-gwent", "South East Gwent"),
            ("somerset", "Somerset"),
        ),
        offices=(
            OfficeDay(
                "Halifax",
                (
                    row,
                    replace(row, id="m2", who="Mr P. Invented", state="came", may=("back",)),
                    replace(row, id="m3", who="Ms Q. Sample", state="missed", may=("back",)),
                    replace(
                        row,
                        id="m4",
                        kind="Start-up face to face",
                        who="Proof number 4821",
                        reference="",
                        starts_at=now + timedelta(hours=1),
                        may=(),
                        needs="An interpreter: it takes twice as long; A textphone",
                    ),
                    replace(row, id="m5", starts_at=now + timedelta(hours=2), may=(), print=True),
                ),
            ),
            OfficeDay("Huddersfield", ()),
        ),
        missed=(
            MissedRow("m3", now, "Ms Q. Sample", her.reference, ("A missed meeting: ring or visit",)),
            MissedRow("m6", now, "Mr R. Example", her.reference, ()),
        ),
        waivers=(
            WaiverRow(
                "w1",
                her.name,
                her.reference,
                REASONS["ill"],
                "In hospital for months.",
                "Owain Sample",
                now,
                mine=False,
            ),
            WaiverRow("w2", "SL-1111-2222", "SL-1111-2222", REASONS["other"], "", "Nia Example", now, mine=True),
        ),
    )
    return {
        "meeting": ("console/meeting.html", one),
        "meeting-wrong": (
            "console/meeting.html",
            replace(
                one,
                standing="No meeting is booked.",
                booked=False,
                choice=replace(chosen, times=()),
                given={"appointment": "waive"},
                errors={"because": "Choose what kind of reason it is.", "reason": "Give the reason."},
            ),
        ),
        "meetings": ("console/meetings.html", day),
        "meetings-none": (
            "console/meetings.html",
            replace(day, offices=(OfficeDay("Halifax", ()),), missed=(), waivers=(), notice="That mark is taken back."),
        ),
        "meetings-wrong": ("console/meetings.html", replace(day, errors={"m-m6": "Nothing may end yet."})),
    }
