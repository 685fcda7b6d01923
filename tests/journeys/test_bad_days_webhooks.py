"""Each webhook of a call, from her ringing to her hanging up, struck by each fault: the two talk, and nobody is stuck.

The people do what people do: she answers what she is asked, he picks up when it rings and comes back when he was set
away. Each fault strikes once, at one step, in a call of its own; calls follow each other in one world.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.calls import models
from app.line.models import Demand
from app.practice.calls.call import Call
from app.practice.faults import Faults, Match
from app.practice.twiml.gathering import Gather
from tests.journeys import scenes
from tests.journeys.scenes import heard, together
from tests.journeys.tally import survived
from tests.journeys.test_bad_days_database import WE_SHALL_RING
from tests.journeys.world import CLAIMANT, NUMBERS, World

pytestmark = pytest.mark.usefixtures("of_calls_only")

ASKED: dict[str, Match] = {
    "she rings": "/voice/inbound",
    "she chooses a language": "/turn/0",
    "she says what she wants": "/turn/1",
    "a round of her wait": ("/call/", "/wait "),
    "she leaves the line": ("/call/", "/now "),
    "he picks up": ("/leg/", "/now "),
    "he presses 1": "/key/0",
}
TOLD: dict[str, Match] = {
    "his call is made": ("/leg/", "/status initiated"),
    "his telephone rings": ("/leg/", "/status ringing"),
    "he has picked up": ("/leg/", "/status in-progress"),
    "he is in the conference": ("/events participant-join"),
    "the conference begins": ("/events conference-start"),
    "somebody leaves it": ("/events participant-leave"),
    "his call is over": ("/leg/", "/status completed"),
    "her call is over": "/voice/status completed",
}
EVERYTHING = {**ASKED, **TOLD}
Strike = Callable[[Faults, Match], None]
KINDS: dict[str, tuple[dict[str, Match], Strike]] = {
    "a webhook comes twice": (EVERYTHING, Faults.double_webhook),
    "an event is lost": (TOLD, Faults.lose_webhook),
    "an event comes after the next": (TOLD, Faults.swap_webhook),
    "a webhook comes half a minute late": (EVERYTHING, Faults.delay_webhook),
    "our answer comes too late": (ASKED, Faults.answer_late),
    "our answer comes late, but in time": (ASKED, lambda faults, step: faults.answer_late(step, seconds=4)),
    "one connection is refused": (EVERYTHING, Faults.refuse_webhook),
    "two connections are refused": (EVERYTHING, lambda faults, step: faults.refuse_webhook(step, times=2)),
    "our answer becomes a 500": (EVERYTHING, Faults.fail_webhook),
    "we are not reached when we are asked": (ASKED, lambda faults, step: faults.fail_webhook(step, reached=False)),
    "we are not reached when we are told": (TOLD, lambda faults, step: faults.fail_webhook(step, reached=False)),
    "our answer is no XML": (ASKED, Faults.spoil_webhook),
    "our answer is too long": (ASKED, lambda faults, step: faults.spoil_webhook(step, "too-large")),
}
AT_ONCE = ("we are not reached when we are asked",)
OF_A_FAULT = {11200, 11205, 11750, 12100, 15003}
LONGEST_MINUTES = 5


def asked(call: Call | None) -> bool:
    """Whether somebody is being asked something that is answered with 1; the line's own offer to book is not."""
    doing = call.performance.occupation if call is not None and call.performance is not None else None
    return isinstance(doing, Gather) and any(part in doing.verb.get("action", "") for part in ("/turn/", "/key/"))


def come_to_talk(world: World, call: Call, username: str) -> bool:
    """Both do what they are asked until they talk; False where she was told that we shall ring."""
    latest = world.now() + world.minutes(LONGEST_MINUTES)
    desk = world.desk(username)
    while not together(call, desk):
        assert world.now() < latest, f"they never talked; she heard {heard(call)}, he {[one.text for one in desk.said]}"
        if not call.is_live:
            assert heard(call)[-1] == WE_SHALL_RING
            return False
        if asked(call):
            world.press(call, "1")
        elif desk.ringing:
            desk.answer()
            world.settle()
        elif asked(desk.call):
            world.press(desk, "1")
        elif world.presence(username) == "away":
            world.ready(username)
        world.pass_time(2)
    return True


def part(world: World, call: Call, username: str) -> None:
    """She hangs up; within minutes he knows, and everything is put away."""
    world.hang_up(call)
    latest = world.now() + world.minutes(LONGEST_MINUTES)
    while world.presence(username) != "wrapping_up" or world.desk(username).call is not None:
        assert world.now() < latest, f"he is {world.presence(username)}"
        world.pass_time(20)
    with world.session() as session:
        hers = session.scalars(select(models.Call).where(models.Call.sid == call.sid)).one()
        assert hers.state == "ended"
        connections = select(func.count()).select_from(models.Connection).where(models.Connection.call_id == hers.id)
        assert session.scalar(connections) == 1
        assert session.scalars(select(Demand.state).where(Demand.call_id == hers.id)).all() == ["served"]


