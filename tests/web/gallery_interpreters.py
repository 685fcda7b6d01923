"""The supervisor's pages of interpreters, as the gallery shows them."""

from datetime import date
from typing import Any

from app.measures.interpreting import Interpreting
from app.wallboard.interpreters import (
    InterpreterForm,
    InterpreterRow,
    InterpretersPage,
    ReportPage,
    ReportRow,
)

WEEK = ("Monday–Friday 08:00–18:00", "Saturday 09:00–13:00")
KINDS = (
    ("trained", "Our own: a trained interpreter"),
    ("fluent", "Our own: a colleague who is fluent"),
    ("supplier", "A supplier, paid by the minute"),
)
GENDERS = (("woman", "A woman"), ("man", "A man"))
DAYS = tuple((day.lower(), day) for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))


def pages() -> dict[str, tuple[str, Any]]:
    """Each page by its name: template and what it shows."""
    ours = InterpreterRow(
        4, "Asha Rao", KINDS[0][1], "0117 496 0188", "Punjabi, Urdu", ("Monday–Tuesday 08:30–13:00",), 1, "", True
    )
    many = "Punjabi, Urdu, Bengali, Polish, Romanian, Somali, Arabic, Kurdish (Sorani), Pahari-Pothwari (Mirpuri)"
    first = InterpreterRow(1, "Example Interpreters", KINDS[2][1], "020 7946 0301", many, WEEK, 2, "0.85", True)
    second = InterpreterRow(2, "Sample Language Line", KINDS[2][1], "0191 498 0301", "Polish", (), None, "", False)
    every = Interpreting(rung=212, joined=180, minutes=7_340, pence=612_340, unpriced=310)
    some = Interpreting(rung=12, joined=10, minutes=340, pence=28_900)
    report = ReportPage(
        date(2026, 10, 27),
        date(2026, 11, 23),
        (
            ("supplier", "By supplier", (ReportRow("Example Interpreters", some, "£289.00"),)),
            ("language", "By language", (ReportRow("Punjabi", every, "£6,123.40"),)),
            ("site", "By the claimant's site", (ReportRow("Calderdale and Kirklees", every, "£6,123.40", 3),)),
        ),
        ReportRow("All", every, "£6,123.40", 3),
    )
    nothing = ReportPage(report.since, report.until, (), ReportRow("All", Interpreting(), "£0.00", 0))
    wrong = {"name": "", "languages": "Elvish", "kind": "supplier", "monday": "08:30-18:00"}
    errors = {"name": "Enter a name, 80 letters at most", "languages": "Elvish is not a language that is known here"}
    return {
        "interpreters": (
            "wallboard/interpreters.html",
            InterpretersPage((ours, first, second), (second,), "Asha Rao is kept."),
        ),
        "interpreters-none": ("wallboard/interpreters.html", InterpretersPage((), ())),
        "interpreter-wrong": ("wallboard/interpreter.html", InterpreterForm(0, wrong, KINDS, GENDERS, DAYS, errors)),
        "interpreters-report": ("wallboard/interpreters_report.html", report),
        "interpreters-report-none": ("wallboard/interpreters_report.html", nothing),
    }
