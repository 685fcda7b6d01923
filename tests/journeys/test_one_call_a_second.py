"""Where Twilio lets us make one call a second: who waits is served first, and nothing is sent faster."""

from dataclasses import replace
from itertools import pairwise

from app.worker import handlers
from tests.journeys.scenes import talk, together
from tests.journeys.world import CLAIMANT, FRIEND, World


def one_a_second(world: World) -> None:
    """The account's own allowance, unless more was agreed."""
    settings = replace(world.settings, twilio_calls_per_second=1.0)
    world.work.worker.handlers = handlers(replace(world.board, settings=settings))


def made(world: World) -> list[tuple[str, float]]:
    """Whom we rang, and how many seconds after the first."""
    calls = [call for call in world.exchange.calls.values() if call.direction == "outbound-api"]
    return [(call.to, (call.created - calls[0].created).total_seconds()) for call in calls]


def test_the_caller_is_rung_for_before_the_callbacks_and_a_begun_one_before_the_next(world: World) -> None:
    one_a_second(world)
    # given a caller waits for the one adviser at work, and two call-backs fall due as all three are ready
    first = world.book("somerset", CLAIMANT)
    world.book_at("somerset", first.due_at, FRIEND)
    world.until_due(first, minutes=-2)
    talk(world)
    call = world.ring("somerset", "+441632960002")
    world.press(call, "1", "1")
    world.end_call("tess")
    world.until_due(first)
    before = len(made(world))
    advisers = ("tess", "una", "vic")
    desks = {world.desk(name).number: name for name in advisers}
    world.ready(*advisers)

    # then one desk is rung at once, for the caller
    ((rung, _),) = made(world)[before:]
    world.take(desks[rung])
    assert together(call, world.desk(desks[rung]))

    # when the second takes a call-back, then she is rung before the third desk is
    world.pass_time(1)
    world.take(desks[made(world)[-1][0]])
    world.pass_time(1)
    begun, _ = made(world)[-1]
    assert begun in (CLAIMANT, FRIEND)
    world.pass_time(1)
    last, _ = made(world)[-1]
    world.take(desks[last])

    # and everybody was rung, none sooner than a second after the one before
    world.pass_time(1)
    assert {to for to, _ in made(world)[before:]} == {*desks, CLAIMANT, FRIEND}
    assert [later - earlier for (_, earlier), (_, later) in pairwise(made(world)[before:])] == [1.0] * 4
