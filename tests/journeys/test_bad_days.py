"""Webhooks told twice, late or out of order; answers lost; Twilio away: nobody is lost, and nobody is rung twice."""

import pytest
from sqlalchemy import func, select

from app.calls.models import CallEvent, Leg
from app.line.models import Demand
from app.practice.calls.people import Telephone
from app.practice.webhooks.correspondence import Webhook
from tests.journeys.scenes import heard, together
from tests.journeys.tally import survived
from tests.journeys.world import CLAIMANT, World

pytestmark = pytest.mark.usefixtures("of_calls_only")

CALLS = "POST /2010-04-01/Accounts/AC00000000000000000000000000000000/Calls.json"


def again(world: World, told: Webhook) -> str:
    """Tell the service once more what it was told, and give what it answers."""
    answer = world.exchange.sender.send(told.method, told.url, told.form, token="again", cookie_jar="again")
    assert answer.status == 200
    world.settle()
    return answer.text


def told(world: World, part: str) -> list[Webhook]:
    """The webhooks so far whose address has that part."""
    return [one for one in world.exchange.webhooks if part in one.url]


@pytest.fixture
def her(world: World) -> Telephone:
    """The claimant's telephone."""
    return world.exchange.telephone(CLAIMANT)


def test_each_answer_of_hers_told_twice_is_answered_alike(world: World) -> None:
    # given she has come to the line, by three webhooks
    world.ready("tess")
    busy = world.ring("somerset", "+441632960001")
    world.press(busy, "1", "1")
    world.take("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    hers = [one for one in world.exchange.webhooks if one.call_sid == call.sid and one.kind == "voice"]

    # when the last is told again, then the answer is the same, and she is in the line once
    joined = next(one for one in hers if "<Enqueue" in one.answer)
    assert "<Enqueue" in again(world, joined)
    # and an older one leads to where she is now, not back
    assert "<Enqueue" in again(world, hers[0])
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(Demand)) == 2
    survived("a webhook comes twice", "she comes to the line")


def test_a_turn_told_twice_asks_the_same_question(world: World) -> None:
    # given she has chosen a language
    call = world.ring("somerset")
    world.press(call, "1")
    turn = told(world, "/turn/0")[0]

    # when that is told again, then the menu is asked, for the same turn
    assert "/turn/1" in again(world, turn)
    assert "/turn/1" in again(world, turn)
    survived("a webhook comes twice", "she is asked")


def test_the_adviser_s_1_told_twice_is_one_connection(world: World) -> None:
    # given he took her call
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    desk = world.take("tess")
    world.pass_time(3)
    assert together(call, desk)

    # when his key is told again, then he is sent into the same conference
    key = told(world, "/key/0")[0]
    assert call.in_conference is not None
    assert call.in_conference in again(world, key)
    assert len(world.offers()) == 1
    survived("a webhook comes twice", "he takes a call")


def test_status_callbacks_told_twice_are_kept_once(world: World) -> None:
    # given a call that is over
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    world.pass_time(3)
    world.hang_up(call)
    world.pass_time(5)
    with world.session() as session:
        before = session.scalar(select(func.count()).select_from(CallEvent))

    # when every status and conference event is told again
    for one in [*told(world, "/status"), *told(world, "/events")]:
        again(world, one)

    # then nothing was added and nothing has moved
    with world.session() as session:
        assert session.scalar(select(func.count()).select_from(CallEvent)) == before
    assert world.presence("tess") == "wrapping_up"
    survived("a webhook comes twice", "a call is over")


def test_the_end_told_before_the_answer(world: World) -> None:
    # given an adviser's leg whose end is told before its answer was asked for
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.desk("tess").answer()
    world.settle()
    world.hang_up(world.desk("tess"))
    world.pass_time(2)

    # when the answer's webhook comes late
    late = next(one for one in told(world, "/leg/") if one.url.endswith("/now"))
    text = again(world, late)

    # then he is told that there is nobody, and is not ready by it
    assert "<Hangup" in text
    assert world.presence("tess") == "away"
    survived("an event comes after the next", "he picks up and puts down")


def test_the_answer_to_a_dial_is_lost_and_its_first_webhook_adopts_it(world: World, her: Telephone) -> None:
    # given the answer to the dialling of the adviser is lost, though he was rung
    world.ready("tess")
    world.exchange.faults.lose_answer(CALLS)
    call = world.ring("somerset")
    world.press(call, "1", "1")

    # when he answers, then it is taken for what it is
    desk = world.take("tess")
    world.pass_time(3)
    assert together(call, desk)
    assert len(desk.history) == 1
    with world.session() as session:
        assert [leg.sid is not None for leg in session.scalars(select(Leg))] == [True]
    survived("the answer to a dial lost", "to a desk")


