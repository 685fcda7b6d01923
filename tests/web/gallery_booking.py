"""The pages on which a call-back is booked and read back, with an invented person on them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.console import booking_pages as booking
from app.console import pages as show


def slot(at: datetime, key: str = "", note: str = "") -> show.Slot:
    """A time that can be met."""
    return show.Slot(at.isoformat(), at, note, key)


def facts(safe_now: bool) -> tuple[tuple[str, str, bool], ...]:
    """What is looked at before somebody is rung."""
    times = "14:00-17:00: it is 14.02 now, which is safe" if safe_now else "After two: it is 14.02 now"
    return (
        ("Safe to ring", "yes", False),
        ("Safe times", times, not safe_now),
        ("Number that is rung", "07700 900123", False),
        ("Number that will show", "03069 990102", False),
        ("Leave a message", "no", True),
    )


def pages(now: datetime, her: show.Person, call: show.CallBar) -> dict[str, tuple[str, Any]]:
    """Name → template and view-model."""
    nine = now.replace(hour=9, minute=0, second=0) + timedelta(days=1)
    parts = (
        show.PartOfDay("Morning", (slot(nine, "2"), slot(nine + timedelta(minutes=20), "3"))),
        show.PartOfDay("Middle of the day", (), "Full: the interpreter is taken"),
        show.PartOfDay("Afternoon", (slot(nine + timedelta(hours=5, minutes=20), "4"),)),
    )
    days = tuple(
        show.DayChoice(nine.date() + timedelta(days=n), 0 if n == 2 else 7 - n, n == 0) for n in (0, 1, 2, 3, 6, 7)
    )
    soonest = slot(now.replace(hour=15, minute=0, second=0), "1", "in 58 minutes")
    needs = (
        "Needs: Punjabi, an interpreter. The interview and its wrap-up take 120 minutes. Kept together at every time "
        "shown: an adviser; an interpreter, unless the adviser speaks the language."
    )
    form = booking.NeedsForm(
        languages=(("bn", "Bengali"), ("pl", "Polish"), ("pa", "Punjabi")),
        interpreter="pa",
        telephones=(
            ("voice", "their own telephone"),
            ("textphone", "their own textphone"),
            ("office-1", "a private telephone, Halifax"),
        ),
    )
    sentences = (
        "We shall ring you on Tuesday 24 November at half past two.",
        "Your telephone will show 03069 990 102.",
        "We shall say the word “lighthouse”, so that you know it is us.",
    )

    def read_back(booked: bool) -> booking.ReadBackPage:
        return booking.ReadBackPage(
            her,
            nine,
            nine.isoformat(),
            sentences + (("Your proof number is 4 7 2 9. Please write it down.",) if booked else ()),
            "en",
            "+443069990102",
            "lighthouse",
            "a text message to 07700 900123",
            booked,
            "4729" if booked else "",
            call,
            held=(
                "Rhys Sample",
                "an interpreter of Example Interpreters: Punjabi",
                "the private telephone 0113 496 0101 at Halifax",
            ),
            where="Startline Halifax, Example House, 3 Sample Street, Halifax, HX1 1AA",
        )

    site = "Calderdale and Kirklees"
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    free = booking.WishesForm(tuple(show.Choice(str(day), name) for day, name in enumerate(names)))
    choices = (
        show.Choice("home", "an adviser of Calderdale and Kirklees, with an interpreter"),
        show.Choice("somerset", "an adviser of Somerset, who speaks it"),
    )
    asked = replace(free, on=("1", "3"), given={"earliest": "9.30", "latest": "2pm"}, address="on=1", are_any=True)
    first = tuple(slot(nine + timedelta(hours=4 * number), str(number + 1)) for number in range(3))
    wished = booking.BookingPage(
        her, site, needs, first, parts, days, call=call, form=form, wishes=asked, may_be_owed=True
    )
    return {
        "book": (
            "console/book.html",
            booking.BookingPage(her, site, needs, (soonest,), parts, days, call=call, form=form, wishes=free),
        ),
        "book-move": (
            "console/book.html",
            booking.BookingPage(her, site, needs, (soonest,), parts, days, "lighthouse", nine, call, form=form),
        ),
        "book-none": (
            "console/book.html",
            booking.BookingPage(
                her, site, needs, (), (), (), errors={"slot": "That time has just been taken."}, form=form
            ),
        ),
        "book-wishes": ("console/book.html", wished),
        "book-elsewhere": (
            "console/book.html",
            booking.BookingPage(
                her, "Somerset", needs, first[:1], parts, days, choices=choices, at="somerset", language="Punjabi"
            ),
        ),
        "book-wishes-none": (
            "console/book.html",
            replace(wished, offers=(), parts=(), days=(), at_all=nine, errors={"latest": "Enter a time of the day."}),
        ),
        "read-back": ("console/read_back.html", read_back(False)),
        "booked": ("console/read_back.html", read_back(True)),
        "ring": ("console/ring.html", booking.RingPage(her, facts(True), "The call-back that is booked stands.")),
        "ring-why": (
            "console/ring.html",
            booking.RingPage(
                her,
                facts(False),
                "The call-back that is owed or due is made by this call.",
                asks_why=True,
                errors={"why": "Say why it is safe to ring now."},
            ),
        ),
        "ring-refused": (
            "console/ring.html",
            booking.RingPage(her, facts(True), "", "It is not safe to ring this number, so it is not dialled."),
        ),
    }
