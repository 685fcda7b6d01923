"""She rings about a call-back that is booked: the four figures open it, her number alone never does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.callbacks.models import Callback
from app.practice.calls.call import Call
from tests.journeys.scenes import heard, together
from tests.journeys.world import CLAIMANT, World

AT_NIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
ABOUT_A_BOOKING = "2"
KEEP, NOW, MOVE, CANCEL = "1", "2", "3", "4"


@pytest.fixture
def booked(world: World) -> Callback:
    """Her call-back at Somerset."""
    return world.book("somerset")


def ask(world: World, figures: str, from_: str = CLAIMANT) -> Call:
    """She rings, says that it is about a call-back, and keys four figures."""
    call = world.ring("somerset", from_)
    world.press(call, "1", "2")
    for figure in figures:
        call.press(figure)
    world.settle()
    world.pass_time(4)
    return call


def test_the_right_figures_open_it(world: World, booked: Callback) -> None:
    # when she keys them
    call = ask(world, booked.proof_number)

    # then she hears when it is, and keeps it
    assert any(one.startswith("Your call-back is booked for Monday") for one in heard(call)), heard(call)
    world.press(call, KEEP)
    world.pass_time(10)
    assert world.callback().state == "booked"
    assert not call.is_live


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("owed", "We owe you a call-back. No time for it is agreed yet."),
        ("letter_wanted", "We could not go on with your call-back. No other time is agreed yet."),
    ],
)
def test_what_has_no_time_is_not_said_to_be_booked(world: World, booked: Callback, state: str, sentence: str) -> None:
    # given the time promised is lost, or every try was in vain
    with world.session() as session:
        one = session.merge(booked)
        one.state, one.next_at, one.deadline, one.turned_down = state, None, world.now() + timedelta(days=1), True

    # when she keys her figures
    call = ask(world, booked.proof_number)
    world.pass_time(10)

    # then she hears how it stands, and may be rung now; only what is owed can be kept as it is
    said = heard(call)
    assert sentence in said
    assert not any("is booked for" in one for one in said)
    assert any("ring you back now" in one for one in said)
    assert any("To keep it" in one for one in said) == (state == "owed")


def test_wrong_figures_open_nothing_and_a_person_helps(world: World, booked: Callback) -> None:
    # given an adviser is ready
    world.ready("tess")

    # when she keys other figures
    wrong = "0000" if booked.proof_number != "0000" else "1111"
    call = ask(world, wrong)

    # then no time is told, and an adviser is rung
    assert not any("is booked for" in one for one in heard(call))
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)


def test_the_right_figures_from_another_number_open_nothing(world: World, booked: Callback) -> None:
    # when somebody keys them on another telephone
    call = ask(world, booked.proof_number, "+441632960001")

    # then nothing is told
    assert not any("is booked for" in one for one in heard(call))


def test_her_number_alone_opens_nothing(world: World, booked: Callback) -> None:
    # when somebody rings from her number and keys nothing
    call = world.ring("somerset")
    world.press(call, "1", "2")
    world.pass_time(60)

    # then nothing of her booking was told
    assert not any("is booked for" in one for one in heard(call))
    assert world.callbacks()[0].due_at == booked.due_at


def test_cancelled_and_only_when_she_is_sure(world: World, booked: Callback) -> None:
    # given she chose to cancel, and was not sure
    call = ask(world, booked.proof_number)
    world.press(call, CANCEL, "2")
    world.pass_time(10)
    assert world.callback().state == "booked"

    # when she rings again and is
    call = ask(world, booked.proof_number)
    world.press(call, CANCEL, "1")
    world.pass_time(10)

    # then it is cancelled, and nobody rings at its time
    assert world.callback().state == "cancelled"
    world.until_due(booked, minutes=-1)
    world.ready("tess", "una", "vic")
    world.until_due(booked, minutes=1)
    assert world.offers() == []


def test_cancelled_while_an_adviser_is_being_rung_for_it(world: World, booked: Callback) -> None:
    # given its time has come, and the adviser's desk rings
    world.until_due(booked, minutes=-0.2)
    world.ready("tess")
    call = ask(world, booked.proof_number)
    world.press(call, CANCEL)
    world.until_due(booked)
    assert world.desk("tess").ringing

    # when she cancels at that moment
    world.press(call, "1")
    world.pass_time(3)

    # then his desk stops, and he is ready
    assert not world.desk("tess").ringing
    assert world.presence("tess") == "ready"
    assert world.callback().state == "cancelled"


def test_ring_me_now_home_rings_her_back_at_once(world: World, booked: Callback) -> None:
    # given an adviser of home is ready, and one elsewhere
    world.ready("priya", "una")

    # when she asks to be rung now, and puts down
    call = ask(world, booked.proof_number)
    world.press(call, NOW)
    world.until_heard(call, "We are ringing you back now")
    world.pass_time(12)

    # then home rings her, at its expense, within seconds
    assert not call.is_live
    desk = world.take("una")
    her = world.exchange.telephone(CLAIMANT)
    assert her.ringing
    her.answer()
    world.settle()
    assert together(her, desk)


def test_while_home_is_shut_nobody_says_that_she_is_rung_now(worlds: Callable[[datetime], World]) -> None:
    # given a call-back for the next morning, and home is shut for the night
    world = worlds(AT_NIGHT)
    booked = world.book("somerset")

    # when she rings about it and keys her figures
    call = world.ring("somerset")
    world.press(call, "1", ABOUT_A_BOOKING, *booked.proof_number)
    world.pass_time(20)

    # then she hears when it is, is not offered to be rung now, and the key for it changes nothing
    assert any(one.startswith("Your call-back is booked for") for one in heard(call)), heard(call)
    assert not any("ring you back now" in one for one in heard(call))
    world.press(call, NOW)
    world.pass_time(5)
    assert not any("We are ringing you back now" in one for one in heard(call))
    kept = world.callback()
    assert (kept.state, kept.next_at, kept.held_adviser_id) == ("booked", booked.next_at, booked.held_adviser_id)


def test_ring_me_now_twice_is_once(world: World, booked: Callback) -> None:
    # given she has asked to be rung now and nobody is free yet
    for _ in range(2):
        call = ask(world, booked.proof_number)
        world.press(call, NOW)
        world.pass_time(15)

    # when somebody is
    world.ready("una")
    world.take("una")
    her = world.exchange.telephone(CLAIMANT)
    her.answer()
    world.settle()
    world.pass_time(60)

    # then she was rung once
    assert [one.direction for one in her.history].count("outbound-api") == 1
