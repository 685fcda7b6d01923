"""A supervisor on a call, and a line drops, or Twilio fails her: the two go on, and what she is shown is true."""

import pytest

from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from tests.journeys import scenes
from tests.journeys.listening import (
    DESK,
    add_supervisor,
    asks,
    leaves,
    leg,
    modes,
    picks_up,
    switches,
    who_hears,
)
from tests.journeys.scenes import together
from tests.journeys.world import World


@pytest.fixture
def talking(world: World) -> tuple[Call, Telephone]:
    """She and Tess of Somerset talk, and Sal, their supervisor, has a telephone on the desk."""
    add_supervisor(world)
    return scenes.talk(world)


def test_her_line_drops_and_they_go_on(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    asks(world, "whisper")
    world.hang_up(picks_up(world))
    world.pass_time(20)
    assert together(call, desk)
    assert leg(world) is None


def test_his_line_drops_while_she_whispers(world: World, talking: tuple[Call, Telephone]) -> None:
    # given she coaches Tess
    call, desk = talking
    asks(world, "whisper")
    supervisor = picks_up(world)

    # when his line is cut off
    world.hang_up(desk)
    world.pass_time(5)

    # then she is told and let go, and the caller is asked to hold on, and has an adviser again
    assert any("The adviser's line was lost" in one.text for one in supervisor.said)
    assert supervisor.call is None
    world.pass_time(10)
    world.ready("una")
    second = world.take("una")
    world.pass_time(2)
    assert together(call, second)


def test_his_line_is_gone_and_we_do_not_know_it_yet_when_she_begins_to_whisper(
    world: World, talking: tuple[Call, Telephone]
) -> None:
    # given she has picked up, and the word that his line was cut off is late
    call, desk = talking
    asks(world, "whisper")
    supervisor = world.exchange.telephone(DESK)
    supervisor.answer()
    world.settle()
    world.exchange.faults.delay_webhook("/status", times=1, seconds=6)
    world.hang_up(desk)

    # when she presses 1, Twilio finds nobody to coach
    world.expected_errors.add(13240)
    world.press(supervisor, "1")
    assert 13240 in {note.code for note in world.exchange.notifications}

    # then she is never heard by the caller, is told once it is known, and the caller has an adviser again
    world.pass_time(20)
    assert any("The adviser's line was lost" in one.text for one in supervisor.said)
    assert supervisor.call is None
    world.pass_time(5)
    world.ready("una")
    second = world.take("una")
    world.pass_time(2)
    assert together(call, second)


def test_his_line_drops_while_her_telephone_rings(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    asks(world, "listen")
    world.hang_up(desk)
    world.pass_time(2)
    assert world.exchange.telephone(DESK).call is None
    assert leg(world) is None
    assert call.is_live


def test_coach_of_one_who_has_gone_is_refused_and_nothing_changes(
    world: World, talking: tuple[Call, Telephone]
) -> None:
    # given she listens, and Twilio will say that the adviser is not there to be coached
    call, desk = talking
    asks(world, "listen")
    supervisor = picks_up(world)
    world.exchange.faults.fail_rest("/Participants", status=400, code=13240)

    # when she asks to whisper
    switches(world, "whisper")

    # then she still listens, is still not heard, and is shown what is true
    assert modes(world) == ("listen", "listen")
    assert who_hears(call, desk, supervisor, "Hello?") == ""


def test_twilio_is_away_when_she_switches(world: World, talking: tuple[Call, Telephone]) -> None:
    # given Twilio answers with errors
    call, desk = talking
    asks(world, "join")
    supervisor = picks_up(world)
    world.exchange.faults.fail_rest("/Participants", status=503, times=2)

    # when she asks only to listen, then until Twilio took it she is shown as heard, for so she is
    switches(world, "listen")
    assert modes(world) == ("listen", "join")
    assert who_hears(call, desk, supervisor, "Still here") == "she he"

    # and it is told again by itself
    world.pass_time(15)
    assert modes(world) == ("listen", "listen")
    assert who_hears(call, desk, supervisor, "Not any more") == ""


def test_twilio_will_not_ring_her(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    world.exchange.faults.fail_rest("/Calls.json", status=400, code=21211)
    asks(world, "listen")
    assert leg(world) is None
    assert together(call, desk)


def test_the_answer_to_the_dial_is_lost_and_her_telephone_rings_once(
    world: World, talking: tuple[Call, Telephone]
) -> None:
    # given the call is made, and we are not told
    _call, _desk = talking
    world.exchange.faults.lose_answer("/Calls.json")
    asks(world, "listen")

    # when she picks up, then it is the one call, adopted by what it tells
    picks_up(world)
    world.pass_time(60)
    assert len(world.exchange.telephone(DESK).history) == 1
    assert modes(world) == ("listen", "listen")


def test_every_webhook_of_hers_comes_twice(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    world.exchange.faults.double_webhook("/voice/leg/", times=100)
    asks(world, "whisper")
    supervisor = picks_up(world)
    world.pass_time(5)
    assert who_hears(call, desk, supervisor, "Twice") == "he"
    leaves(world)
    world.pass_time(5)
    assert leg(world) is None
    assert together(call, desk)


def test_left_while_the_request_to_ring_is_on_its_way(world: World, talking: tuple[Call, Telephone]) -> None:
    # given the answer to the dial is lost, and she leaves before anything is heard of it
    call, desk = talking
    world.exchange.faults.lose_answer("/Calls.json")
    world.exchange.faults.delay_webhook("/voice/leg/", times=2, seconds=10)
    asks(world, "listen")
    leaves(world)
    assert leg(world) is None

    # when it tells of itself after all, then it is hung up
    world.pass_time(30)
    assert world.exchange.telephone(DESK).call is None
    assert together(call, desk)
