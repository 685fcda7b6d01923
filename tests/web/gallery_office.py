"""What is typed with somebody beside the script, the tasks of a site, and a day's print run, with invented people."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.console import pages as show
from app.console.typed_pages import Panel, Recorded, TypedLine, TypedPage, TypedRow
from app.console.views_tasks import ClosedRow, TaskRow, TasksPage
from app.wallboard.pages import LetterRow
from app.wallboard.print_runs import PartRow, PileRow, RunPage
from app.web.turns import TurnShown
from tests.web.gallery_casework import LONG
from tests.web.gallery_wallboard import BECAUSE

PHRASES = (
    "Hello, this is Nia. I can help you. Take your time.",
    "One moment please, I am looking it up.",
    "Please type GA when you have finished.",
    "Can you tell me more about that?",
    "Is there anything else that you would like to ask me today?",
    "Thank you. Goodbye.",
)


def typed_pages(now: datetime, her: show.Person, asked: show.ScriptPage) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name → template and all it shows: a typed conversation as the adviser sees it, going on and over."""
    turns = (
        TurnShown(1, "claimant", "Hello, I cannot hear on the telephone", "GA", False, now - timedelta(minutes=3)),
        TurnShown(2, "adviser", "Hello, Nia here. Take your time.", "GA", False, now - timedelta(minutes=2)),
        TurnShown(3, "claimant", LONG, "GA", True, now - timedelta(minutes=1)),
    )
    held = TypedRow(now, "Ms Aleksandra Wymyślona-Przykładowska", "Polish", "/people/SL-5H8J-K2MN", my_turn=True)
    panel = Panel(
        id="00000000-0000-4000-8000-000000000000",
        language="en",
        turns=turns,
        my_turn=True,
        sk_by="",
        over=False,
        at_the_page=True,
        phrases=tuple(show.Choice(str(at), words, key=f"Alt+{at}") for at, words in enumerate(PHRASES, start=1)),
        others=(held, replace(held, who="Mr B. Invented", my_turn=False)),
        sent_key="k",
        why="Nobody was free to type in South East Gwent.",
    )
    over = replace(panel, over=True, my_turn=False, at_the_page=False, others=(), why="", sk_by="claimant")
    record = TypedPage(
        her,
        (
            Recorded(now, "going on", turns[:1], held_by_me=True),
            Recorded(now - timedelta(days=3), "over", turns, held_by_me=False),
            Recorded(now - timedelta(days=4), "over", (), held_by_me=False),
        ),
        code="4821 0093",
    )

    def beside(one: Panel) -> dict[str, Any]:
        return {
            "page": replace(asked, call=None),
            "typed_with": lambda _reference: one,
            "typed_question": lambda question: question.say,
        }

    return {
        "script-typed": ("console/script.html", beside(panel)),
        "script-typed-over": ("console/script.html", beside(over)),
        "typed-record": ("console/typed.html", {"page": record}),
        "typed-record-none": ("console/typed.html", {"page": TypedPage(her, ())}),
    }


def typed_line(now: datetime) -> TypedLine:
    """What the adviser's start page shows of those who type."""
    row = TypedRow(now - timedelta(seconds=30), "Somebody new", "English")
    return TypedLine(
        (TypedRow(now, "Mrs N. Example", "English", "/people/SL-7K3M-Q4RT", my_turn=True),),
        (
            row,
            replace(row, who="Mr B. Invented", promised=now, at_the_page=False),
            replace(row, why="Nobody was free to type in South East Gwent."),
        ),
        may_take=True,
    )


def tasks(now: datetime) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model: what is still to be done, and what was."""
    outcomes = (("sent_again", "Sent again to the address that they gave"), ("collected", "They collect it"))
    task = TaskRow(
        "t1",
        "SL-7K3M-Q4RT",
        "Mrs N. Example",
        "A letter came back",
        "Ring them on the safe number and ask for an address. The claim form is kept at the office meanwhile.",
        now.date() - timedelta(days=1),
        True,
        outcomes,
    )
    other = replace(task, id="t2", who="Ms Aleksandra Wymyślona-Przykładowska", late=False, due_on=now.date())
    closed = ClosedRow("t3", "SL-9P4Q-R6ST", "Mr C. Nobody", "Meeting missed", outcomes[0][1], LONG, "Nia Example", now)
    page = TasksPage("Somerset", (task, other), (closed,))
    wrong = "Say what came of it."
    return {
        "tasks": ("console/tasks.html", page),
        "tasks-wrong": (
            "console/tasks.html",
            replace(page, open=(replace(task, error=wrong),), errors={"outcome-t1": wrong}),
        ),
        "tasks-none": ("console/tasks.html", TasksPage("Somerset", (), ())),
    }


def print_runs(now: datetime) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model: a day's run, going on and empty."""
    made = PartRow(1, 1, now, 12, 96, 60, now, "Owain Sample")
    letter = LetterRow("l1", "SL-7K3M-Q4RT", "Mrs N. Example", "Claim form, in Welsh and English", "printed", now)
    pile = (
        PileRow(1, 1, letter, 0),
        PileRow(2, 1, replace(letter, id="l2", who="Ms Aleksandra Wymyślona-Przykładowska", state="posted"), 2),
        PileRow(3, 1, replace(letter, id="l3", who="Mr B. Invented", state="posted", kept=True), 0),
        PileRow(0, 0, replace(letter, id="l4", who="Mr C. Nobody", state="returned", note="gone away: ring to ask"), 0),
    )
    parts = (made, PartRow(2, 2, now, 1, 8, 5, None, ""))
    return {
        "print-run": ("wallboard/print_run.html", RunPage(now.date(), parts, pile, BECAUSE, 1)),
        "print-run-none": ("wallboard/print_run.html", RunPage(now.date(), (), (), BECAUSE, 0)),
    }
