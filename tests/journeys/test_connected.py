"""Once they talk: hold, End, and a line that is cut off."""

import pytest

from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from tests.journeys import scenes
from tests.journeys.scenes import heard, together
from tests.journeys.world import World


@pytest.fixture
def talking(world: World) -> tuple[Call, Telephone]:
    """She and an adviser of Somerset talk."""
    return scenes.talk(world, seconds=30)


def test_on_hold_neither_hears_the_other(world: World, talking: tuple[Call, Telephone]) -> None:
    # when he puts her on hold
    call, desk = talking
    world.hold("tess")

    # then she hears music and he is not heard
    assert call.on_hold
    desk.speak("Just between us")
    assert "Just between us" not in heard(call)

    # when he takes her back, then they hear each other
    world.hold("tess", on=False)
    assert not call.on_hold
    desk.speak("I am back")
    assert call.last_said == "I am back"


def test_hold_pressed_once_his_line_was_lost(world: World, talking: tuple[Call, Telephone]) -> None:
    # given his line was cut off, and she was asked to hold on
    call, desk = talking
    world.hang_up(desk)
    world.pass_time(1)

    # when he presses Hold all the same, then nothing comes of it
    world.hold("tess")
    assert call.is_live
    assert not call.on_hold


def test_end_lets_both_go(world: World, talking: tuple[Call, Telephone]) -> None:
    # when he presses End
    call, desk = talking
    world.end_call("tess")

    # then both lines are free, and he wraps up
    assert not call.is_live
    assert desk.call is None
    assert world.presence("tess") == "wrapping_up"
    assert world.connection("tess").end_reason == "ended_by_adviser"


def test_end_pressed_twice_is_one_end(world: World, talking: tuple[Call, Telephone]) -> None:
    # when he presses End twice
    call, _desk = talking
    world.end_call("tess")
    ended_at = world.connection("tess").ended_at
    world.end_call("tess")

    # then nothing more comes of it
    assert world.connection("tess").ended_at == ended_at
    assert not call.is_live


def test_his_line_drops_and_she_goes_to_the_head_of_the_line(world: World, talking: tuple[Call, Telephone]) -> None:
    # given another adviser is busy, and somebody who came later waits
    call, desk = talking
    world.ready("una")
    other = world.ring("somerset", "+441632960001")
    world.press(other, "1", "1")
    world.take("una")
    later = world.ring("somerset", "+441632960002")
    world.press(later, "1", "1")
    world.pass_time(5)

    # when his line drops, and she stays on hers
    world.hang_up(desk)
    world.pass_time(1)
    assert "Please hold on. The line to the adviser was lost, and we are joining you again." in heard(call)
    world.pass_time(12)
    assert world.presence_and_reason("tess") == ("wrapping_up", "line_dropped")

    # then she stands before the one who came later, and the next adviser takes her
    world.end_call("una")
    world.ready("una")
    world.pass_time(2)
    second = world.take("una")
    world.pass_time(3)
    assert together(call, second)
    assert not together(later, second)


def test_his_line_drops_and_he_takes_her_again_when_he_is_ready(world: World, talking: tuple[Call, Telephone]) -> None:
    # given his line dropped, and another adviser is at work but busy
    call, desk = talking
    world.ready("una")
    world.presence_to("una", "in_interview")
    world.hang_up(desk)
    world.pass_time(12)

    # when he is ready again
    world.ready("tess")

    # then it is he who is rung for her
    desk = world.take("tess")
    world.pass_time(3)
    assert together(call, desk)


def test_both_hang_up_within_ten_seconds_it_was_the_end(world: World, talking: tuple[Call, Telephone]) -> None:
    # when he puts down without End, and she does so eight seconds later
    call, desk = talking
    world.hang_up(desk)
    world.pass_time(8)
    world.hang_up(call)
    world.pass_time(30)

    # then it was a normal end: nobody is rung again
    assert world.demand().state == "served"
    assert len(world.offers()) == 1
    assert world.presence("tess") == "wrapping_up"


def test_the_word_of_his_hanging_up_is_lost(world: World, talking: tuple[Call, Telephone]) -> None:
    # given Twilio's word of his hanging up never comes
    call, desk = talking
    world.exchange.faults.lose_webhook("/status")
    world.hang_up(desk)
    assert world.presence("tess") == "on_call"

    # when his leg is asked after
    world.pass_time(400)

    # then he is on a call no longer, and she was told to hold on
    assert world.presence("tess") == "wrapping_up"
    assert any("Please hold on." in sentence for sentence in heard(call))


def test_the_word_of_his_not_answering_is_lost(world: World) -> None:
    # given an adviser lets it ring, and Twilio's word of that never comes
    world.ready("tess")
    world.pass_time(1)
    world.ready("una")
    call = world.ring("somerset")
    world.exchange.faults.lose_webhook("/status", times=3)
    world.press(call, "1", "1")

    # when he should long have answered
    world.until_rings("una", within=90)

    # then he is set away, and the next was rung
    assert world.presence("tess") == "away"
