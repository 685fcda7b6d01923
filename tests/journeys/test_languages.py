"""Journey 1 in every language of the line: every path is driven, and all that is heard comes from a catalogue."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from app.practice.calls.call import Call
from app.scripts.catalogues import OF_THE_LINE
from app.values.language import LANGUAGES
from tests.journeys import catalogued
from tests.journeys.fixtures import Alone
from tests.journeys.world import CLAIMANT, World

GWENT, KIRKLEES = "south-east-gwent", "calderdale-and-kirklees"
# Where a language is rung, and the keys that choose it.
SPOKEN = [("cy", GWENT, ("1",)), ("bn", GWENT, ("3", "1")), ("pl", KIRKLEES, ("2", "1")), ("pa", KIRKLEES, ("2", "2"))]
# These go the same ways as Welsh, with catalogues of their own: at night.
AT_NIGHT = ("bn", "pl", "pa")
AT_WORK = {GWENT: "nia", KIRKLEES: "asha"}
# What is pressed from the menu on. "-" is silence, "say" her name after the tone.
BOOKING = ("1", "1", "1", "1", "2", "say")
PATHS = {
    "waits": ("1",),
    "is silent": ("-", "-"),
    "presses wrong keys": ("7", "7", "7"),
    "hears it again": ("4", "1"),
    "books by keypad": ("1", *BOOKING, "1", "1", "2"),
    "hears later times and goes back": ("1", *BOOKING, "8", "9"),
    "gives another number, wrong at first": ("1", "1", "2", "1", "2", "#", "0", "#"),
    "may not be rung": ("1", "1", "1", "2"),
    "is seen face to face": ("3", "1", "say", "1", "2"),
    "wants another time face to face": ("3", "3"),
    "knows no such booking": ("2", "1", "2", "3", "4"),
}


def strangers(call: Call, language: str, after: int) -> list[tuple[str, str]]:
    """What a caller heard, from the first so many sentences on, that is not a sentence of her language's catalogue."""
    tag = LANGUAGES[language].say_language
    other = {
        (one.text, one.language)
        for one in list(call.said)[after:]
        if one.voice not in catalogued.NOT_A_VOICE and one.language != tag
    }
    return sorted({*other, *catalogued.strangers(call, after)})


def drive(world: World, call: Call, keys: Iterable[str]) -> None:
    """Press, be silent, or say a name."""
    for key in keys:
        if call.ended is not None:
            return
        if key == "-":
            world.pass_time(45)
        elif key == "say":
            world.pass_time(12)
            call.speak("Sam Sample")
            world.pass_time(3)
            world.press(call, "#")
        else:
            world.press(call, key)
            world.pass_time(2)
    world.pass_time(30)


@pytest.mark.parametrize(
    ("language", "site", "choice"),
    [pytest.param(*one, marks=[pytest.mark.long] if one[0] in AT_NIGHT else []) for one in SPOKEN],
)
def test_a_caller_hears_her_own_language_on_every_path_and_nothing_but_its_catalogue(
    world: World, language: str, site: str, choice: tuple[str, ...]
) -> None:
    for path, keys in PATHS.items():
        # given an adviser of the site whose desk nobody picks up, so that there is a line to wait in
        world.ready(AT_WORK[site])
        # and she has chosen her language
        call = world.ring(site)
        world.press(call, *choice)
        chosen = len(list(call.said)) - 1
        world.pass_time(10)

        # when she goes one of the ways that the line has
        drive(world, call, keys)

        # then all that she has heard since is in her language, word for word from its catalogue
        assert len(list(call.said)) > chosen + 1, path
        assert strangers(call, language, chosen + 1) == [], path
        if call.ended is None:
            world.hang_up(call)


def test_a_welsh_caller_has_her_confirmation_in_welsh_too(world: World) -> None:
    # given she has chosen Welsh, and nobody is there
    call = world.ring(GWENT, CLAIMANT)
    world.press(call, "1")
    world.pass_time(10)

    # when she books by keypad and writes it down
    drive(world, call, ("1", "1", "1", "1", "2", "say", "1", "2"))

    # then her text is Welsh, word for word from the catalogue
    (text,) = world.texts_to(CLAIMANT)
    assert any(one.fullmatch(text) for one in catalogued.patterns("cy", ("text",))), text
    assert "Tachwedd" in text


def test_the_languages_driven_are_those_with_a_voice() -> None:
    with_a_voice = {code for code in OF_THE_LINE if LANGUAGES[code].can_be_said}

    assert {language for language, _, _ in SPOKEN} == with_a_voice | {"cy"}


def test_out_of_hours_too(alone: Alone) -> None:
    with alone(datetime(2026, 11, 23, 19, 0, tzinfo=UTC)) as world:
        for language, site, choice in SPOKEN:
            call = world.ring(site)
            world.press(call, *choice)
            chosen = len(list(call.said)) - 1
            drive(world, call, ("3", "7", "-", "-"))

            assert strangers(call, language, chosen + 1) == []
