"""Somebody rings for a claimant and books by keypad: whose number it is, what goes to it, and what is told there."""

from sqlalchemy import select

from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.practice.calls.call import Call
from tests.journeys.browser import Adviser
from tests.journeys.scenes import heard
from tests.journeys.world import CLAIMANT, NUMBERS, World

HELPER = "+447700900456"
THEIRS, HERS = "07700900456", "07700900123"
RING_ME, RING_THEM, SAFE, MESSAGE, NO_HELP = "1", "2", "1", "1", "2"


def chooses_to_book(world: World, *, withheld: bool = False) -> Call:
    """A helper has rung Somerset, where nobody is at work to take the call, and books."""
    call = world.exchange.ring(from_=HELPER, to=NUMBERS["somerset"], withheld=withheld)
    world.settle()
    world.press(call, "1", "1")
    key = "2" if withheld else "3"
    world.until_heard(call, f"If you are ringing for somebody else, press {key}.")
    world.press(call, key)
    return call


def says_names(world: World, call: Call) -> None:
    while call.journal[-1].text != "recording":
        world.pass_time(1)
    call.speak("Mr Ali, for Nora Example")
    world.settle()
    world.press(call, "#")
    world.until_heard(call, "For ")
    world.press(call, "1")
    world.pass_time(30)


def has_her_rung(world: World, call: Call) -> None:
    """The helper gives her number, and is not asked whether a message may be left there."""
    world.press(call, RING_THEM)
    world.until_heard(call, "Key in the person's number, with its area code.")
    world.press(call, *HERS, "#", SAFE)
    world.until_heard(call, "Will the person want an interpreter, or other help with language, when we ring?")
    assert not any("leave a message" in one for one in heard(call))
    world.press(call, NO_HELP)
    says_names(world, call)


def due(world: World, booked: Callback) -> Adviser:
    """Its time has come, and the adviser kept for it has taken it."""
    world.until_due(booked, minutes=-1)
    adviser = Adviser(world, world.held_for(booked)).ready()
    world.until_due(booked)
    assert "Booked by keypad by somebody else" in adviser.open("/").text
    world.take(adviser.username)
    return adviser


def test_a_helper_who_is_rung_back_is_told_nothing_and_their_number_is_not_hers(world: World) -> None:
    # given a helper who has the call-back booked to their own number
    call = chooses_to_book(world)
    world.press(call, RING_ME)
    world.until_heard(call, "Is it safe for the person, and for you, if we ring there?")
    world.press(call, SAFE, MESSAGE)
    world.until_heard(call, "Will the person want an interpreter, or other help with language, when we ring?")
    world.press(call, NO_HELP)
    says_names(world, call)
    booked = world.callback()
    assert (booked.telephone, booked.on_behalf, booked.state) == (HELPER, "helper", "booked")
    assert any("Your call-back is booked" in one for one in heard(call))

    # then nothing is written to that number, since she has not consented
    assert world.texts_to(HELPER) == []

    # when it is due, they are rung, and the adviser is warned
    adviser = due(world, booked)
    theirs = world.exchange.telephone(HELPER)
    assert theirs.ringing
    theirs.answer()
    world.settle()
    adviser.follow()
    assert "Somebody else booked this by keypad, and it is their number" in adviser.text
    with world.session() as session:
        assert session.scalars(select(Claimant)).one().telephone is None

    # then whoever answers is asked who they are, and whether they ring for another is not: that was said by key
    assert "May I ask who is speaking?" in adviser.said()[0]
    adviser.answer().answer().answer("yes")
    assert adviser.field == "third.name"
    who = {"third.name": "Mr Ali", "third.sixteen": "yes", "third.capacity": "helper", "third.consent": "not_yet"}
    adviser.has_answered(who, upto="third.ring_back")
    # and once it is known who they are, that stands in the warning's place
    assert "Mr Ali helps; no consent yet" in adviser.text
    assert "Somebody else booked this" not in adviser.text


def test_where_the_person_is_rung_it_is_their_number_and_no_message_is_left_on_anothers_word(world: World) -> None:
    # given a helper who has her rung on her own number, and is not asked of messages there
    call = chooses_to_book(world)
    has_her_rung(world, call)
    booked = world.callback()
    assert (booked.telephone, booked.on_behalf) == (CLAIMANT, "claimant")
    assert not booked.safe_to_leave_message
    assert any("We shall ring the person" in one for one in heard(call))
    assert world.texts_to(CLAIMANT) == world.texts_to(HELPER) == []

    # when it is due, hers rings, and the adviser knows that she may not expect it
    adviser = due(world, booked)
    her = world.exchange.telephone(CLAIMANT)
    assert her.ringing
    her.answer()
    world.settle()
    assert "they may not know of it" in adviser.follow().text
    adviser.answer().answer().answer("yes")
    assert adviser.field == "third.rings"
    with world.session() as session:
        assert session.scalars(select(Claimant)).one().telephone == CLAIMANT


def test_a_helper_who_withholds_their_number_is_rung_on_the_one_they_key(world: World) -> None:
    # given a helper whose number is not shown, who wants to be rung themselves
    call = chooses_to_book(world, withheld=True)
    world.press(call, RING_ME)

    # when they key a number and are asked of the person, not of themselves
    world.until_heard(call, "Key in the number we should ring")
    world.press(call, *THEIRS, "#")
    world.until_heard(call, "Is it safe for the person, and for you, if we ring there?")
    world.press(call, SAFE, MESSAGE)
    world.until_heard(call, "Will the person want an interpreter, or other help with language, when we ring?")
    world.press(call, NO_HELP)
    says_names(world, call)

    # then that number is theirs, and nothing is written to it
    booked = world.callback()
    assert (booked.telephone, booked.on_behalf, booked.state) == (HELPER, "helper", "booked")
    assert world.texts_to(HELPER) == []


def test_a_helper_who_withholds_their_number_may_have_the_person_rung_on_hers(world: World) -> None:
    call = chooses_to_book(world, withheld=True)
    has_her_rung(world, call)
    booked = world.callback()
    assert (booked.telephone, booked.on_behalf) == (CLAIMANT, "claimant")
