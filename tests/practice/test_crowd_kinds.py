"""Every kind of claimant in the crowd's file comes to the end that its words promise."""

from collections.abc import Iterable
from random import Random

import pytest

from app.practice.crowd.kinds import People
from tests.journeys.world import World
from tests.practice.rehearsing import Rehearsal

# The line each rings, and who is ready for her there.
ANSWERED = {
    "English": ("Somerset", "una"),
    "speaks rather than presses": ("Somerset", "una"),
    "wrong keys": ("Somerset", "una"),
    "Welsh": ("South East Gwent", "nia"),
    "Polish": ("Somerset", "vic"),
    "Punjabi": ("Calderdale and Kirklees", "karim"),
    "textphone": ("Somerset, textphone", "tess"),
}
BY_HERSELF = {
    "impatient": {"rung": 1, "given up": 1},
    "rings off at the greeting": {"rung": 1},
    "presses nothing": {"rung": 1, "given up": 1},
    "books by keypad": {"rung": 1, "booked": 1},
    "changes the booking": {"rung": 2, "booked": 1},
    "number withheld": {"rung": 1, "booked": 1},
    "face to face": {"rung": 1},
}
# What comes of our first ring.
RUNG_BACK = {
    "breaks off in the interview": "reached",
    "does not answer when rung back": "no_answer",
    "voicemail when rung back": "voicemail",
    "engaged when rung back": "engaged",
}


def some_at_night(kinds: Iterable[str], *by_day: str) -> pytest.MarkDecorator:
    """Each kind, those that are not named only among the long tests."""
    long = pytest.mark.long
    return pytest.mark.parametrize("kind", [one if one in by_day else pytest.param(one, marks=long) for one in kinds])


@pytest.fixture
def rehearsal(world: World) -> Rehearsal:
    return Rehearsal(world)


def test_every_kind_is_tried_here() -> None:
    kinds = [kind.name for kind in People(Random(1)).kinds]

    assert sorted(kinds) == sorted([*ANSWERED, *BY_HERSELF, *RUNG_BACK])


@pytest.mark.long
@pytest.mark.parametrize("kind", ANSWERED)
def test_she_is_answered_in_her_way_and_her_call_back_is_booked(rehearsal: Rehearsal, world: World, kind: str) -> None:
    line, adviser = ANSWERED[kind]
    rehearsal.adviser(adviser)

    she = rehearsal.claimant(kind, line)
    rehearsal.until(lambda: she.where == "at home" and world.presence(adviser) == "ready")

    assert rehearsal.counted == {"rung": 1, "answered": 1, "booked": 1}
    assert world.callback().textphone is (kind == "textphone")


@some_at_night(BY_HERSELF, "books by keypad", "presses nothing")
def test_with_nobody_at_the_desks(rehearsal: Rehearsal, kind: str) -> None:
    she = rehearsal.claimant(kind)

    rehearsal.until(
        lambda: rehearsal.counted.get("rung") == BY_HERSELF[kind]["rung"] and she.where in ("at home", "gone")
    )

    assert rehearsal.counted == BY_HERSELF[kind]
    assert rehearsal.world.exchange.telephone(she.number).call is None


@some_at_night(RUNG_BACK, "engaged when rung back")
def test_when_she_is_rung_back(rehearsal: Rehearsal, world: World, kind: str) -> None:
    # given she is at home, and her call-back is due in a minute
    she = rehearsal.claimant(kind)
    she.wait_at_home(world.now())
    booked = world.book("somerset", telephone=she.number)
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    rehearsal.adviser(kept)

    # when she is rung
    rehearsal.until(lambda: world.attempts() == [RUNG_BACK[kind]])
    rehearsal.until(lambda: world.presence(kept) == "ready" and she.where == "at home")

    # then she is rung again another time, and would answer; and there was no fault
    rehearsal.until(lambda: world.exchange.telephone(she.number).behaviour == "manual")
    again_at = world.callback().next_at
    assert again_at is not None
    assert (world.callback().state, again_at > world.now()) == ("booked", True)
    assert rehearsal.counted == {"rung back": 1}
    assert kind != "breaks off in the interview" or any("breaks off and hangs up" in line for line in rehearsal.lines)
