"""A supervisor on a call of two others: listens, whispers, joins; and whatever happens, the two go on."""

import pytest

from app.calls import service as calls
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import supervising
from app.values.errors import Invalid
from tests.journeys import scenes
from tests.journeys.listening import (
    DESK,
    WHO,
    add_supervisor,
    asks,
    heard_by,
    leaves,
    leg,
    picks_up,
    sal,
    switches,
    who_hears,
)
from tests.journeys.scenes import together
from tests.journeys.world import World
from tests.web.signing_in import sign_in


@pytest.fixture
def talking(world: World) -> tuple[Call, Telephone]:
    """She and Tess of Somerset talk, and Sal, their supervisor, has a telephone on the desk."""
    add_supervisor(world)
    return scenes.talk(world)


@pytest.mark.parametrize(("mode", "heard"), [("listen", ""), ("whisper", "he"), ("join", "she he")])
def test_each_way_is_heard_by_whom_it_says(
    world: World, talking: tuple[Call, Telephone], mode: str, heard: str
) -> None:
    # given Sal asked to be on the call, in one of three ways
    call, desk = talking
    asks(world, mode)

    # when she picks up and presses 1
    supervisor = picks_up(world)

    # then she hears both, and is heard by those who should
    call.speak("I live in Taunton")
    desk.speak("Since when?")
    assert heard_by(supervisor, "I live in Taunton")
    assert heard_by(supervisor, "Since when?")
    assert who_hears(call, desk, supervisor, "One moment") == heard
    assert together(call, desk)


def test_before_she_presses_1_nothing_of_the_call_is_heard(world: World, talking: tuple[Call, Telephone]) -> None:
    # given a voicemail answers her telephone
    call, _desk = talking
    asks(world, "listen")
    supervisor = world.exchange.telephone(DESK)
    supervisor.answer()
    world.settle()

    # when they talk on
    call.speak("My number is secret")
    world.pass_time(80)

    # then it has not heard them, and was let go
    assert not heard_by(supervisor, "My number is secret")
    assert supervisor.call is None
    assert leg(world) is None
    assert any("You did not press 1" in one.text for one in supervisor.said)


def test_she_goes_from_one_way_to_another_while_she_is_on_it(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    asks(world, "listen")
    supervisor = picks_up(world)
    for number, (mode, heard) in enumerate([("whisper", "he"), ("join", "she he"), ("listen", ""), ("join", "she he")]):
        # when she presses another
        switches(world, mode)

        # then that is how she is heard, and it is known to be in force
        assert who_hears(call, desk, supervisor, f"Try {number}") == heard
        live = leg(world)
        assert live is not None
        assert live.mode_in_force == mode


def test_in_the_browser_answering_is_enough(world: World) -> None:
    # given Sal's telephone is in her browser
    add_supervisor(world, in_browser=True)
    call, desk = scenes.talk(world)
    phone = world.exchange.client(WHO)
    phone.register()

    # when it rings and she answers
    asks(world, "whisper")
    phone.answer()
    world.settle()

    # then she whispers at once
    assert who_hears(call, desk, phone, "Ask for the date") == "he"


def test_she_leaves_and_they_go_on(world: World, talking: tuple[Call, Telephone]) -> None:
    # given she is on the call
    call, desk = talking
    asks(world, "join")
    supervisor = picks_up(world)

    # when she leaves
    leaves(world)

    # then her telephone is free, and nothing changed for the two
    assert supervisor.call is None
    assert leg(world) is None
    assert together(call, desk)
    assert world.presence("tess") == "on_call"
    desk.speak("Where were we?")
    assert call.last_said == "Where were we?"


def test_the_end_of_the_call_is_the_end_for_her_too(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    asks(world, "listen")
    supervisor = picks_up(world)
    world.end_call("tess")
    assert not call.is_live
    assert desk.call is None
    assert supervisor.call is None
    assert leg(world) is None


def test_she_does_not_answer(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    asks(world, "listen")
    world.pass_time(30)
    assert leg(world) is None
    assert together(call, desk)
    # and she may ask again
    asks(world, "listen")
    picks_up(world)


def test_the_call_ends_while_her_telephone_rings(world: World, talking: tuple[Call, Telephone]) -> None:
    call, _desk = talking
    asks(world, "listen")
    supervisor = world.exchange.telephone(DESK)
    assert supervisor.ringing
    world.hang_up(call)
    assert supervisor.call is None
    assert leg(world) is None


def test_the_call_ends_before_her_telephone_is_rung(world: World, talking: tuple[Call, Telephone]) -> None:
    # given she asked, and he pressed End before the request went out
    connection = world.connection("tess")
    with world.session() as session:
        asked = supervising.begin(session, sal(world), connection.id, "listen", world.now())
    world.end_call("tess")

    # then her telephone never rang
    assert world.exchange.telephone(DESK).history == []
    with world.session() as session:
        cancelled = calls.leg(session, asked.id)
        assert cancelled is not None
        assert cancelled.state == "cancelled"


def test_one_call_at_a_time_and_only_one_that_goes_on(world: World, talking: tuple[Call, Telephone]) -> None:
    # given she is rung for a call
    asks(world, "listen")

    # then she cannot be rung for another
    with pytest.raises(Invalid, match="in use for a call already"):
        asks(world, "join")

    # nor for one that is over
    connection = world.connection("tess")
    world.end_call("tess")
    with world.session() as session, pytest.raises(Invalid, match="over already"):
        supervising.begin(session, sal(world), connection.id, "listen", world.now())
    with world.session() as session, pytest.raises(Invalid, match="not on a call any more"):
        supervising.leave(session, sal(world), world.now())


def test_without_a_telephone_she_is_told_where_to_get_one(world: World, talking: tuple[Call, Telephone]) -> None:
    with world.session() as session:
        who = session.get_one(Staff, sal(world).id)
        staff.set_telephone(session, who, None, False, world.now(), by=who.id)
    with pytest.raises(Invalid, match="choose one for yourself"):
        asks(world, "listen")


def test_the_adviser_sees_who_listens_and_how(world: World, talking: tuple[Call, Telephone]) -> None:
    # given nobody listens
    browser = sign_in(world.app, "tess", world.person("tess").password)
    assert "Sal Invented" not in browser.get("/").text

    # when Sal does, then Tess's page says so, and how
    asks(world, "listen")
    assert "Sal Invented" not in browser.get("/").text
    picks_up(world)
    assert "Sal Invented listens" in browser.get("/").text
    switches(world, "whisper")
    assert "Sal Invented can speak to you" in browser.get("/").text
    switches(world, "join")
    assert "Sal Invented is on the call" in browser.get("/").text

    # and when Sal has left it says so no more
    leaves(world)
    assert "Sal Invented" not in browser.get("/").text
