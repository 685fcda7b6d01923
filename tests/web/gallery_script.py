"""The page of questions with invented answers on it: every kind of question, and how the call may stand."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.console import pages as show

TENURE = (
    show.Choice("council", "Rent from the council", key="1"),
    show.Choice("association", "Rent from a housing association", key="2"),
    show.Choice("private", "Rent privately", key="3"),
    show.Choice("owner", "Own, or paying a mortgage", key="4"),
    show.Choice("family", "With family or friends", key="5"),
    show.Choice("hostel", "Hostel or refuge", key="6"),
    show.Choice("none", "Nowhere settled", "Sleeping rough, or moving from place to place", key="7"),
)

PERIODS = (
    show.Choice("week", "every week"),
    show.Choice("fortnight", "every two weeks"),
    show.Choice("four_weeks", "every four weeks"),
    show.Choice("month", "every month"),
)

SECTIONS = (
    show.Section("Contact and safety", "contact.telephone", 6, 0),
    show.Section("You", "you.surname", 9, 0),
    show.Section("Partner", "partner.any", 1, 0),
    show.Section("Children", "children.any", 3, 1),
    show.Section("Your home", "home.tenure", 2, 7, here=True),
    show.Section("Work now and before", "work.now", 0, 8),
    show.Section("Other benefits", "benefits.any", 0, 2),
    show.Section("Income", "income.any", 0, 4),
    show.Section("Savings", "savings.total", 0, 2),
    show.Section("Health", "health.any", 0, 3),
    show.Section("Work wanted", "wanted.kinds", 0, 5),
    show.Section("Payment", "payment.account", 0, 4),
    show.Section("Declaration", "declaration", 0, 2),
)

GUIDANCE = (
    show.Guidance(
        "Treat as a tenancy if rent is really paid for a part of the home of one's own. Ask who else lives there.",
        "Housing Benefit guidance, part A3",
        "November 2026",
    ),
    show.Guidance(
        "A rent book or a letter from the landlord will do when there is no agreement in writing.",
        "Local council list of papers",
        "October 2026",
        group="For a lone parent",
        confirmed=False,
    ),
)


def question(field: str, kind: str, say: str, **more: Any) -> show.Question:
    """A question of the start-up, as short as it can be."""
    return show.Question(field=field, kind=kind, say=say, **more)


QUESTIONS = {
    "choice": question(
        "home.tenure",
        "choice",
        "Do you rent your home, own it, or live with somebody?",
        options=TENURE,
        chosen=("private",),
        why="Help with rent depends on who owns the home.",
        if_unsure="Ask to whom the money is paid, and whether there is a paper that says so.",
    ),
    "choices": question(
        "income.kinds",
        "choices",
        "Do you have money coming in from any of these?",
        options=(
            show.Choice("pension", "A pension", key="1"),
            show.Choice("maintenance", "Maintenance", key="2"),
            show.Choice("lodger", "A lodger or boarder", key="3"),
            show.Choice("none", "None of these", key="4"),
        ),
    ),
    "yes-no": question(
        "partner.any",
        "yes_no",
        "Do you live with a husband, wife or partner?",
        options=(show.Choice("yes", "Yes", key="1"), show.Choice("no", "No", key="2")),
    ),
    "date": question("you.born", "date", "What is your date of birth?", given={"answer-day": "27"}),
    "date-wrong": question(
        "you.born",
        "date",
        "What is your date of birth?",
        given={"answer-day": "31", "answer-month": "2", "answer-year": "1979"},
        checked=True,
        error="There is no 31 February. Ask again, day first, then the month by its name.",
    ),
    "month": question("home.since", "month", "Since when have you lived there?"),
    "money": question("home.rent", "money", "How much is your rent, and how often do you pay it?", periods=PERIODS),
    "amount": question("savings.total", "amount", "How much have you in savings, all together?"),
    "address": question(
        "you.address",
        "address",
        "What is your address?",
        given={"answer-line1": "4 Example Terrace", "answer-line3": "Halifax", "answer-postcode": "HX1 1AA"},
    ),
    "nino": question("you.nino", "nino", "What is your National Insurance number?", sensitive=True, checked=True),
    "postcode": question("you.postcode", "postcode", "What is your postcode?"),
    "sort-code": question("payment.sort_code", "sort_code", "What is the sort code?", sensitive=True),
    "account": question("payment.account", "account_number", "And the account number?", sensitive=True),
    "hours": question("work.hours", "hours", "How many hours a week do you work?"),
    "text": question("you.surname", "text", "What is your surname?"),
    "long-text": question("work.last", "long_text", "What did you do in your last job?"),
    "told": question(
        "declaration.read",
        "told",
        "I am going to read you what you will be asked to sign.\nThe answers you gave are true as far as you know. "
        "You will tell us when something changes.",
        before=("That was the last question.",),
    ),
}


def pages(now: datetime, her: show.Person, call: show.CallBar) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    shown: dict[str, tuple[str, Any]] = {}
    for name, asked in QUESTIONS.items():
        shown[f"script-{name}"] = ("console/script.html", _script(her, asked, call, now))
    shown["script-ending"] = (
        "console/script.html",
        show.ScriptPage(
            her,
            "inbound",
            "Finished",
            9,
            9,
            SECTIONS,
            ending=show.Ending(
                "That is all for now", "Thank you. Now let us find a time to ring you.", "Book the call-back", "/"
            ),
            on_call=True,
            call=call,
        ),
    )
    shown["script-interpreter-rung"] = (
        "console/script.html",
        _script(
            her,
            QUESTIONS["choice"],
            replace(call, state="ringing", interpreter="Ringing the interpreter (Punjabi) …"),
            now,
        ),
    )
    shown["script-no-interpreter"] = (
        "console/script.html",
        _script(
            her,
            QUESTIONS["choice"],
            replace(call, interpreter="No interpreter could be reached (Punjabi)", may_add_interpreter=True),
            now,
        ),
    )
    shown["script-no-call"] = ("console/script.html", _script(her, QUESTIONS["choice"], None, now))
    shown["script-unknown-person"] = (
        "console/script.html",
        _script(show.Person("SL-0000-0000", ""), QUESTIONS["text"], call, now),
    )
    return shown


def _script(her: show.Person, asked: show.Question, call: show.CallBar | None, now: datetime) -> show.ScriptPage:
    return show.ScriptPage(
        her,
        "startup",
        "Your home",
        3,
        9,
        SECTIONS,
        GUIDANCE if asked.kind == "choice" else (),
        question=asked,
        on_call=call is not None,
        call=call,
        saved_at=now - timedelta(seconds=3),
    )
