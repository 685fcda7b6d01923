"""Journey 6: a textphone hears no spoken menu; she is put through to a textphone desk, at home or elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime

from app.practice.calls.call import Call
from tests.journeys.scenes import heard, together
from tests.journeys.world import CLAIMANT, World

SOMERSET_TEXTPHONE = "+443069990114"


def ring(world: World) -> Call:
    """She dials Somerset's textphone number."""
    call = world.exchange.ring(from_=CLAIMANT, to=SOMERSET_TEXTPHONE)
    world.settle()
    return call


def test_put_through_to_a_textphone_desk_without_a_menu(world: World) -> None:
    # given two advisers are ready of whom one has a textphone
    world.ready("una")
    world.pass_time(5)
    world.ready("tess")

    # when she rings
    call = ring(world)

    # then nothing is asked, and the textphone desk is rung, though the other has been idle longer
    assert heard(call) == []
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert not world.desk("una").ringing


def test_another_site_has_the_textphone(world: World) -> None:
    # given home has nobody with a textphone free, and Gwent has
    world.ready("una", "owen")

    # when she rings, then Gwent's textphone desk is rung
    call = ring(world)
    desk = world.take("owen")
    world.pass_time(2)
    assert together(call, desk)
    assert world.offers()[0].away


def test_no_textphone_desk_anywhere_keeps_her_number(world: World) -> None:
    # given nobody at work has a textphone
    world.ready("una")

    # when she rings
    call = ring(world)
    world.pass_time(30)

    # then no menu is read to her: a call is owed to her, by textphone
    assert not any("press" in one for one in heard(call))
    [owed] = world.callbacks()
    assert (owed.state, owed.textphone) == ("owed", True)
    assert not call.is_live


def test_closed_her_number_is_kept(worlds: Callable[[datetime], World]) -> None:
    # given it is Sunday
    world = worlds(datetime(2026, 11, 22, 11, 0, tzinfo=UTC))

    # when she rings
    call = ring(world)
    world.pass_time(30)

    # then a call is owed to her, by textphone, and no menu was read
    assert not any("press" in one for one in heard(call))
    [owed] = world.callbacks()
    assert (owed.state, owed.textphone, owed.telephone) == ("owed", True, CLAIMANT)


def test_a_textphone_of_gwent_has_chosen_no_welsh_and_is_asked_nothing(world: World) -> None:
    # given only Tess of Somerset, who speaks no Welsh, has a textphone
    world.ready("tess")

    # when somebody dials the textphone number of Gwent, whose first language is Welsh
    call = world.exchange.ring(from_=CLAIMANT, to=world.site("south-east-gwent").textphone)
    world.settle()

    # then Tess is rung at once, and nothing is said
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert heard(call) == []
