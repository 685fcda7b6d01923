"""Meetings with personal advisers, chosen and in the diary, with invented people."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.appointments.rules import FOUND, NEEDS, REASONS
from app.console.meeting_choice import NEEDS_IN_WORDS
from app.console.meeting_pages import MeetingPage, MeetingRow, MeetingsPage, MissedRow, OfficeDay, WaiverRow
from app.console.pages import AppointmentTime, CallBar, Choice, MeetingChoice, Person
from app.console.views_vacancies import VacanciesPage
from app.measures.meetings import Seen
from app.vacancies.models import Vacancy
from app.wallboard.decisions import (
    BY,
    DecisionRow,
    DecisionsPage,
    SamplePage,
    SeenPage,
    SeenRow,
    Together,
)


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
                        needs="An interpreter: it takes twice as long; A room without steps; an interpreter who signs "
                        "is held: Specimen Sign Language Interpreters; A hearing loop",
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
    jobs = tuple(
        Vacancy(
            id=number,
            title=title,
            place=place,
            wage="£12.60 an hour",
            hours="16 hours, early mornings",
            employer="Invented Cleaning of the Four Counties",
            contact="01632 960201",
            since=now,
        )
        for number, (title, place) in enumerate(
            (("Office cleaner", "Halifax"), ("Cleaning supervisor", "Huddersfield"))
        )
    )
    search = VacanciesPage(her, "cleaning", "", jobs, jobs[:1], now, call=call)
    return {
        "vacancies": ("console/vacancies.html", search),
        "vacancies-none": (
            "console/vacancies.html",
            replace(search, found=(), chosen=(), taken_in=None, refused="row 3, wage: This cell may not be empty"),
        ),
        "vacancies-begun": ("console/vacancies.html", replace(search, work="", found=(), chosen=())),
        "vacancies-wrong": (
            "console/vacancies.html",
            replace(search, errors={"vacancy": "Tick the jobs that are to be sent."}),
        ),
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


def wallboard_pages(now: datetime) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model, of the supervisor's pages."""
    day, month = now.date(), now.date() - timedelta(days=27)
    some = Seen(finished=136, booked=120, in_target=98, in_limit=111, decided=11, missed=9, waits=[3, 4, 6])
    rows = tuple(
        SeenRow(name, some, "82 %", "93 %", "4", "6")
        for name in ("Buckinghamshire", "Calderdale and Kirklees", "South East Gwent", "Somerset")
    )
    seen = SeenPage(month, day, rows, SeenRow("All", some, "82 %", "93 %", "4", "6"))
    decision = DecisionRow(
        id="d1",
        reference="SL-7K3M-Q4RT",
        what="Put off for 42 days",
        because="looking after somebody all day",
        reason="Her mother came home from hospital and needs her day and night until a place is found.",
        by="Nia Example",
        site="Calderdale and Kirklees",
        groups="Carer, Sixty and over",
        at=now - timedelta(days=5),
        followed="a meeting is booked; the signed form has come",
    )
    waived = replace(decision, id="d2", what="Waived, agreed to by a second person", reason="", groups="")
    decisions = DecisionsPage(
        month,
        day,
        "adviser",
        tuple(BY.items()),
        (Together("Nia Example", 41, 7, "35", 1, 1, 4, 2), Together("Owain Sample", 38, 1, "14", 0, 0, 1, 0)),
        (decision, waived),
        more=True,
    )
    week = day - timedelta(days=7)
    looked_at = replace(
        waived, found="unsure", note="A deferral would have done.", reviewed="Owain Sample", reviewed_at=now
    )
    sample = SamplePage(
        week,
        week - timedelta(days=7),
        day,
        (decision, looked_at, replace(decision, id="d3", mine=True)),
        17,
        tuple(FOUND.items()),
    )
    return {
        "meetings-report": ("wallboard/meetings_report.html", seen),
        "meetings-report-none": (
            "wallboard/meetings_report.html",
            replace(seen, every=SeenRow("All", Seen(), "–", "–", "–", "–")),
        ),
        "decisions": ("wallboard/decisions.html", decisions),
        "decisions-none": ("wallboard/decisions.html", replace(decisions, by="reason", rows=(), listed=(), more=False)),
        "decisions-sample": ("wallboard/decisions_sample.html", sample),
        "decisions-sample-none": ("wallboard/decisions_sample.html", replace(sample, rows=(), all=0)),
        "decisions-sample-wrong": (
            "wallboard/decisions_sample.html",
            replace(sample, errors={"found-d1": "Choose whether you would have decided the same"}),
        ),
    }
