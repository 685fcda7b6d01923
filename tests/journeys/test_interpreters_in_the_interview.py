"""Journey 5, in the interview: the interpreter leaves, is lost or is let go, and it ends nothing."""

import pytest

from app.callbacks.models import Callback
from app.practice.calls.people import Telephone
from tests.journeys import scenes
from tests.journeys.scenes import interpreters, joins, legs_left, together
from tests.journeys.tally import survived
from tests.journeys.world import World

Interpreted = tuple[Callback, str, Telephone, Telephone]


@pytest.fixture
def interpreted(world: World) -> Interpreted:
    """The three talk: call-back, adviser, her telephone, the interpreter's."""
    return scenes.interpreted(world)


def test_the_interpreter_hangs_up_in_the_interview_and_another_is_added(world: World, interpreted: Interpreted) -> None:
    # when the interpreter's line goes
    _, kept, her, interpreter = interpreted
    world.hang_up(interpreter)
    world.pass_time(5)

    # then the two are still together, and nobody is rung by itself
    assert together(her, world.desk(kept))
    assert world.connection(kept).interpreter_state == "gone"
    assert not any(one.ringing for one in interpreters(world))

    # when the adviser has one rung again, and the first is engaged
    interpreter.behaviour = "busy"
    assert world.add_interpreter(kept)
    assert not world.add_interpreter(kept), "pressed twice, one is rung once"
    second = interpreters(world)[1]
    joins(world, second)

    # then the three are together, and she was rung once
    assert together(second, her)
    assert len(her.history) == 1
    world.end_call(kept)
    assert legs_left(world) == []
    survived("an interpreter hangs up", "in the interview")


def test_no_interpreter_can_be_added_in_the_interview_and_the_two_go_on(world: World, interpreted: Interpreted) -> None:
    # given the interpreter has gone, and nobody else is to be had
    _, kept, her, _ = interpreted
    for one in interpreters(world):
        world.hang_up(one)
        one.behaviour = "busy"

    # when the adviser has one rung
    assert world.add_interpreter(kept)
    world.pass_time(5)

    # then the call goes on, nothing is recorded, and he may try once more
    assert together(her, world.desk(kept))
    assert world.connection(kept).interpreter_state == "unreached"
    assert world.attempts() == [None]
    assert world.add_interpreter(kept)
    survived("no interpreter can be had", "in the interview")


def test_she_is_held_and_the_interpreter_stays(world: World, interpreted: Interpreted) -> None:
    # when she is put on hold
    _, kept, her, interpreter = interpreted
    world.hold(kept)
    world.pass_time(120)

    # then she hears music, and adviser and interpreter talk on
    assert her.call is not None
    assert her.call.on_hold
    assert interpreter.call is not None
    assert not interpreter.call.on_hold
    assert together(interpreter, world.desk(kept))

    # when she is taken off hold, then the three talk
    world.hold(kept, on=False)
    assert not her.call.on_hold
    assert together(her, interpreter)
    assert together(interpreter, world.desk(kept))


def test_the_interpreter_is_lost_while_she_is_held(world: World, interpreted: Interpreted) -> None:
    # given she is on hold
    _, kept, her, interpreter = interpreted
    world.hold(kept)

    # when the interpreter's line is lost
    world.hang_up(interpreter)
    world.pass_time(5)

    # then she and the adviser stay, she on hold
    assert her.call is not None
    assert her.call.on_hold
    assert together(her, world.desk(kept))

    # when he has another rung and takes her off hold, then the three talk
    assert world.add_interpreter(kept)
    joins(world, interpreters(world)[0])
    world.hold(kept, on=False)
    assert not her.call.on_hold
    assert together(her, interpreters(world)[0])
    survived("an interpreter hangs up", "while she is held")


def test_her_line_drops_while_she_is_held_and_the_interpreter_is_let_go(world: World, interpreted: Interpreted) -> None:
    # given she is on hold
    _, kept, her, interpreter = interpreted
    world.hold(kept)

    # when her line drops
    world.hang_up(her)
    world.pass_time(10)

    # then the adviser is told, and no leg is left
    assert "The claimant's line was lost while on hold." in world.desk(kept).last_said
    assert interpreter.call is None
    assert legs_left(world) == []

    # when it is made again, then first the adviser is rung, then an interpreter, then she
    world.ready(kept)
    world.until_rings(kept)
    world.take(kept)
    assert not her.ringing
    joins(world, interpreter)
    assert her.ringing
    survived("her line drops", "held, with an interpreter")


def test_she_hangs_up_and_the_interpreter_is_let_go(world: World, interpreted: Interpreted) -> None:
    # when she puts the receiver down
    _, kept, her, interpreter = interpreted
    world.hang_up(her)
    world.pass_time(10)

    # then nobody is left on a line
    assert interpreter.call is None
    assert world.desk(kept).call is None
    assert legs_left(world) == []
    survived("she hangs up", "in an interview with an interpreter")


def test_his_line_drops_in_the_interview_and_the_next_has_an_interpreter_rung_again(
    world: World, interpreted: Interpreted
) -> None:
    # given the three talk
    _, kept, her, interpreter = interpreted

    # when the adviser's line drops, then the interpreter is let go, and she holds on
    world.hang_up(world.desk(kept))
    world.pass_time(12)
    assert interpreter.call is None
    assert her.call is not None

    # when he takes her again, then she is put through, and an interpreter is rung by itself
    world.ready(kept)
    world.until_rings(kept)
    world.take(kept)
    world.pass_time(3)
    assert together(her, world.desk(kept))
    joins(world, interpreter)
    assert together(her, interpreter)
    assert len(her.history) == 1
    world.end_call(kept)
    assert legs_left(world) == []
    survived("an adviser drops", "in an interview with an interpreter")


def test_the_word_of_the_interpreters_leaving_is_lost(world: World, interpreted: Interpreted) -> None:
    # given Twilio's word of it never comes
    _, kept, her, interpreter = interpreted
    world.pass_time(70)
    world.exchange.faults.lose_webhook("/status")

    # when the interpreter hangs up, then within two minutes it is known all the same, and the two are together
    world.hang_up(interpreter)
    world.pass_time(120)
    assert world.connection(kept).interpreter_state == "gone"
    assert together(her, world.desk(kept))
    survived("callbacks are lost", "an interpreter leaves")
