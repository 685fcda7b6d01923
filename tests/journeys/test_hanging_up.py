"""She hangs up, at each step: nobody is left ringing, nobody waits for a ghost, and the next in the line is served."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.calls import models
from app.line.models import Demand
from app.practice.calls.call import Call
from tests.journeys import scenes
from tests.journeys.scenes import together
from tests.journeys.tally import survived
from tests.journeys.world import World

pytestmark = pytest.mark.usefixtures("of_calls_only")

Step = Callable[[World, Call], None]


def greeting(_world: World, _call: Call) -> None:
    """While she is greeted."""


def language(world: World, call: Call) -> None:
    """After choosing a language."""
    world.press(call, "1")


def waiting(world: World, call: Call) -> None:
    """In the line, nobody being free."""
    world.press(call, "1", "1")
    world.pass_time(10)


def choosing(world: World, call: Call) -> None:
    """While she books by keypad."""
    world.press(call, "1", "1")
    world.pass_time(10)
    world.press(call, "1", "1")
    world.pass_time(1)


def key_pressed(world: World, call: Call) -> None:
    """Right after the key that books instead."""
    world.press(call, "1", "1")
    world.pass_time(10)
    call.press("1")


@pytest.mark.parametrize("step", [greeting, language, waiting, choosing, key_pressed])
def test_before_any_adviser_is_rung(world: World, step: Step) -> None:
    # given the only adviser is on another call
    world.ready("tess")
    other = world.ring("somerset", "+441632960001")
    world.press(other, "1", "1")
    desk = world.take("tess")
    world.pass_time(2)

    # when she rings and hangs up at that step
    call = world.ring("somerset")
    step(world, call)
    world.hang_up(call)
    world.pass_time(5)

    # then the line is empty, and the other two still talk
    assert together(other, desk)
    with world.session() as session:
        hers = session.scalars(select(models.Call).where(models.Call.sid == call.sid)).one()
        assert (hers.state, hers.ended_at) == ("ended", world.ended_at(call))
        demands = session.scalars(select(Demand).where(Demand.call_id == hers.id)).all()
        assert [demand.state for demand in demands] in ([], ["abandoned"])
    survived("she hangs up", (step.__doc__ or "").strip(".").lower())


def test_while_his_desk_rings(world: World) -> None:
    # given she is offered to the adviser idle longest, and his desk rings
    world.ready("tess")
    world.pass_time(30)
    world.ready("una")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    idle_since = world.idle_since("tess")
    assert world.desk("tess").ringing

    # when she hangs up
    world.hang_up(call)

    # then his desk stops ringing, and he is ready and still first in turn
    assert not world.desk("tess").ringing
    assert world.presence("tess") == "ready"
    assert world.idle_since("tess") == idle_since
    following = world.ring("somerset", "+441632960001")
    world.press(following, "1", "1")
    assert world.desk("tess").ringing
    survived("she hangs up", "while his desk rings")


def test_after_he_picked_up_and_before_he_accepts(world: World) -> None:
    # given he has picked up and hears who it is
    call, desk = scenes.picked_up(world)

    # when she hangs up
    world.hang_up(call)
    world.pass_time(3)

    # then he is let go, and is ready for the next
    assert desk.call is None
    assert world.presence("tess") == "ready"
    survived("she hangs up", "after he picked up")


def test_as_he_accepts(world: World) -> None:
    # given he has picked up
    call, desk = scenes.picked_up(world)

    # when he presses 1 and she hangs up in the same moment
    desk.press("1")
    call.hang_up()
    world.settle()
    world.pass_time(10)

    # then he hears that the caller has gone, and wraps up or is ready
    assert desk.call is None
    assert "gone" in desk.last_said or "hung up" in desk.last_said
    assert world.presence("tess") in ("wrapping_up", "ready")
    survived("she hangs up", "as he accepts")


def test_as_he_accepts_and_her_hanging_up_is_told_late(world: World) -> None:
    # given he has picked up, and the word of her hanging up is lost
    call, desk = scenes.picked_up(world)
    world.exchange.faults.lose_webhook("/voice/status")
    world.hang_up(call)

    # when he presses 1
    world.press(desk, "1")
    world.pass_time(10)

    # then her call cannot be put through, and he is told
    assert "The caller has hung up." in [heard.text for heard in desk.said]
    assert world.presence("tess") == "wrapping_up"
    survived("lost completed of a caller", "as he accepts")


def test_in_conference(world: World) -> None:
    # given the two talk
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    desk = world.take("tess")
    world.pass_time(30)

    # when she hangs up
    world.hang_up(call)
    world.pass_time(5)

    # then he is told, his line is free, and he wraps up
    assert desk.call is None
    assert desk.last_said == "The caller has hung up."
    assert world.presence("tess") == "wrapping_up"
    assert world.demand().state == "served"
    survived("she hangs up", "as they talk")


def test_on_hold(world: World) -> None:
    # given she is on hold
    call, desk = scenes.talk(world)
    world.hold("tess")
    assert call.on_hold
    assert desk.call is not None
    assert desk.call.in_conference

    # when she hangs up
    world.hang_up(call)
    world.pass_time(5)

    # then he is told, and wraps up
    assert desk.last_said == "The caller has hung up."
    assert world.presence("tess") == "wrapping_up"
    survived("she hangs up", "on hold")


def test_and_rings_again_at_once(world: World) -> None:
    # given she hung up in the line
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.hang_up(call)

    # when she rings again
    again = world.ring("somerset")
    world.press(again, "1", "1")

    # then she is answered
    desk = world.take("tess")
    world.pass_time(2)
    assert together(again, desk)
