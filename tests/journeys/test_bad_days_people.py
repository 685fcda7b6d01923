"""People on a bad day: lines that drop, advisers who do not come, a claimant who goes at the wrong moment."""

from collections.abc import Callable

import pytest

from app.callbacks.models import Callback
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.switchboard import wrapping_up
from tests.journeys import scenes
from tests.journeys.scenes import heard, together
from tests.journeys.tally import survived
from tests.journeys.world import CLAIMANT, World

pytestmark = pytest.mark.usefixtures("of_calls_only")

Talking = tuple[Call, Telephone]


@pytest.fixture
def talking(world: World) -> Talking:
    """She and an adviser of Somerset talk."""
    return scenes.talk(world)


@pytest.fixture
def interview(world: World) -> tuple[Callback, str, Telephone]:
    """An adviser has rung her for her call-back, and they talk: the call-back, the adviser, her telephone."""
    return scenes.interview(world)


def test_her_line_drops_while_she_is_held_in_a_call_back(
    world: World, interview: tuple[Callback, str, Telephone]
) -> None:
    # given he has put her on hold
    booked, kept, her = interview
    world.hold(kept)

    # when her line drops
    world.hang_up(her)
    world.pass_time(5)

    # then he is told, and the call-back is not over: its record stands, with a time to ring again
    assert "The claimant's line was lost while on hold." in world.desk(kept).last_said
    assert world.attempts() == ["cut_off"]
    again = world.callback()
    assert (again.id, again.state) == (booked.id, "booked")

    # when he is ready again, then she is rung back within minutes
    world.ready(kept)
    world.until_rings(kept)
    world.take(kept)
    her.answer()
    world.settle()
    assert together(her, world.desk(kept))
    assert world.attempts() == ["cut_off", None]
    survived("her line drops", "held in a call-back")


def test_her_line_drops_in_an_interview_and_nobody_wraps_up(
    world: World, interview: tuple[Callback, str, Telephone]
) -> None:
    # given the two talk
    _, kept, her = interview

    # when her line drops, and the adviser leaves his screen as it is
    world.hang_up(her)
    world.pass_time(5)
    assert world.callback().state == "in_progress"
    world.ready("una" if kept != "una" else "vic")
    for _ in range(32):
        world.pass_time(60)
        if her.ringing or any(world.desk(name).ringing for name in ("una", "vic")):
            break

    # then her call-back is made again: it is not lost with him
    assert world.attempts()[0] == "service_failed"
    assert world.callback().state in ("due", "booked")
    survived("her line drops", "in an interview nobody wraps up")


def test_who_needs_longer_to_wrap_up_has_it(world: World, interview: tuple[Callback, str, Telephone]) -> None:
    # given her line has dropped, and the adviser writes up what was said
    _, kept, her = interview
    world.hang_up(her)
    world.pass_time(5)

    # when more time is asked for before the half hour is over
    world.pass_time(29 * 60)
    with world.session() as session:
        wrapping_up.take_more_time(session, world.staff_id(kept), world.now())
    world.pass_time(28 * 60)

    # then nobody is rung meanwhile, and only after as long again it is made again
    assert world.callback().state == "in_progress"
    world.pass_time(4 * 60)
    assert world.attempts()[0] == "service_failed"


def test_she_answers_and_hangs_up_at_once(world: World) -> None:
    # given her telephone rings for her call-back
    _, kept, her = scenes.rung_back(world)
    desk = world.desk(kept)

    # when she answers and hangs up in the same moment
    her.answer()
    her.hang_up()
    world.settle()
    world.pass_time(5)

    # then he is told, wraps up, and says what came of it; she was rung once
    assert desk.call is None
    assert desk.last_said == "The caller has hung up."
    assert world.presence(kept) == "wrapping_up"
    assert len(her.history) == 1
    survived("she hangs up", "as she answers a call-back")


def hold_on(world: World, talking: Talking) -> None:
    """Just after his line dropped, as she is asked to hold on."""
    world.hang_up(talking[1])
    world.pass_time(3)


def waits_again(world: World, talking: Talking) -> None:
    """Later, when she waits in the line again."""
    world.hang_up(talking[1])
    world.pass_time(20)


def another_is_rung(world: World, talking: Talking) -> None:
    """When another adviser is rung for her."""
    world.hang_up(talking[1])
    world.ready("una")
    world.until_rings("una")


@pytest.mark.parametrize("step", [hold_on, waits_again, another_is_rung])
def test_his_line_drops_and_then_she_hangs_up(
    world: World, talking: Talking, step: Callable[[World, Talking], None]
) -> None:
    # given his line dropped
    call, _ = talking
    step(world, talking)
    assert call.is_live

    # when she hangs up
    world.hang_up(call)
    world.pass_time(15)

    # then nobody waits in her stead, and nobody's desk rings on
    assert world.demand_of(call).ended_at is not None
    assert not any(world.desk(name).ringing for name in ("tess", "una"))
    assert world.presence("tess") == "wrapping_up"
    survived("she hangs up", (step.__doc__ or "").strip(".").lower())


def test_two_advisers_drop_one_after_the_other_and_her_waiting_time_is_kept(world: World, talking: Talking) -> None:
    # given his line dropped, and another adviser took her
    call, desk = talking
    joined = world.demand_of(call).joined_at
    world.hang_up(desk)
    world.ready("una")
    world.until_rings("una")
    second = world.take("una")
    world.pass_time(3)
    assert together(call, second)

    # when his line drops too
    world.hang_up(second)
    world.pass_time(2)
    assert heard(call)[-1].startswith("Please hold on. The line to the adviser was lost")

    # then she is taken by a third, and stood at the head of the line with her time all along
    world.ready("vic")
    world.until_rings("vic")
    assert world.demand_of(call).joined_at == joined
    third = world.take("vic")
    world.pass_time(3)
    assert together(call, third)
    survived("an adviser drops", "twice in one call")


def test_he_drops_while_she_is_held(world: World, talking: Talking) -> None:
    # given she is on hold
    call, desk = talking
    world.hold("tess")
    assert call.on_hold

    # when his line drops
    world.hang_up(desk)
    world.pass_time(3)

    # then she is off hold and told, and the next takes her
    assert not call.on_hold
    assert heard(call)[-1].startswith("Please hold on. The line to the adviser was lost")
    world.ready("una")
    world.until_rings("una")
    second = world.take("una")
    world.pass_time(3)
    assert together(call, second)
    survived("an adviser drops", "while she is held")


@pytest.mark.parametrize("behaviour", ["no-answer", "busy", "unreachable", "voicemail"])
def test_nobody_can_be_had_at_his_telephone_in_a_call_back(world: World, behaviour: str) -> None:
    # given a call-back whose adviser's telephone fails, and another adviser
    booked = world.book("somerset")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    other = next(name for name in ("tess", "una", "vic") if name != kept)
    world.desk(kept).behaviour = behaviour  # type: ignore[assignment]
    world.ready(other)
    world.pass_time(5)
    world.ready(kept)

    # when it falls due
    world.until_due(booked)
    world.until_rings(other)

    # then another makes it, and she was rung by nobody before
    her = world.exchange.telephone(CLAIMANT)
    assert her.history == []
    world.take(other)
    her.answer()
    world.settle()
    assert together(her, world.desk(other))
    assert world.presence(kept) == "away"
    survived(f"an adviser's telephone: {behaviour}", "a call-back is due")
