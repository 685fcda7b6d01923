"""Twilio's REST interface on a bad day: away, answering with errors, or its answers lost after the call was made."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.callbacks.models import Callback
from app.calls.models import Leg
from app.claimants.models import Claimant
from app.practice.calls.people import Telephone
from app.practice.faults import Faults
from app.telephony.network import Network
from tests.journeys import scenes
from tests.journeys.scenes import together
from tests.journeys.tally import survived
from tests.journeys.test_bad_days import CALLS
from tests.journeys.world import CLAIMANT, FRIEND, World
from tests.web.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("of_calls_only")

TEN_MINUTES, ONE_MINUTE, PACE_SECONDS, LOOK_SECONDS = 600, 60, 20, 4
NOWHERE = "http://127.0.0.1:9"
Away = Callable[[World], AbstractContextManager[None]]


@contextmanager
def no_connection(world: World) -> Iterator[None]:
    """Nobody answers at Twilio's address."""
    http = world.board.telephone.client.http_client
    assert isinstance(http, Network)
    there, http.base = http.base, urlsplit(NOWHERE)
    yield
    http.base = there


@contextmanager
def errors(world: World) -> Iterator[None]:
    """Every request is answered with 503."""
    world.exchange.faults.fail_rest("/2010-04-01", times=100_000, status=503)
    yield
    world.exchange.faults.clear()