def test_the_answer_to_her_dial_is_lost_and_she_is_rung_once(world: World, her: Telephone) -> None:
    # given a call-back, of which the answer to her dial is lost though she is rung
    booked = world.book("somerset")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.exchange.faults.lose_answer(CALLS)
    desk = world.take(kept)
    assert her.ringing

    # when she answers, and for ten minutes more
    her.answer()
    world.settle()
    assert together(her, desk)
    world.pass_time(600)

    # then the two talk, and she was rung once
    assert together(her, desk)
    assert len(her.history) == 1
    survived("the answer to a dial lost", "to a claimant")


def test_the_answer_and_every_webhook_are_lost_and_it_is_found_in_the_list(world: World, her: Telephone) -> None:
    # given a call-back, of which the answer to her dial is lost and so is all that is told of her leg
    booked = world.book("somerset")
    world.until_due(booked, minutes=-1)
    world.ready(world.held_for(booked))
    world.until_due(booked)
    world.exchange.faults.lose_answer(CALLS)
    world.exchange.faults.lose_webhook(lambda target: "/status" in target and "/leg/" in target, times=50)
    world.take(world.held_for(booked))
    assert her.ringing
    world.pass_time(60)
    world.exchange.faults.clear()

    # when it is looked for
    world.pass_time(150)

    # then it is found, and known not to have been answered; she was rung once
    assert world.attempts() == ["no_answer"]
    assert len(her.history) == 1
    survived("the answer to a dial lost, and its webhooks", "to a claimant")


def test_a_dial_that_was_never_carried_out_is_made_after_being_absent_twice(world: World, her: Telephone) -> None:
    # given Twilio fails in the dial of her call-back, so that nobody knows whether it was made
    booked = world.book("somerset")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.exchange.faults.fail_rest(CALLS, status=500)
    world.take(kept)
    world.pass_time(130)
    assert her.history == [], "once absent is not enough"

    # when it is absent a second time
    world.pass_time(85)

    # then she is rung, once
    assert her.ringing
    her.answer()
    world.settle()
    assert together(her, world.desk(kept))
    assert len(her.history) == 1
    survived("a dial that was never made", "to a claimant")


def test_twilio_takes_no_more_calls_for_a_while(world: World) -> None:
    # given Twilio answers 429 for a quarter of an hour
    world.ready("tess")
    world.exchange.faults.fail_rest(CALLS, times=20, status=429, code=20429)
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.pass_time(300)
    assert call.is_live

    # when it takes them again
    world.exchange.faults.clear()
    world.until_rings("tess", within=60)

    # then she is put through
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    survived("too many requests", "a caller waits")


def test_twilio_cannot_use_our_answer_and_the_fallback_keeps_the_call(world: World) -> None:
    # given something between us and Twilio spoils the answer to her key, for once
    world.ready("tess")
    world.expected_errors.add(11200)
    call = world.ring("somerset")
    world.exchange.faults.fail_webhook("/turn/0")
    world.press(call, "1")
    world.pass_time(15)

    # then she hears that it is our fault, and then the question she had come to
    assert "Something has gone wrong here, and it is our fault. Please hold on." in heard(call)
    world.press(call, "1")
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    survived("our answer becomes a 502", "she is asked")


def test_her_first_webhook_fails_and_she_is_greeted_all_the_same(world: World) -> None:
    # given the service cannot be reached when she rings, and then can
    world.expected_errors |= {11200, 11205}
    world.exchange.faults.refuse_webhook("/voice/inbound", times=2)

    # when she rings
    call = world.ring("somerset")
    world.pass_time(15)

    # then she hears that it is our fault, and then the line as ever
    assert "Something has gone wrong here, and it is our fault. Please hold on." in heard(call)
    world.press(call, "1", "1")
    assert world.demand_of(call).state in ("waiting", "choosing")


def test_her_first_webhook_fails_twice_and_her_number_is_kept(world: World, her: Telephone) -> None:
    # given the service cannot be reached when she rings, nor when it is tried once more
    world.expected_errors |= {11200, 11205}
    world.exchange.faults.refuse_webhook("/voice/inbound", times=4)

    # when she rings
    call = world.ring("somerset")
    world.pass_time(15)

    # then she is told that we have kept her number, and she is owed a call, once: she has the first time there is
    assert any("We have kept your number and will ring you." in one for one in heard(call))
    world.pass_time(61)
    assert [(one.state, one.telephone) for one in world.callbacks()] == [("booked", CLAIMANT)]
    survived("two connections are refused", "she rings")
