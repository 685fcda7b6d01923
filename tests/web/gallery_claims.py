"""Claims that go on, with invented people on them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.claims.form import ChangedRow, FormSection
from app.claims.form import FormRow as Row
from app.console.pages import Person
from app.console.views_corrections import Correction, CorrectionsPage
from app.console.views_first_contact import FirstContactPage, FirstContactRow
from app.console.views_forms import FormRow, FormsPage
from app.wallboard.handed_on import ExportRow, HandedOnPage
from app.wallboard.pages import SiteTab


def supervisor_pages(now: datetime, tabs: tuple[SiteTab, ...]) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model, of the supervisor's and the benefit expert's pages."""
    site = next(tab for tab in tabs if tab.chosen)
    waits = ExportRow(
        id="e1",
        reference="SL-4K7P-9XQ2",
        who="Mrs Nora Example",
        recipient="Benefit expert",
        to_council=False,
        version=1,
        made_at=now - timedelta(hours=3),
        state="sent, no receipt yet",
    )
    council = replace(waits, id="e2", recipient="Council", to_council=True, version=2)
    restricted = replace(waits, id="e3", reference="SL-7K2M-Q4XD/2", who="Restricted record", state="to be fetched")
    had = replace(waits, id="e4", state="received", received_at=now - timedelta(days=1), received_by="Eve Sample")
    none = HandedOnPage(tabs, site, (), (), outbox=False, supervises=False)
    full = HandedOnPage(tabs, site, (waits, council, restricted), (had,), outbox=True, supervises=True)
    return {
        "claims-handed-on-none": ("wallboard/handed_on.html", none),
        "claims-handed-on": ("wallboard/handed_on.html", full),
    }


def console_pages(now: datetime, her: Person) -> dict[str, tuple[str, Any]]:
    """The same, of the adviser's pages."""
    site = "Calderdale and Kirklees"
    waits = FormRow(
        claim="c1",
        reference="SL-4K7P-9XQ2",
        person="SL-4K7P-9XQ2",
        who="Mrs Nora Example",
        return_by=now.date() + timedelta(days=9),
        days_left=9,
        reminded=("16 Nov: letter, text", "23 Nov: text, to be rung"),
    )
    late = replace(waits, claim="c2", return_by=now.date() - timedelta(days=2), days_left=-2, who="Restricted record")
    came = replace(waits, claim="c3", received_at=now - timedelta(hours=2))
    came_late = replace(came, claim="c4", late=True, return_by=now.date() - timedelta(days=3))
    wrong = {"reference": "That reference has a letter or number wrong. Check it and enter it again"}
    rows = (
        ChangedRow(
            "payment.bank", "Which bank or building society is it?", "Example Bank", "Invented Building Society"
        ),
        ChangedRow("caring.any", "Do you look after somebody?", "Yes", "No"),
        ChangedRow("cared_for[0].hours", "About how many hours a week do you look after them?", "40", ""),
    )
    money = FormSection(
        "Payment",
        (
            Row("payment.how", "How would you like to be paid?", "Into a bank or building society account"),
            Row("payment.bank", "Which bank or building society is it?", "Invented Bank"),
            Row("payment.roll_number", "Is there a building society roll number?", ""),
        ),
    )
    earlier = Correction(rows[:1], "Friday 20 November, 3.10 pm", "Nia Example")
    going_on = CorrectionsPage(her, Correction(rows), (money,), (earlier,))
    asked = FirstContactRow(
        id=1,
        old=now,
        new=now - timedelta(days=3),
        evidence="Our letter of 20 November, which they have here.",
        asked_by="Nia Example",
        at=now,
        mine=False,
    )
    left = replace(asked, id=2, outcome="not agreed to by Tom Invented")
    first_contact = FirstContactPage(her, now, None, (left,), given={"day": "2026-11-23", "at": "10:00"})
    return {
        "first-contact": ("console/first_contact.html", first_contact),
        "first-contact-wrong": (
            "console/first_contact.html",
            replace(first_contact, before=(), errors={"day": "A first contact cannot be to come"}),
        ),
        "first-contact-waits": ("console/first_contact.html", replace(first_contact, waiting=asked)),
        "corrections": ("console/corrections.html", going_on),
        "corrections-none": ("console/corrections.html", CorrectionsPage(her, None, (), ())),
        "forms-none": ("console/forms.html", FormsPage(site, (), ())),
        "forms": (
            "console/forms.html",
            FormsPage(site, (late, waits), (came, came_late), notice="The form of SL-4K7P-9XQ2 is recorded, in time."),
        ),
        "forms-wrong": ("console/forms.html", FormsPage(site, (waits,), (), {"reference": "SL-4K7P-9XQ3"}, wrong)),
    }