def time_passes(world: World, seconds: int) -> None:
    """Let time pass, with the ticks of every few seconds."""
    for _ in range(seconds // PACE_SECONDS):
        world.pass_time(PACE_SECONDS)


def name(away: Away) -> str:
    """In words."""
    return str(getattr(away, "__name__", "")).replace("_", " ")


def page_of(world: World, username: str, address: str = "/") -> str:
    """What an adviser's page shows."""
    return sign_in(world.app, username, world.person(username).password).get(address).text


def taken_as_they_ring(world: World, *usernames: str) -> list[Telephone]:
    """Each of these advisers takes the next call that rings at his desk; in the order in which they rang."""
    taken: list[Telephone] = []
    waiting = [world.desk(username) for username in usernames]
    latest = world.now() + world.minutes(5)
    while waiting:
        assert world.now() < latest, f"{[desk.number for desk in waiting]} were never rung"
        for desk in [desk for desk in waiting if desk.ringing]:
            desk.answer()
            world.settle()
            world.press(desk, "1")
            waiting.remove(desk)
            taken.append(desk)
        world.pass_time(LOOK_SECONDS)
    return taken


AWAY = pytest.mark.parametrize("away", [no_connection, pytest.param(errors, marks=pytest.mark.long)])


@AWAY
def test_it_is_down_for_ten_minutes(world: World, away: Away) -> None:
    # given a call-back that falls due in a minute, and a caller on the script
    booked = world.book("somerset", telephone=CLAIMANT)
    world.until_due(booked, minutes=-1)
    world.ready("tess", "vic")
    call = world.ring("somerset", "+441632960001")

    # when Twilio is down for ten minutes, in which she comes to the line and the call-back falls due
    with away(world):
        world.press(call, "1", "1")
        time_passes(world, TEN_MINUTES)
        assert call.is_live
        assert "The telephone network has not answered since" in page_of(world, "una")
        assert "Telephone network" in page_of(world, "una", "/wallboard")

    # then both are served soon after it is back, she who is rung once; and the advisers are told no more
    desks = taken_as_they_ring(world, "tess", "vic")
    her = world.exchange.telephone(CLAIMANT)
    her.answer()
    world.pass_time(2)
    assert any(together(call, desk) for desk in desks)
    assert any(together(her, desk) for desk in desks)
    assert len(her.history) == 1
    assert "The telephone network has not answered" not in page_of(world, "una")
    survived(f"REST down for ten minutes, {name(away)}", "a caller waits, a call-back falls due")


@pytest.mark.long
def test_it_is_down_and_the_later_call_back_is_made_first_when_it_is_back(world: World) -> None:
    # given two call-backs which fall due two minutes after each other while Twilio is down, and an adviser for each
    first, second = world.book("somerset", telephone=CLAIMANT), world.book("somerset", telephone=FRIEND)
    assert first.due_at is not None
    with world.session() as session:
        session.get_one(Callback, first.id).next_at = first.due_at + world.minutes(2)
        session.get_one(Callback, second.id).next_at = first.due_at
    world.until_due(first, minutes=-1)
    advisers = (world.held_for(first), world.held_for(second))
    world.ready(*advisers)
    with no_connection(world):
        time_passes(world, TEN_MINUTES)
        before = set(world.exchange.calls)

    # when it is back
    world.pass_time(5)
    world.pass_time(5)

    # then the one that is later by now is rung first
    rung = [call.to for sid, call in world.exchange.calls.items() if sid not in before]
    assert rung == [world.desk(world.held_for(second)).number, world.desk(world.held_for(first)).number]
    taken_as_they_ring(world, *advisers)
    for number in (CLAIMANT, FRIEND):
        world.exchange.telephone(number).answer()
    world.settle()
    survived("REST down for ten minutes, no connection", "two call-backs fall due")


@AWAY
def test_it_goes_down_when_he_has_pressed_1(world: World, away: Away) -> None:
    # given his desk rings for her
    call, desk = scenes.picked_up(world)

    # when he takes the call, and Twilio cannot be asked to put her through
    with away(world):
        world.press(desk, "1")
        time_passes(world, 60)

        # then she comes to him all the same, by the next round of her wait
        assert together(call, desk)
    survived(f"REST down, {name(away)}", "he takes a call")


@AWAY
def test_it_is_down_when_his_line_drops(world: World, away: Away) -> None:
    # given the two talk
    call, desk = scenes.talk(world)

    # when his line drops, and for a minute she cannot be told
    with away(world):
        world.hang_up(desk)
        time_passes(world, ONE_MINUTE)
        world.ready("tess")

    # then she is put through once Twilio is back
    taken_as_they_ring(world, "tess")
    world.pass_time(20)
    assert together(call, world.desk("tess"))
    survived(f"REST down for a minute, {name(away)}", "his line drops")


@AWAY
def test_it_is_down_when_he_presses_end(world: World, away: Away) -> None:
    # given the two talk
    call, desk = scenes.talk(world)

    # when he presses End, and for a minute nobody can be hung up on
    with away(world):
        world.end_call("tess")
        time_passes(world, ONE_MINUTE)
    world.pass_time(15)

    # then both lines are let go, and nothing was given up
    assert not call.is_live
    assert desk.call is None
    assert world.presence("tess") == "wrapping_up"
    survived(f"REST down for a minute, {name(away)}", "he presses End")


@pytest.mark.parametrize(
    "lost",
    [lambda faults: faults.fail_rest(CALLS, status=500), lambda faults: faults.lose_request(CALLS)],
    ids=["answered 500", "connection broken"],
)
def test_a_dial_to_a_desk_that_was_never_made_holds_her_half_a_minute(
    world: World, lost: Callable[[Faults], None]
) -> None:
    # given Twilio fails in the dial of his desk, so that nobody knows whether it was made
    world.ready("tess")
    lost(world.exchange.faults)
    call = world.ring("somerset")
    world.press(call, "1", "1")
    assert not world.desk("tess").ringing

    # when it has been absent from Twilio's list twice
    world.until_rings("tess", within=45)

    # then it is made: a desk that rang twice would do no harm
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    survived("a dial that was never made", "to a desk")


def test_a_dial_to_a_desk_was_made_and_its_answer_and_webhooks_lost(world: World) -> None:
    # given the dial of his desk was made, its answer lost, and so is all that is told of it
    world.ready("tess")
    world.exchange.faults.lose_answer(CALLS)
    world.exchange.faults.lose_webhook(lambda target: "/status" in target, times=2)
    call = world.ring("somerset")
    world.press(call, "1", "1")

    # when it is looked for
    world.pass_time(16)

    # then it is found, not made again, and he takes it
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert len(desk.history) == 1
    with world.session() as session:
        assert [leg.state for leg in session.scalars(select(Leg))] == ["answered"]
    survived("the answer to a dial lost, and its webhooks", "to a desk")


def test_it_is_down_until_it_is_no_longer_safe_to_ring_her(world: World) -> None:
    # given a call-back for twenty to eleven, and she has said that it is safe until eleven
    booked = world.book("somerset")
    assert booked.due_at is not None
    with world.session() as session:
        session.get_one(Claimant, booked.claimant_id).safe_times = "10:00–11:00"
    kept = world.held_for(booked)
    world.until_due(booked, minutes=-1)
    world.ready(kept)
    world.until_rings(kept)
    before = set(world.exchange.calls)

    # when he has pressed 1, and Twilio cannot be asked to ring her for half an hour
    desk = world.desk(kept)
    desk.answer()
    world.settle()
    with no_connection(world):
        world.press(desk, "1")
        time_passes(world, 30 * 60)
    time_passes(world, ONE_MINUTE)

    # then nobody rings her, he is told, and it is made at the next moment that is safe
    assert all(call.to != CLAIMANT for sid, call in world.exchange.calls.items() if sid not in before)
    again = world.callback()
    assert (again.state, again.next_at) == ("booked", booked.due_at + timedelta(days=1, minutes=-40))
    assert world.attempts() == ["service_failed"]
    survived("REST down for half an hour, no connection", "he has pressed 1 for a call-back")