@pytest.mark.parametrize(
    "kind", [kind if kind in AT_ONCE else pytest.param(kind, marks=pytest.mark.long) for kind in KINDS]
)
def test_every_step_of_a_call(world: World, kind: str) -> None:
    # given a call at each step of which this fault strikes once
    world.expected_errors |= OF_A_FAULT
    steps, strike = KINDS[kind]
    for number, (step, match) in enumerate(steps.items()):
        world.ready("tess")
        strike(world.exchange.faults, match)
        call = world.exchange.ring(from_=f"+44163296{number:04}", to=NUMBERS["somerset"])
        world.settle()

        # when both do what people do, then they come to talk, and it ends
        if come_to_talk(world, call, "tess"):
            world.pass_time(2)
            part(world, call, "tess")
        assert sum(world.exchange.faults.struck.values()) >= number + 1, f"it never struck: {step}"
        world.exchange.faults.clear()
        survived(kind, step)


@pytest.mark.parametrize("waiting", [False, True])
def test_whom_both_addresses_fail_is_owed_a_call(world: World, waiting: bool) -> None:
    # given she is asked something, or waits in the line
    world.expected_errors |= OF_A_FAULT
    call = world.ring("somerset")
    if waiting:
        world.press(call, "1", "1")

    # when what is asked next fails, and the fallback with it, so that Twilio hangs up on her
    world.exchange.faults.fail_webhook("/call/", reached=False, times=None)
    world.exchange.faults.fail_webhook("/voice/fallback", reached=False, times=None)
    if not waiting:
        world.press(call, "1")
    world.pass_time(120)
    assert not call.is_live
    world.exchange.faults.clear()
    world.pass_time(61)

    # then she is owed a call, once, and has the first time there is
    assert [(one.state, one.telephone) for one in world.callbacks()] == [("booked", CLAIMANT)]
    survived("we are not reached at either address", "in the line" if waiting else "on the script")


def test_whom_the_first_address_and_its_fallback_fail_is_owed_a_call(world: World) -> None:
    # given neither the number's address nor its fallback is reached
    world.expected_errors |= OF_A_FAULT
    world.exchange.faults.fail_webhook("/voice/inbound", reached=False, times=None)
    world.exchange.faults.fail_webhook("/voice/fallback", reached=False, times=None)

    # when she rings, and Twilio hangs up on her
    call = world.ring("somerset")
    world.pass_time(30)
    assert not call.is_live
    world.exchange.faults.clear()
    world.pass_time(61)

    # then she is owed a call all the same, and has a time
    assert [(one.state, one.telephone) for one in world.callbacks()] == [("booked", CLAIMANT)]
    survived("we are not reached at either address", "she rings")


def test_whom_both_addresses_fail_and_of_whose_end_we_are_not_told_is_owed_a_call(world: World) -> None:
    # given she rings, and neither what is asked next is reached nor its fallback, nor are we told that she was cut off
    world.expected_errors |= OF_A_FAULT
    world.pass_time(10)
    call = world.ring("somerset")
    for part in ("/call/", "/voice/fallback"):
        world.exchange.faults.fail_webhook(part, reached=False, times=None)
    world.exchange.faults.lose_webhook("/voice/status")

    # when it is found out by the sweep, some minutes later
    world.press(call, "1")
    world.pass_time(20)
    assert not call.is_live
    world.exchange.faults.clear()
    world.pass_time(160)
    world.pass_time(61)

    # then she is owed a call all the same, and has a time
    assert [(one.state, one.telephone) for one in world.callbacks()] == [("booked", CLAIMANT)]
    survived("we are not reached at either address", "on the script, and not told of her end")


def test_who_hangs_up_herself_after_a_fault_that_was_mended_is_owed_nothing(world: World) -> None:
    # given she waits while the adviser talks; our answer to a key of hers was lost, and the fallback went on for it
    world.expected_errors |= OF_A_FAULT
    scenes.talk(world)
    call = world.exchange.ring(from_="+441632960002", to=NUMBERS["somerset"])
    world.settle()
    world.exchange.faults.fail_webhook("/turn/0")
    world.press(call, "1")
    world.press(call, "1")
    world.pass_time(90)
    assert call.is_live

    # when she hangs up a good while later
    world.hang_up(call)
    world.pass_time(61)

    # then nothing is owed
    assert world.callbacks() == []
