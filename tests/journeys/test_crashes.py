"""A crash at any step of journeys 1 to 5: nothing is lost, nobody is rung twice, no adviser is stuck.

A journey is played by people who go on doing what they would: whoever's desk rings takes the call, she answers when
she is rung, presses a key when she is asked, and an adviser whose page did not come presses again.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.jobs import service as jobs
from app.line.models import Demand
from app.practice.calls.people import Telephone
from tests.journeys.browser import Adviser
from tests.journeys.crashing import Patient, Steps, steps
from tests.journeys.fixtures import Alone
from tests.journeys.scenes import interpreters, together
from tests.journeys.tally import survived
from tests.journeys.world import CLAIMANT, MONDAY_AT_TEN, World

LONGEST = timedelta(minutes=20)
PACE_SECONDS = 15
# In the short run so many steps of each journey, at random; in the long one all, dealt out to tests side by side.
SAMPLE, SHARES = 1, 4
VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|SL-[0-9A-Z-]{9}|[A-Z]{2}[0-9a-f]{32}|(?<=127.0.0.1:)\d+")
Watch = Callable[[], None]


def until(world: World, done: Callable[[], bool], act: Callable[[], None], what: str) -> None:
    """Let time pass, and people act, until it is done."""
    latest = world.now() + LONGEST
    while not done():
        assert world.now() < latest, f"never: {what}"
        act()
        if not done():
            world.pass_time(PACE_SECONDS)


def take(world: World, desk: Telephone) -> None:
    """An adviser whose desk rings takes the call; an interpreter joins in the same way."""
    if desk.ringing:
        desk.answer()
        world.settle()
    if desk.call is not None and desk.call.in_conference is None:
        world.press(desk, "1")


def in_line(world: World) -> bool:
    """Whether she has come to the line."""
    with world.session() as session:
        return session.scalar(select(Demand.id).where(Demand.call_id.is_not(None))) is not None


def rings_in(world: World, adviser: Adviser) -> None:
    """She rings, presses 1 whenever she is asked until she is in the line, and is put through to the adviser."""
    call = world.ring("somerset")
    until(world, lambda: in_line(world), lambda: world.press(call, "1"), "she comes to the line")
    desk = world.desk(adviser.username)
    until(world, lambda: together(call, desk), lambda: take(world, desk), "she is put through")
    books(world, adviser)


def books(world: World, adviser: Adviser) -> None:
    """The short script, and the call-back."""
    adviser.follow().has_answered()
    adviser.book()
    adviser.end_call().wrap_up("booked")
    assert [callback.state for callback in world.callbacks()] == ["booked"]
    assert len(world.exchange.telephone(CLAIMANT).history) == 1


def interpreted(world: World, desk: Telephone) -> bool:
    """Whether an interpreter is there."""
    return any(together(one, desk) for one in interpreters(world))


def is_rung_back(world: World, adviser: Adviser) -> None:
    """At its time the adviser is rung, then an interpreter if she needs one, and then she; they talk."""
    callback = world.callback()
    adviser_only = callback.interpreter_language is None
    assert callback.next_at is not None
    world.until(max(callback.next_at - timedelta(minutes=1), world.now()))
    adviser.ready()
    world.until(max(callback.next_at, world.now()))
    her, desk = world.exchange.telephone(CLAIMANT), world.desk(adviser.username)
    times_rung = len(her.history)

    def act() -> None:
        take(world, desk)
        for interpreter in interpreters(world):
            take(world, interpreter)
        if her.ringing:
            assert adviser_only or any(one.call and not one.ringing for one in interpreters(world)), "rung for nobody"
            her.answer()
            world.settle()

    def talk() -> bool:
        return together(her, desk) and (adviser_only or interpreted(world, desk))

    until(world, talk, act, "they talk")
    assert len(her.history) == times_rung + 1, "she was rung more than once"
    assert world.callback().state == "in_progress"
    adviser.follow()


def answered_at_home(world: World, watch: Watch) -> None:
    """Journey 1."""
    tess = Patient(world, "tess").ready()
    watch()
    rings_in(world, tess)


def answered_elsewhere(world: World, watch: Watch) -> None:
    """Journey 2."""
    asha = Patient(world, "asha").ready()
    watch()
    rings_in(world, asha)
    assert world.callback().site_id == world.site("somerset").id


def rung_back_and_resumed(world: World, watch: Watch) -> None:
    """Journey 3: a call-back that is broken off, and goes on another time."""
    tess = booked_with(world)
    watch()
    is_rung_back(world, tess)
    tess.has_answered(upto="home.tenure")
    tess.break_off()
    tess.book()
    tess.end_call().wrap_up("rest_booked", then="away")
    is_rung_back(world, tess)
    assert tess.field == "home.tenure"
    world.end_call(tess.username)
    tess.wrap_up("not_in")


def finished_and_posted(world: World, watch: Watch) -> None:
    """Journey 4."""
    tess = booked_with(world)
    is_rung_back(world, tess)
    tess.has_answered()
    watch()
    tess.finish()
    tess.end_call().wrap_up("finished")
    assert [callback.state for callback in world.callbacks()] == ["kept"]
    letters = world.settings.letters_dir
    with world.session() as session:
        jobs.enqueue(session, "paper", "print", {}, world.now(), once_key="the crashing test's run")
    until(world, lambda: any(letters.glob("*.pdf")), lambda: None, "the form is printed")
    world.pass_time(180)
    assert len(list(letters.glob("*.pdf"))) == 1


def interpreted_and_broken_off(world: World, watch: Watch) -> None:
    """Journey 5: the interpreter is rung before her, goes in the middle, and another is added."""
    tess = booked_with(world, interpreted="pa")
    watch()
    is_rung_back(world, tess)
    desk = world.desk(tess.username)
    first = next(one for one in interpreters(world) if together(one, desk))
    world.hang_up(first)
    until(world, lambda: "Add interpreter" in tess.follow().text, lambda: None, "it is known that the interpreter went")
    tess.press_interpreter()

    def act() -> None:
        for one in interpreters(world):
            take(world, one)

    until(world, lambda: interpreted(world, desk), act, "another joins")
    assert together(world.exchange.telephone(CLAIMANT), desk)
    tess.has_answered(upto="home.tenure")
    tess.break_off()
    tess.book()
    tess.end_call().wrap_up("rest_booked", then="away")
    world.pass_time(120)
    assert not any(one.call for one in interpreters(world)), "an interpreter is left on the line"


def booked_with(world: World, interpreted: str | None = None) -> Adviser:
    """A call-back of a person who rang in before, and the adviser who is kept for it."""
    booked = world.book("somerset", interpreted=interpreted)
    return Patient(world, world.held_for(booked))


@dataclass(frozen=True)
class Journey:
    """What is lived through, in at least so many steps."""

    name: str
    live: Callable[[World, Watch], None]
    steps: int


JOURNEYS = [
    Journey("1, answered at home", answered_at_home, 60),
    Journey("2, answered elsewhere", answered_elsewhere, 60),
    Journey("3, rung back, broken off and resumed", rung_back_and_resumed, 60),
    Journey("4, finished and posted", finished_and_posted, 20),
    Journey("5, with an interpreter, who goes, and another", interpreted_and_broken_off, 60),
]


def live(alone: Alone, monkeypatch: pytest.MonkeyPatch, journey: Journey, crash_at: int | None) -> Steps:
    """The journey, with a crash at a step. What must hold when it is over is looked at where worlds are made."""
    with alone(MONDAY_AT_TEN) as world:
        for old in world.settings.letters_dir.glob("*.pdf"):
            old.unlink()
        with steps(monkeypatch, world, crash_at) as kept:
            try:
                journey.live(world, lambda: setattr(kept, "watching", True))
            except AssertionError as failed:
                raise AssertionError(f"{failed}; it died {kept.where}") from failed
            kept.watching = False
            world.pass_time(120)
    return kept


def step_of(journey: Journey, died: Steps) -> str:
    """The step at which it died, in words that are the same in every run."""
    return f"journey {journey.name}: {died.crash_at}, {VARYING.sub('…', died.where)}"


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.name[0])
def test_a_journey_survives_a_crash_at_some_steps(
    alone: Alone, monkeypatch: pytest.MonkeyPatch, journey: Journey
) -> None:
    for crash_at in random.sample(range(1, journey.steps + 1), SAMPLE):
        # when a process dies at one of its steps, then it is lived to its end all the same
        died = live(alone, monkeypatch, journey, crash_at)
        assert died.where, f"the journey has fewer than {crash_at} steps"
        survived("crash", step_of(journey, died))


@pytest.mark.long
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda one: one.name[0])
def test_a_journey_survives_a_crash_at_every_step(
    alone: Alone, monkeypatch: pytest.MonkeyPatch, journey: Journey, share: int
) -> None:
    # given a process dies at this step, then at the step so many later, and so on
    crash_at = share + 1
    while (died := live(alone, monkeypatch, journey, crash_at)).where:
        # then the journey is lived to its end all the same: until there is no such step any more
        survived("crash", step_of(journey, died))
        crash_at += SHARES
    assert crash_at > journey.steps
