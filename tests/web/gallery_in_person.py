"""The claimant's own page for being seen face to face, and a call-back that is dialled by hand."""

from dataclasses import replace
from typing import Any

from app.claimants.access import ACCESS_NEEDS
from app.console import pages as show
from app.text_line import in_person as public

OFFICE, ADDRESS = "Taunton office", "Example House, 1 Sample Street, Taunton, TA1 1AA"
NUMBER = "03069 990104"


def pages() -> dict[str, tuple[str, Any]]:
    """Name to template and page, for nobody who is signed in."""
    choosing = public.ChoosePage(
        (("1", f"{OFFICE}: {ADDRESS}"),),
        (("2026-11-23", "as soon as possible"), ("2026-11-24", "Tuesday 24 November")),
        (("pa", "ਪੰਜਾਬੀ (Punjabi)"), ("ur", "اردو (Urdu)")),
        tuple(public.Option(code, words) for code, words in ACCESS_NEEDS.items()),
        {},
        ("bsl",),
        {},
        "en",
    )
    free = tuple(public.Option(str(n), f"Tuesday 24 November, {n} am") for n in (9, 10, 11))
    times = public.TimesPage(OFFICE, ADDRESS, free, (("office", "1"),), {}, {}, "en", NUMBER, "/in-person?")
    wrong = replace(times, errors={"at": "Choose one of the times.", "telephone": "Enter a telephone number"})
    booked = public.BookedPage("Tuesday 24 November, 9 am", OFFICE, ADDRESS, "4821", NUMBER, "en")
    return {
        "in-person": ("in_person/choose.html", choosing),
        "in-person-wrong": ("in_person/choose.html", replace(choosing, errors={"office": "Choose the office."})),
        "in-person-times": ("in_person/times.html", times),
        "in-person-times-wrong": ("in_person/times.html", wrong),
        "in-person-none": ("in_person/times.html", replace(times, times=())),
        "in-person-booked": ("in_person/booked.html", booked),
    }


def by_hand(person: show.PersonPage) -> dict[str, tuple[str, Any]]:
    """Somebody's page where the adviser is to dial, and where he does."""
    results = (show.Choice("no_answer", "No answer"), show.Choice("engaged", "Engaged"))
    hand = show.ByHand("18002 01632 960123", False, results)
    return {
        "person-by-hand": ("console/person.html", replace(person, by_hand=hand)),
        "person-by-hand-mine": ("console/person.html", replace(person, by_hand=replace(hand, mine=True))),
        "person-by-typing": ("console/person.html", replace(person, by_hand=replace(hand, typed=True))),
        "person-by-typing-mine": (
            "console/person.html",
            replace(person, by_hand=replace(hand, typed=True, mine=True)),
        ),
    }
