"""Everybody is on a break: she is not kept waiting for nobody, and whoever comes back is there for her."""

from app.practice.calls.call import Call
from tests.journeys.scenes import heard, together
from tests.journeys.test_booking_by_keypad import MESSAGE, NO_HELP, SAFE, SAME_NUMBER, name
from tests.journeys.test_overflow import HOME_ADVISERS
from tests.journeys.world import World

ASKED = "Shall we ring you on this number?"


def everybody_on_a_break(world: World) -> None:
    """All advisers of every site are signed in, and none of them is there."""
    for username in (one for there in HOME_ADVISERS.values() for one in there):
        world.ready(username)
        world.presence_to(username, "break")


def start_claim(world: World, from_: str | None = None) -> Call:
    """She rings Somerset to start a claim."""
    call = world.ring("somerset", from_) if from_ else world.ring("somerset")
    world.press(call, "1", "1")
    return call


def test_she_is_asked_at_once_and_books_by_keypad(world: World) -> None:
    # given every adviser of every site has a break
    everybody_on_a_break(world)

    # when she wants to start a claim
    call = start_claim(world)
    world.pass_time(5)

    # then she is asked at once how to reach her, and books; no desk rang, and nobody tells her to ring again
    assert any(ASKED in one for one in heard(call))
    world.press(call, SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)
    world.press(call, "1")
    world.pass_time(30)
    assert [one.state for one in world.callbacks()] == ["booked"]
    assert world.offers() == []
    assert not any("ring again" in one or "call again" in one for one in heard(call))


def test_no_time_suits_her_and_a_call_is_owed(world: World) -> None:
    # given every adviser of every site has a break, and she has heard the times
    everybody_on_a_break(world)
    call = start_claim(world)
    world.press(call, SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)
    world.until_heard(call, "If none of these suits you, press 9.")

    # when none suits her, then a call is owed, with a deadline, and nobody tells her to ring again
    world.press(call, "9")
    world.pass_time(12)
    [owed] = world.callbacks()
    assert owed.state == "owed"
    assert owed.deadline is not None
    assert any("we owe you a call" in one for one in heard(call))
    assert not any("no time to offer" in one for one in heard(call))


def test_the_last_one_there_goes_while_she_waits(world: World) -> None:
    # given she waits for the only one who is not on a break
    everybody_on_a_break(world)
    world.ready("tess")
    other = start_claim(world, "+441632960001")
    world.take("tess")
    call = start_claim(world)
    world.pass_time(20)
    assert world.demand_of(call).state == "waiting"

    # when he has a break too
    world.hang_up(other)
    world.end_call("tess")
    world.presence_to("tess", "break")

    # then she is let out of the line at once, and asked
    world.until_heard(call, ASKED, within=4)
    assert world.demand_of(call).state == "choosing"


def test_he_comes_back_while_she_chooses_and_is_offered_her_when_she_goes_back(world: World) -> None:
    # given she waits for the only one who is not on a break, and looks at the times there are
    everybody_on_a_break(world)
    world.ready("tess")
    other = start_claim(world, "+441632960001")
    world.take("tess")
    call = start_claim(world)
    joined = world.demand_of(call).joined_at
    world.press(call, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)

    # when his call ends, he has a break and comes back meanwhile
    world.hang_up(other)
    world.end_call("tess")
    world.presence_to("tess", "break")
    world.pass_time(10)
    world.ready("tess")

    # then he is not rung while she chooses, and at once when she goes back to her place
    assert not world.desk("tess").ringing
    world.press(call, "9")
    assert world.demand_of(call).joined_at == joined
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert world.callbacks() == []
