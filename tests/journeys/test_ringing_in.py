"""Journey 1: a claimant rings in, is greeted in her language, and is answered at home."""

import pytest
from sqlalchemy import select

from app.claimants.models import Claimant
from tests.journeys.scenes import heard, together
from tests.journeys.world import CLAIMANT, NUMBERS, World


def test_she_rings_is_answered_at_home_and_the_two_talk(world: World) -> None:
    # given an adviser at home is ready
    world.ready("tess")

    # when she rings, chooses English and to start a claim
    call = world.ring("somerset")
    world.pass_time(20)
    world.press(call, "1", "1")

    # then his desk rings, he presses 1, and they are in one conference
    desk = world.take("tess")
    world.pass_time(5)
    assert together(call, desk)
    assert world.presence("tess") == "on_call"
    assert [(offer.away, offer.reason) for offer in world.offers()] == [(False, "answered at home")]
    call.speak("Good morning")
    assert desk.last_said == "Good morning"


def test_the_moment_of_first_contact_is_when_she_rang(world: World) -> None:
    # given she rings and waits a while before anybody is free
    rang_at = world.now()
    world.ready("una")
    call = world.ring("somerset")
    world.pass_time(15)
    world.press(call, "1", "1")

    # when she is answered
    world.take("una")

    # then her record says when she rang, not when she was answered
    with world.session() as session:
        assert [claimant.first_contact_at for claimant in session.scalars(select(Claimant))] == [rang_at]


def test_with_no_key_after_two_readings_an_adviser_helps(world: World) -> None:
    # given an adviser is ready
    world.ready("vic")

    # when she rings and presses nothing
    call = world.ring("somerset")
    world.until_rings("vic")

    # then she heard the question twice and is put through
    asked = [heard.text for heard in call.said if "another language" in heard.text]
    assert len(asked) == 2
    desk = world.take("vic")
    world.pass_time(2)
    assert together(call, desk)


def test_a_key_that_is_none_of_the_choices_is_asked_again_in_other_words(world: World) -> None:
    # when she presses a key that is not offered
    call = world.ring("somerset")
    world.press(call, "7")
    world.pass_time(3)

    # then she is asked again, and her next key counts
    assert any("once more" in heard.text for heard in call.said)
    world.press(call, "1")
    world.pass_time(10)
    assert "To start a claim, press 1." in [heard.text for heard in call.said]


def test_she_says_what_she_wants_instead_of_pressing(world: World) -> None:
    # given an adviser is ready
    world.ready("tess")

    # when she speaks her answers
    call = world.ring("somerset")
    world.say(call, "English please")
    world.say(call, "I want to start a claim")

    # then she is in the line and the adviser is rung
    assert world.desk("tess").ringing


def test_in_gwent_welsh_comes_first(world: World) -> None:
    # when somebody rings South East Gwent
    call = world.ring("south-east-gwent")
    world.pass_time(30)

    # then she hears Welsh before English, and may choose either
    languages = [heard.language for heard in call.said]
    assert languages[0] == "cy-GB"
    assert "en-GB" in languages
    assert languages.index("cy-GB") < languages.index("en-GB")


def test_a_welsh_caller_is_spoken_to_and_answered_in_welsh(world: World) -> None:
    # given one adviser at home speaks Welsh and was ready last, another does not
    world.ready("priya")
    world.pass_time(5)
    world.ready("nia")

    # when she rings and chooses Welsh
    call = world.ring("south-east-gwent")
    world.press(call, "1")
    world.pass_time(12)

    # then all she hears is Welsh, and the Welsh speaker is rung though the other has been idle longer
    assert {heard.language for heard in call.said[-4:]} == {"cy-GB"}
    world.press(call, "1")
    assert not world.desk("priya").ringing
    desk = world.take("nia")
    world.pass_time(3)
    assert together(call, desk)


@pytest.mark.parametrize(("site", "keys", "language", "adviser"), [("somerset", ("2", "1", "1"), "pl", "vic")])
def test_another_language_finds_an_adviser_who_speaks_it(
    world: World, site: str, keys: tuple[str, ...], language: str, adviser: str
) -> None:
    # given three advisers are ready of whom one speaks her language
    world.ready("tess", "una", adviser)

    # when she chooses another language, then hers, and in hers to start a claim
    call = world.ring(site)
    world.press(call, *keys)

    # then he is rung, and told which language it is
    desk = world.take(adviser)
    world.pass_time(3)
    assert together(call, desk)
    assert world.demand().language == language
    assert any("Polish" in heard.text for heard in desk.said)


def test_another_language_that_nobody_speaks_is_taken_with_an_interpreter(world: World) -> None:
    # given only an adviser without Romanian is at work
    world.ready("tess")

    # when she chooses Romanian
    call = world.ring("somerset")
    world.press(call, "2", "2")

    # then he takes her, and why is stored
    desk = world.take("tess")
    world.pass_time(3)
    assert together(call, desk)
    assert "interpreter" in world.offers()[0].reason
    with world.session() as session:
        assert session.scalars(select(Claimant.interpreter_language)).one() == "ro"


def test_a_withheld_number_is_answered_like_any_other(world: World) -> None:
    # given an adviser is ready
    world.ready("tess")

    # when somebody rings whose number is withheld
    call = world.exchange.ring(from_=CLAIMANT, to=NUMBERS["somerset"], withheld=True)
    world.settle()
    world.press(call, "1", "1")

    # then she is put through
    desk = world.take("tess")
    world.pass_time(3)
    assert together(call, desk)


def test_two_wait_and_one_is_free_the_first_who_came_is_first(world: World) -> None:
    # given nobody can be reached and two wait, the second joined a minute after the first
    world.ready("tess")
    world.presence_to("tess", "break")
    world.ready("una")
    busy = world.ring("somerset")
    world.press(busy, "1", "1")
    world.take("una")
    first = world.ring("somerset", "+441632960001")
    world.press(first, "1", "1")
    world.pass_time(60)
    second = world.ring("somerset", "+441632960002")
    world.press(second, "1", "1")
    world.pass_time(20)
    assert "You are next in line." in heard(first)
    assert "You are next in line." not in heard(second)

    # when one adviser becomes free
    world.ready("tess")

    # then the first is offered, and the second moves up
    desk = world.take("tess")
    world.pass_time(50)
    assert together(first, desk)
    assert "You are next in line." in heard(second)


def test_a_language_that_is_not_on_the_menu_is_a_need_that_is_kept(world: World) -> None:
    # given an adviser is ready
    world.ready("tess")

    # when she wants another language, and then none of those named
    call = world.ring("somerset")
    world.press(call, "2", "9")
    world.take("tess")

    # then it is known that somebody must interpret, and not yet in which language
    assert world.demand().language == "und"
    with world.session() as session:
        assert session.scalars(select(Claimant.interpreter_language)).one() == "und"
