"""Support needed, needs of today, notes, complaints and restricted records, with invented people on them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from app.console.pages import Choice, Person
from app.console.views_casework import NeedRow, NeedsPage, NotesPage, Written
from app.console.views_support import Point, SupportPage
from app.support.rules import OUTCOMES
from app.wallboard.complaints import ComplaintRow, ComplaintsPage
from app.wallboard.pages import SiteTab
from app.wallboard.restricted import OpeningRow, OpeningsPage
from app.wallboard.support import SupportPlanPage, SupportRow

CONTACTS = (
    ("Emergency: danger to life", "999"),
    ("Emergency, by text relay", "18000"),
    ("Samaritans, day and night", "116 123"),
    ("Duty social worker, Halifax", "01632 960555"),
)
POINTS = tuple(f"What this site has agreed to do as its point {number}, in its own words" for number in range(1, 7))
LONG = "A note that goes on for a while, so that it can be seen how a longer one is set on the page. " * 3


def console_pages(now: datetime, her: Person) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model, of the adviser's pages."""
    support = SupportPage(
        points=tuple(
            Point(words, now - timedelta(minutes=3) if number < 2 else None) for number, words in enumerate(POINTS)
        ),
        contacts=CONTACTS,
        since=now - timedelta(minutes=4, seconds=12),
        colleagues=("Owain Sample is on the call: hears you both, and only you hear Owain Sample.",),
        may_ring=True,
        outcomes=tuple(Choice(code, words) for code, words in OUTCOMES.items()),
    )
    need = NeedRow(
        "n1",
        her.reference,
        her.name,
        "No food, No heating or light",
        now - timedelta(minutes=12),
        "Nia Example",
        "Owain Sample",
        "waiting",
        late=True,
    )
    taken = replace(need, id="n2", state="taken", taken="Owain Sample, 1.55 pm", late=False)
    met = replace(taken, id="n3", state="met", answer="The food bank opened for her at two.")
    people = (("1", "Owain Sample"), ("2", "Nia Example"))
    notes = NotesPage(
        person=her,
        notes=(Written(now - timedelta(days=1), "Nia Example", "Somerset", LONG),),
        complaints=(
            Written(
                now - timedelta(days=3),
                "Nia Example",
                "Somerset",
                "Nobody rang at the time agreed.",
                "overdue since Friday 20 November: Owain Sample answers it",
            ),
        ),
        owners=people,
        given={"due-day": "14", "due-month": "12", "due-year": "2026"},
    )
    needs = NeedsPage("Somerset", "Owain Sample", (need, taken), (met,), people, "1")
    wrong = {"note": "Write what it is about first.", "owner": "Choose who answers it."}
    return {
        "support": ("console/support.html", support),
        "support-wrong": (
            "console/support.html",
            replace(support, errors={"outcome": "Choose how it ended: then the plan can be closed."}),
        ),
        "support-none": ("console/support.html", replace(support, since=None, colleagues=(), may_ring=False)),
        "support-ended": ("console/support.html", replace(support, since=None, ended=True)),
        "notes": ("console/notes.html", notes),
        "notes-wrong": ("console/notes.html", replace(notes, notes=(), complaints=(), errors=wrong)),
        "needs": ("console/needs.html", needs),
        "needs-none": ("console/needs.html", NeedsPage("Somerset", "", (), ())),
    }


def supervisor_pages(now: datetime, tabs: tuple[SiteTab, ...]) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model, of the supervisor's pages."""
    complaint = ComplaintRow(
        "c1", "SL-7K3M-Q4RT", now - timedelta(days=9), LONG, "Owain Sample", "1", date(2026, 11, 20), overdue=True
    )
    record = SupportRow(
        "r1",
        now - timedelta(days=1),
        now - timedelta(days=1, minutes=-22),
        "Nia Example",
        "They have somebody to turn to, and know the numbers",
        LONG,
        "SL-7K3M-Q4RT",
        "1 2.02 pm, 2 2.03 pm",
    )
    opening = OpeningRow(1, now, "Nia Example", "SL-7K3M-Q4RT", "Rang and gave the reference.")
    plan = SupportPlanPage(tabs, tabs[1].slug, POINTS, "Duty social worker, Halifax: 01632 960555", (record,))
    return {
        "supervisor-support": ("wallboard/support.html", plan),
        "supervisor-support-none": (
            "wallboard/support.html",
            replace(plan, points=("",) * 6, contacts="", rows=(), errors={"point-1": "Word all six points."}),
        ),
        "complaints": (
            "wallboard/complaints.html",
            ComplaintsPage(
                tabs,
                tabs[1].slug,
                (complaint, replace(complaint, id="c2", overdue=False, words="", due_on=date(2026, 12, 1))),
                (("1", "Owain Sample"),),
                1,
            ),
        ),
        "complaints-none": ("wallboard/complaints.html", ComplaintsPage(tabs, tabs[1].slug, (), (), 0)),
        "restricted-openings": (
            "wallboard/restricted.html",
            OpeningsPage((opening, replace(opening, id=2, seen="seen by Owain Sample at 2 pm"))),
        ),
        "restricted-openings-none": ("wallboard/restricted.html", OpeningsPage(())),
    }
