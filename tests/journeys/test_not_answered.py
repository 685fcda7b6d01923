"""An adviser who is offered a call does not take it: she keeps her place and her time, and the next is asked."""

from collections.abc import Callable

import pytest

from app.practice.calls.call import Call
from tests.journeys.scenes import together
from tests.journeys.tally import survived
from tests.journeys.world import World


def waiting(world: World) -> Call:
    """She waits at Somerset for an adviser."""
    call = world.ring("somerset")
    world.press(call, "1", "1")
    return call


def test_he_does_not_answer_and_the_next_is_offered(world: World) -> None:
    # given two advisers are ready, the first idle longer, and she has just joined the line
    world.ready("tess")
    world.pass_time(10)
    world.ready("una")
    call = waiting(world)
    joined = world.demand().joined_at
    assert world.desk("tess").ringing

    # when the first lets it ring
    world.pass_time(25)

    # then he is set away and sees why, and the next takes her with her time kept
    assert world.presence_and_reason("tess") == ("away", "did_not_answer")
    desk = world.take("una")
    world.pass_time(2)
    assert together(call, desk)
    assert world.demand().joined_at == joined
    assert [offer.state for offer in world.offers()] == ["unanswered", "accepted"]
    survived("an adviser's telephone: no-answer", "a caller waits")


def test_an_engaged_desk_is_passed_over(world: World) -> None:
    # given the first adviser's telephone is engaged by a private call
    world.desk("tess").behaviour = "busy"
    world.ready("tess")
    world.pass_time(10)
    world.ready("una")

    # when she waits
    call = waiting(world)

    # then he is set away, as his telephone is engaged, and the next takes her
    assert world.presence_and_reason("tess") == ("away", "telephone_engaged")
    desk = world.take("una")
    world.pass_time(2)
    assert together(call, desk)
    survived("an adviser's telephone: busy", "a caller waits")


def test_an_unreachable_desk_is_no_longer_ready(world: World) -> None:
    # given the first adviser's telephone is not plugged in
    world.desk("tess").behaviour = "unreachable"
    world.ready("tess")
    world.pass_time(10)
    world.ready("una")

    # when she waits
    waiting(world)

    # then he is set away, and the next is rung
    assert world.presence("tess") == "away"
    assert world.desk("una").ringing
    survived("an adviser's telephone: unreachable", "a caller waits")


def test_twilio_refuses_his_number(world: World) -> None:
    # given Twilio refuses to ring the first adviser
    world.ready("tess")
    world.pass_time(10)
    world.ready("una")
    world.exchange.faults.fail_rest("Calls.json", status=400, code=21211)

    # when she waits
    call = waiting(world)

    # then he is set away with Twilio's code, and the next takes her
    assert world.presence_and_reason("tess") == ("away", "telephone_refused_21211")
    desk = world.take("una")
    world.pass_time(2)
    assert together(call, desk)
    survived("Twilio refuses a number", "a caller waits")


def test_a_voicemail_is_not_an_adviser(world: World) -> None:
    # given the first adviser's desk goes to voicemail
    world.desk("tess").behaviour = "voicemail"
    world.ready("tess")
    world.pass_time(10)
    world.ready("una")

    # when she waits, and the voicemail answers without pressing 1
    call = waiting(world)
    world.until_rings("una")

    # then she never heard the machine, and the next adviser takes her
    assert call.in_conference is None
    assert world.presence_and_reason("tess") == ("away", "did_not_take_the_call")
    desk = world.take("una")
    world.pass_time(2)
    assert together(call, desk)
    survived("an adviser's telephone: voicemail", "a caller waits")


def test_he_answers_and_hangs_up_without_taking_it(world: World) -> None:
    # given one is ready and rung
    world.ready("tess")
    world.pass_time(10)
    world.ready("una")
    call = waiting(world)

    # when he picks up and puts down again
    world.desk("tess").answer()
    world.settle()
    world.hang_up(world.desk("tess"))

    # then the next takes her
    desk = world.take("una")
    world.pass_time(2)
    assert together(call, desk)


def test_the_only_adviser_is_not_offered_the_same_call_twice_running(world: World) -> None:
    # given the only adviser at work anywhere does not answer
    world.ready("tess")
    call = waiting(world)
    world.pass_time(25)
    assert world.presence("tess") == "away"
    world.pass_time(10)
    assert len(world.offers()) == 1
    assert call.is_live


def test_he_comes_back_and_is_offered_her_again(world: World) -> None:
    # given two are at work, one talks, the other missed her call and was set away
    world.ready("una")
    busy = world.ring("somerset", "+441632960001")
    world.press(busy, "1", "1")
    world.take("una")
    world.ready("tess")
    call = waiting(world)
    world.pass_time(25)
    assert world.presence("tess") == "away"

    # when he says that he is ready again
    world.pass_time(5)
    world.ready("tess")

    # then she is offered to him, rather than wait for the other for ever
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)


@pytest.mark.parametrize("behaviour", ["busy", "unreachable"])
def test_everybody_fails_and_the_line_books_for_her(world: World, behaviour: str) -> None:
    # given no telephone of any adviser works
    for username in ("tess", "una"):
        world.desk(username).behaviour = behaviour  # type: ignore[assignment]
    world.ready("tess", "una")

    # when she waits
    call = waiting(world)
    world.pass_time(30)

    # then nobody is left who could take her, and she is asked how to reach her
    assert any("Shall we ring you on this number?" in heard.text for heard in call.said)


def test_a_callers_wait_is_counted_from_her_first_joining(world: World, advance: Callable[[float], None]) -> None:
    # given she joined, and two advisers in turn let it ring
    world.ready("tess")
    world.pass_time(1)
    world.ready("una")
    waiting(world)
    joined = world.demand().joined_at
    advance(25)
    advance(25)

    # then the time of joining has not moved
    assert world.demand().joined_at == joined


@pytest.fixture
def advance(world: World) -> Callable[[float], None]:
    """Let time pass."""
    return world.pass_time


def test_whoever_has_somebody_is_offered_nobody_whatever_is_said_of_him(world: World) -> None:
    # given one adviser is with a caller though he is kept as ready, and another comes
    world.ready("tess")
    first = waiting(world)
    desk = world.take("tess")
    world.ready("tess")
    world.pass_time(130)
    world.ready("una")

    # when somebody else waits
    second = world.ring("somerset", "+441632960002")
    world.press(second, "1", "1")

    # then the other is rung, and he keeps whom he has
    other = world.take("una")
    world.pass_time(2)
    assert together(second, other)
    assert together(first, desk)
