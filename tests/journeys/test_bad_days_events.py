"""News of a whole call comes twice, late, in the wrong order or not at all: she is helped all the same, and once."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.calls.models import Connection
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from tests.journeys.scenes import together
from tests.journeys.tally import survived
from tests.journeys.world import CLAIMANT, World

pytestmark = pytest.mark.usefixtures("of_calls_only")

# What Twilio tells of a call between her and him, by the part of its address and by its name.
EVENTS = {
    "his leg is made": ("/leg/", "/status", "initiated"),
    "his telephone rings": ("/leg/", "/status", "ringing"),
    "he answers": ("/leg/", "/status", "in-progress"),
    "somebody joins": ("/events", "participant-join"),
    "they are connected": ("/events", "conference-start"),
    "somebody leaves": ("/events", "participant-leave"),
    "the conference is over": ("/events", "conference-end"),
    "a leg is over": ("/leg/", "/status", "completed"),
    "her call is over": ("/voice/status", "completed"),
}
HOW: dict[str, Callable[[Any, Any], None]] = {
    "told twice": lambda faults, match: faults.double_webhook(match, times=None),
    "told 12 seconds late": lambda faults, match: faults.delay_webhook(match, times=None, seconds=12),
    "told a minute late": lambda faults, match: faults.delay_webhook(match, times=None, seconds=60),
    "overtaken by the next": lambda faults, match: faults.swap_webhook(match, times=None),
    "lost": lambda faults, match: faults.lose_webhook(match, times=None),
}
QUESTIONS = {
    "asked twice": lambda faults: faults.double_webhook("", times=None),
    "answered after 4 seconds": lambda faults: faults.answer_late("", times=None, seconds=4),
    "asked after 3 seconds": lambda faults: faults.delay_webhook("", times=None, seconds=3),
}
MENDED_SECONDS = 200


def told(target: str) -> bool:
    """Whether it is news of an event, which nobody waits for, and not a question."""
    return "/status" in target or "/events" in target


def until(world: World, what: Callable[[], bool], why: str, within: int = 240) -> None:
    """Let time pass until it is so."""
    for _second in range(0, within, 2):
        if what():
            return
        world.pass_time(2)
    pytest.fail(f"not within {within} s: {why}")


def he_takes(world: World, username: str) -> Telephone:
    """His desk rings, now or later; he answers, and presses 1 when he is asked to."""
    desk = world.desk(username)
    until(world, lambda: desk.ringing, "his desk rings")
    desk.answer()
    until(world, lambda: bool(desk.said), "he is told who it is")
    desk.press("1")
    world.settle()
    return desk


def they_talk_and_he_presses_end(world: World, username: str, her: Call, desk: Telephone) -> None:
    """They talk for half a minute; afterwards all is quiet, and what was to be mended is."""
    until(world, lambda: together(her, desk), "they are together")
    world.pass_time(30)
    assert together(her, desk)
    world.end_call(username)
    until(world, lambda: not her.is_live and desk.call is None, "both are let go")
    world.pass_time(MENDED_SECONDS)
    assert world.presence(username) == "wrapping_up"
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Connection)) == 1
    assert [call.sid for call in desk.history] == [desk.history[0].sid]


def she_presses_1(world: World, her: Call) -> None:
    """And goes on when she hears more."""
    heard = len(her.said)
    her.press("1")
    until(world, lambda: len(her.said) > heard, "she hears more")


def she_rings(world: World) -> None:
    """She rings Somerset, waits, and is helped by Tess."""
    world.ready("tess")
    her = world.ring("somerset")
    until(world, lambda: len(her.said) > 0, "she is asked for her language")
    she_presses_1(world, her)
    she_presses_1(world, her)
    they_talk_and_he_presses_end(world, "tess", her, he_takes(world, "tess"))
    assert len(world.offers()) == 1


def she_is_rung_back(world: World) -> None:
    """Her call-back falls due: the adviser kept for it is rung, then she, once."""
    booked = world.book("somerset")
    kept = world.held_for(booked)
    world.until_due(booked, minutes=-1)
    world.ready(kept)
    world.until_due(booked)
    desk = he_takes(world, kept)
    phone = world.exchange.telephone(CLAIMANT)
    until(world, lambda: phone.ringing, "her telephone rings")
    phone.answer()
    assert phone.call is not None
    they_talk_and_he_presses_end(world, kept, phone.call, desk)
    assert len(phone.history) == 1
    assert len(world.attempts()) == 1
    assert world.callback().state == "in_progress"


JOURNEYS = {"she rings": she_rings, "she is rung back": she_is_rung_back}


def some_seldom(ways: Iterable[str], always: tuple[str, ...]) -> list[Any]:
    """Each way with each journey; of the call-backs only some every time, the others in the long run."""
    return [
        pytest.param(how, journey, marks=[] if journey == "she rings" or how in always else [pytest.mark.long])
        for journey in JOURNEYS
        for how in ways
    ]


@pytest.mark.parametrize(("how", "journey"), some_seldom(HOW, ("told twice", "lost")))
def test_every_event_of_a_call_is(world: World, how: str, journey: str) -> None:
    HOW[how](world.exchange.faults, told)

    JOURNEYS[journey](world)

    assert world.exchange.faults.struck.total() > 3
    survived(f"events {how}", f"every event, {journey}")


@pytest.mark.parametrize(("how", "journey"), some_seldom(QUESTIONS, ("asked twice",)))
def test_every_question_of_a_call_is(world: World, how: str, journey: str) -> None:
    QUESTIONS[how](world.exchange.faults)

    JOURNEYS[journey](world)

    # A call-back asks three: what he hears, what his key means, what she hears.
    assert world.exchange.faults.struck.total() >= 3
    survived(f"questions {how}", f"every question, {journey}")


@pytest.mark.long
@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("how", HOW)
def test_one_kind_of_event_is(world: World, how: str, event: str) -> None:
    HOW[how](world.exchange.faults, EVENTS[event])

    she_rings(world)

    assert world.exchange.faults.struck.total() > 0
    survived(f"events {how}", event)
