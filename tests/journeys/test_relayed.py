"""Journey 6: rung back by textphone, by TextNumber or by hand; and through Relay UK no menu is to be fought."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.callbacks.models import Callback
from app.calls import service as calls
from app.claimants.models import Claimant
from app.practice.calls.call import Call
from app.staff import service as staff
from app.staff.models import SignIn
from tests.journeys.browser import Adviser
from tests.journeys.scenes import heard
from tests.journeys.world import World

TEXT_NUMBER, HER_NUMBER = "+443069990777", "+441632960123"


def booked_for(world: World, kind: str, relay_number: str | None = None) -> Callback:
    """Her call-back by Somerset, and by what she speaks."""
    booked = world.book("somerset", HER_NUMBER)
    with world.session() as session:
        hers = session.get_one(Claimant, booked.claimant_id)
        hers.telephone_kind, hers.relay_number = kind, relay_number
    return booked


def rings_out(world: World, number: str) -> None:
    """Her telephone rings until it stops, and the adviser says that nobody was there."""
    telephone = world.exchange.telephone(number)
    assert telephone.ringing
    world.pass_time(45)
    assert not telephone.ringing


def by_relay(world: World, call: Call) -> bool:
    """Whether the call is known to come through a relay."""
    with world.session() as session:
        found = calls.call_by_sid(session, call.sid)
        assert found is not None
        return found.relayed


def test_desk_then_text_number_then_by_hand(world: World) -> None:
    # given somebody with a textphone and a TextNumber, and a desk with a textphone at work
    booked = booked_for(world, "textphone", TEXT_NUMBER)
    world.until_due(booked, minutes=-1)
    adviser = Adviser(world, "tess").ready()

    # when the first try by textphone reaches nobody
    world.until_due(booked)
    assert world.demand().textphone
    world.take("tess")
    rings_out(world, HER_NUMBER)
    adviser.open("/wrap-up").wrap_up("not_reached")

    # then the next goes to her TextNumber, as an ordinary call
    again = world.callback()
    assert again.next_at is not None
    world.until(again.next_at)
    world.until_rings("tess")
    assert not world.demand().textphone
    world.take("tess")
    rings_out(world, TEXT_NUMBER)
    adviser.open("/wrap-up").wrap_up("not_reached")

    # and then it is nobody's in the line, and no telephone network is asked to dial 18002
    again = world.callback()
    assert again.next_at is not None
    world.until(again.next_at)
    adviser = Adviser(world, "tess").ready()
    world.pass_time(30)
    assert world.callback().state == "due"
    assert not world.desk("tess").ringing
    assert not any("1800" in call.to for call in world.exchange.calls.values())
    assert "dial 18002 01632 960123 by hand" in adviser.open("/").text

    # when the adviser dials it himself and she answers, then the start-up can begin
    page = f"/people/{_reference(world)}"
    adviser.open(page)
    assert "18002 01632 960123" in adviser.text
    adviser.send(page, act="by_hand")
    assert world.presence("tess") == "in_interview"
    assert world.callback().state == "in_progress"
    assert "They answered: begin the start-up" in adviser.open(page).text


def test_a_desk_that_signs_in_later_rings_what_was_to_be_dialled_by_hand(world: World) -> None:
    # given a textphone whose time has come, and nobody at work who has one
    booked = booked_for(world, "textphone")
    world.until_due(booked)
    world.pass_time(120)
    assert world.callback().state == "due"

    # when somebody who has one signs in
    world.ready("tess")

    # then that desk is rung, and she is
    world.until_rings("tess", within=10)
    assert world.demand().textphone
    world.take("tess")
    assert world.exchange.telephone(HER_NUMBER).ringing
    assert world.callback().state == "in_progress"


def test_who_is_found_to_speak_is_rung_though_it_was_to_be_dialled_by_hand(world: World) -> None:
    # given a call-back by hand whose time has come
    booked = booked_for(world, "relay")
    world.until_due(booked)
    world.ready("tess")
    world.pass_time(30)
    assert not world.desk("tess").ringing

    # when it is put right by what she speaks
    with world.session() as session:
        session.get_one(Claimant, booked.claimant_id).telephone_kind = "voice"

    # then an adviser is rung for it
    world.until_rings("tess", within=10)
    world.take("tess")
    assert world.exchange.telephone(HER_NUMBER).ringing


def test_what_came_of_a_call_by_hand_is_what_follows(world: World) -> None:
    # given somebody with Relay UK and no TextNumber, whose time has come
    booked = booked_for(world, "relay")
    world.until_due(booked, minutes=-1)
    adviser = Adviser(world, "tess").ready()
    world.until_due(booked)
    world.pass_time(5)
    page = f"/people/{_reference(world)}"

    # when nobody answers the call that he dialled
    adviser.open(page).send(page, act="by_hand")
    adviser.open(page).send(page, act="by_hand_result", result="no_answer")

    # then another time is set, nobody is lost, and he is ready again
    assert world.attempts() == ["no_answer"]
    assert world.callback().state == "booked"
    assert world.presence("tess") == "ready"


def dialling(world: World) -> tuple[Adviser, str]:
    """Tess dials a call-back by hand: she, and the page of its person."""
    booked = booked_for(world, "relay")
    world.until_due(booked, minutes=-1)
    tess = Adviser(world, "tess").ready()
    world.until_due(booked)
    world.pass_time(5)
    page = f"/people/{_reference(world)}"
    return tess.open(page).send(page, act="by_hand"), page


@pytest.mark.parametrize("state", ["ready", "break", "away"])
def test_who_dials_by_hand_says_first_what_came_of_it(world: World, state: str) -> None:
    # given Tess dials a call-back by hand
    tess, page = dialling(world)

    # when she says that she does something else
    tess.open("/").send("/presence", state=state)

    # then she reads why not, where she can say what came of it, and nothing was changed
    assert tess.path == page
    assert "Say first what came of the call that you dialled by hand" in tess.text
    assert world.presence_and_reason("tess") == ("in_interview", "by_hand")

    # and once she has said it, she can
    tess.send(page, act="by_hand_result", result="service_failed")
    tess.open("/").send("/presence", state=state)
    assert world.presence("tess") == state
    assert world.attempts() == ["service_failed"]


@pytest.mark.parametrize("gone", ["she does something else", "she is at no browser"])
def test_what_was_dialled_by_hand_and_forgotten_is_made_again(world: World, gone: str) -> None:
    # given Tess dials a call-back by hand, and never says what came of it
    dialling(world)
    with world.session() as session:
        if gone == "she does something else":
            staff.set_presence(session, world.staff_id("tess"), "away", None, world.now())
        else:
            session.execute(update(SignIn).values(ended_at=world.now()))

    # when she has been gone for long
    world.pass_time(timedelta(minutes=32).total_seconds())

    # then it was our fault, and it is made again soon
    assert world.attempts() == ["service_failed"]
    again = world.callback()
    assert (again.state, again.next_at is not None) in (("booked", True), ("due", True))


def test_nobody_dials_two_by_hand_at_once(world: World) -> None:
    # given Tess dials one call-back by hand, and another is due
    tess, _ = dialling(world)
    first = world.callback()
    with world.session() as session:
        other = session.get_one(Callback, world.book("somerset", TEXT_NUMBER).id)
        session.get_one(Claimant, other.claimant_id).telephone_kind = "relay"
        other.next_at = other.due_at = world.now()
    world.pass_time(2)
    page = f"/people/{_reference(world)}"

    # when she takes that as well
    tess.open(page).send(page, act="by_hand")

    # then it is left to somebody else
    assert "Nothing was changed" in tess.text
    assert {one.id: one.state for one in world.callbacks()} == {first.id: "in_progress", other.id: "due"}


def test_whose_record_says_relay_hears_no_menu(world: World) -> None:
    # given somebody is known to ring through Relay UK
    booked_for(world, "relay", TEXT_NUMBER)
    world.ready("una")

    # when she rings
    call = world.ring("somerset", HER_NUMBER)

    # then nothing is asked of her, and an adviser is rung
    assert by_relay(world, call)
    assert not any("press" in one for one in heard(call)[:1])
    world.take("una")
    world.pass_time(3)

    # and the adviser's page says how to speak with her
    with world.session() as session:
        found = calls.call_by_sid(session, call.sid)
        assert found is not None
        assert session.get_one(Claimant, found.claimant_id).telephone_kind == "relay"


def test_the_assistant_says_relay_and_no_key_is_needed(world: World) -> None:
    # given a first call, of which nothing is known
    world.ready("una")
    call = world.ring("somerset")
    assert not by_relay(world, call)

    # when the assistant says who calls
    world.say(call, "hello this is relay uk")

    # then she is with an adviser
    assert by_relay(world, call)
    world.take("una")


def test_who_presses_nothing_after_two_readings_is_not_hung_up_on(world: World) -> None:
    # given a first relay call that nobody recognises, and a desk that is free
    world.ready("una")
    call = world.ring("somerset")

    # when no key is pressed and nothing said
    world.until_rings("una", within=180)

    # then the line has asked, asked again and given way to an adviser
    assert call.is_live
    world.take("una")


def test_through_a_relay_there_is_more_time_at_every_prompt(world: World) -> None:
    # given she is known to ring through a relay, and nobody at work can take her
    booked_for(world, "relay")

    # when she rings and is asked whether a call-back should be booked
    call = world.ring("somerset", HER_NUMBER)
    world.until_heard(call, "If you are ringing for")
    asked = len(heard(call))
    world.pass_time(15)

    # then nothing is asked again while others would have been asked twice
    assert len(heard(call)) == asked
    assert call.is_live


def _reference(world: World) -> str:
    with world.session() as session:
        return session.get_one(Claimant, world.callback().claimant_id).reference
