"""The sweep: whatever was lost on the way, a minute or two later we and Twilio say the same of every call."""

import pytest
from sqlalchemy import select

from app.calls import comparing, models
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from tests.journeys import scenes
from tests.journeys.scenes import together
from tests.journeys.tally import survived
from tests.journeys.world import World

pytestmark = pytest.mark.usefixtures("of_calls_only")


def mended(world: World) -> dict[str, int]:
    """What the sweep has mended so far."""
    with world.session() as session:
        return comparing.mended(session)


def minutes_pass(world: World, count: int) -> None:
    """Let minutes pass, one after the other, as they do."""
    for _ in range(count):
        world.pass_time(60)


@pytest.fixture
def talking(world: World) -> tuple[Call, Telephone]:
    """She and an adviser of Somerset talk."""
    return scenes.talk(world)


def greeted(_world: World, _call: Call) -> None:
    """While she is greeted."""


def waiting(world: World, call: Call) -> None:
    """In the line."""
    world.press(call, "1", "1")
    world.pass_time(5)


def choosing(world: World, call: Call) -> None:
    """While she books by keypad."""
    waiting(world, call)
    world.press(call, "1")
    world.pass_time(5)


@pytest.mark.parametrize("step", [greeted, waiting, choosing])
def test_the_word_of_her_hanging_up_is_lost(world: World, step) -> None:  # type: ignore[no-untyped-def]
    # given the only adviser is on another call
    world.ready("tess")
    other = world.ring("somerset", "+441632960001")
    world.press(other, "1", "1")
    world.take("tess")

    # when she hangs up at that step, and the one word of it never comes
    call = world.ring("somerset")
    step(world, call)
    world.exchange.faults.lose_webhook("/voice/status")
    world.hang_up(call)
    minutes_pass(world, 3)

    # then her call is over for us too, nobody waits in her stead, and it is counted
    with world.session() as session:
        hers = session.scalars(select(models.Call).where(models.Call.sid == call.sid)).one()
        assert (hers.state, hers.end_reason) == ("ended", "completed")
    assert mended(world) == {"call_ended": 1}
    survived("lost completed of a caller", f"hanging up, {(step.__doc__ or '').strip('.').lower()}")


def test_the_word_of_her_hanging_up_is_lost_as_they_talk(world: World, talking: tuple[Call, Telephone]) -> None:
    # given the two talk
    call, desk = talking
    world.exchange.faults.lose_webhook("/voice/status")

    # when she hangs up
    world.hang_up(call)
    minutes_pass(world, 3)

    # then he is told, and wraps up
    assert desk.last_said == "The caller has hung up."
    assert world.presence("tess") == "wrapping_up"
    assert mended(world) == {"call_ended": 1}
    survived("lost completed of a caller", "hanging up, as they talk")


def test_the_word_of_his_line_dropping_is_lost(world: World, talking: tuple[Call, Telephone]) -> None:
    # given the two talk
    call, desk = talking
    world.exchange.faults.lose_webhook("/status")

    # when his line drops
    world.hang_up(desk)
    minutes_pass(world, 2)

    # then she has been asked to hold on, he is not held to be on a call, and is rung for her when he is ready
    assert world.presence("tess") == "wrapping_up"
    world.ready("tess")
    world.until_rings("tess")
    desk = world.take("tess")
    world.pass_time(3)
    assert together(call, desk)
    assert mended(world) == {"leg_ended": 1}
    survived("lost completed of an adviser", "as they talk")


def test_the_word_of_her_hanging_up_in_a_call_back_is_lost(world: World) -> None:
    # given an adviser talks with her in a call-back
    _, kept, her = scenes.rung_back(world)
    desk = world.desk(kept)
    her.answer()
    world.settle()
    assert together(her, desk)

    # when she hangs up, and the word of it is lost
    world.exchange.faults.lose_webhook("/status")
    world.hang_up(her)
    minutes_pass(world, 2)

    # then he is told, and wraps up
    assert desk.last_said == "The caller has hung up."
    assert world.presence(kept) == "wrapping_up"
    assert mended(world) == {"leg_ended": 1}
    survived("lost completed of a call-back", "as they talk")


def test_what_is_over_for_us_and_goes_on_at_twilio_is_hung_up(world: World, talking: tuple[Call, Telephone]) -> None:
    # given he pressed End, and the order to hang up was lost with its worker
    call, desk = talking
    world.expected_failures.add("hang_up")
    world.exchange.faults.fail_rest(lambda target: call.sid in target, status=400, code=20001)
    world.end_call("tess")
    assert call.is_live
    assert desk.call is None
    # and Twilio told us of her end all the same
    with world.session() as session:
        hers = session.scalars(select(models.Call).where(models.Call.sid == call.sid)).one()
        hers.state, hers.ended_at, hers.end_reason = "ended", world.now(), "completed"

    # when both are compared
    minutes_pass(world, 3)

    # then her line is let go: an end is an end
    assert not call.is_live
    assert mended(world) == {"hung_up": 1}
    survived("a call that goes on", "after End was pressed")


def test_a_callback_that_is_only_late_is_left_alone(world: World, talking: tuple[Call, Telephone]) -> None:
    # given the two talk, and a minute has nearly passed since the last sweep
    call, _ = talking
    minutes_pass(world, 2)

    # when she hangs up and everything goes as it should
    world.hang_up(call)
    minutes_pass(world, 2)

    # then there was nothing to mend
    assert mended(world) == {}


def test_a_quiet_service_asks_three_questions_a_minute(world: World) -> None:
    # given nothing is live
    world.pass_time(1)
    before = len(world.exchange.requests)

    # when ten minutes pass
    minutes_pass(world, 10)

    # then Twilio was asked for three lists in each, and for nothing else
    asked = world.exchange.requests[before:]
    assert len(asked) == 30
    assert {one.method for one in asked} == {"GET"}


def test_what_was_mended_is_a_figure(world: World, talking: tuple[Call, Telephone]) -> None:
    # given the word of her hanging up was lost, and mended
    call, _ = talking
    world.exchange.faults.lose_webhook("/voice/status")
    world.hang_up(call)
    minutes_pass(world, 3)

    # when the figures are asked for
    figures = world.app.test_client().get("/metrics").text

    # then it is one of them
    assert 'startline_mended_total{what="call_ended"} 1.0' in figures


def test_a_caller_whom_twilio_no_longer_knows_does_not_wait_for_ever(world: World) -> None:
    # given the only adviser is on another call, somebody waits, and her call is not in Twilio's lists at all
    world.ready("tess")
    other = world.ring("somerset", "+441632960001")
    world.press(other, "1", "1")
    world.take("tess")
    call = world.ring("somerset")
    waiting(world, call)
    del world.exchange.calls[call.sid]

    # when so little time has passed that Twilio's copies may lag, she keeps her place
    minutes_pass(world, 3)
    assert world.demand_of(call).ended_at is None

    # then, after longer, her call is taken for over
    minutes_pass(world, 4)
    assert world.demand_of(call).state == "abandoned"
    assert mended(world) == {"call_ended": 1}
