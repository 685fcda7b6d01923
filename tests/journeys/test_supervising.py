"""A supervisor on a call of two others: listens, whispers, joins; and whatever happens, the two go on."""

import pytest

from app.calls import service as calls
from app.calls.models import Leg
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import supervising
from app.values.errors import Invalid
from tests.journeys import scenes
from tests.journeys.scenes import together
from tests.journeys.world import World
from tests.web.signing_in import sign_in

DESK = "+443069990299"
WHO = "sal"


@pytest.fixture
def talking(world: World) -> tuple[Call, Telephone]:
    """She and Tess of Somerset talk, and Sal, their supervisor, has a telephone on the desk."""
    add_supervisor(world)
    return scenes.talk(world)


def add_supervisor(world: World, *, in_browser: bool = False) -> None:
    """Sal, with a telephone."""
    with world.session() as session:
        somerset = world.site("somerset")
        number = None if in_browser else DESK
        staff.add(
            session,
            username=WHO,
            name="Sal Invented",
            role="supervisor",
            site_id=somerset.id,
            now=world.now(),
            desk_number=number,
            browser_telephone=in_browser,
        )


def sal(world: World) -> Staff:
    """The supervisor's row."""
    with world.session() as session:
        found = staff.by_username(session, WHO)
        assert found is not None
        return found


def asks(world: World, mode: str) -> None:
    """Sal asks to be on Tess's call."""
    connection = world.connection("tess")
    with world.session() as session:
        supervising.begin(session, sal(world), connection.id, mode, world.now())
    world.settle()


def picks_up(world: World) -> Telephone:
    """Sal's desk telephone rings; she picks it up and presses 1."""
    desk = world.exchange.telephone(DESK)
    assert desk.ringing
    desk.answer()
    world.settle()
    world.press(desk, "1")
    return desk


def switches(world: World, mode: str) -> None:
    """Sal presses another of the three."""
    with world.session() as session:
        supervising.switch(session, sal(world), mode, world.now())
    world.settle()


def leaves(world: World) -> None:
    """Sal has had enough."""
    with world.session() as session:
        supervising.leave(session, sal(world), world.now())
    world.settle()


def leg(world: World) -> Leg | None:
    """Sal's leg while it is live."""
    with world.session() as session:
        return supervising.of_supervisor(session, sal(world).id)


def heard_by(call: Call | Telephone, words: str) -> bool:
    """Whether that was heard there."""
    return any(one.text == words for one in call.said)


def who_hears(call: Call, desk: Telephone, supervisor: Telephone, words: str) -> str:
    """Who hears what the supervisor says."""
    supervisor.speak(words)
    return " ".join(name for name, one in (("she", call), ("he", desk)) if heard_by(one, words))


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


def test_her_line_drops_and_they_go_on(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    asks(world, "whisper")
    world.hang_up(picks_up(world))
    world.pass_time(20)
    assert together(call, desk)
    assert leg(world) is None


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


def test_his_line_drops_while_she_whispers(world: World, talking: tuple[Call, Telephone]) -> None:
    # given she coaches Tess
    call, desk = talking
    asks(world, "whisper")
    supervisor = picks_up(world)

    # when his line is cut off
    world.hang_up(desk)
    world.pass_time(5)

    # then she is told and let go, and the caller is asked to hold on, and has an adviser again
    assert any("The adviser's line was lost" in one.text for one in supervisor.said)
    assert supervisor.call is None
    world.pass_time(10)
    world.ready("una")
    second = world.take("una")
    world.pass_time(2)
    assert together(call, second)


def test_his_line_is_gone_and_we_do_not_know_it_yet_when_she_begins_to_whisper(
    world: World, talking: tuple[Call, Telephone]
) -> None:
    # given she has picked up, and the word that his line was cut off is late
    call, desk = talking
    asks(world, "whisper")
    supervisor = world.exchange.telephone(DESK)
    supervisor.answer()
    world.settle()
    world.exchange.faults.delay_webhook("/status", times=1, seconds=6)
    world.hang_up(desk)

    # when she presses 1, Twilio finds nobody to coach
    world.expected_errors.add(13240)
    world.press(supervisor, "1")
    assert 13240 in {note.code for note in world.exchange.notifications}

    # then she is never heard by the caller, is told once it is known, and the caller has an adviser again
    world.pass_time(20)
    assert any("The adviser's line was lost" in one.text for one in supervisor.said)
    assert supervisor.call is None
    world.pass_time(5)
    world.ready("una")
    second = world.take("una")
    world.pass_time(2)
    assert together(call, second)


def test_his_line_drops_while_her_telephone_rings(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    asks(world, "listen")
    world.hang_up(desk)
    world.pass_time(2)
    assert world.exchange.telephone(DESK).call is None
    assert leg(world) is None
    assert call.is_live


def test_coach_of_one_who_has_gone_is_refused_and_nothing_changes(
    world: World, talking: tuple[Call, Telephone]
) -> None:
    # given she listens, and Twilio will say that the adviser is not there to be coached
    call, desk = talking
    asks(world, "listen")
    supervisor = picks_up(world)
    world.exchange.faults.fail_rest("/Participants", status=400, code=13240)

    # when she asks to whisper
    switches(world, "whisper")

    # then she still listens, is still not heard, and is shown what is true
    live = leg(world)
    assert live is not None
    assert (live.mode, live.mode_in_force) == ("listen", "listen")
    assert who_hears(call, desk, supervisor, "Hello?") == ""


def test_twilio_is_away_when_she_switches(world: World, talking: tuple[Call, Telephone]) -> None:
    # given Twilio answers with errors
    call, desk = talking
    asks(world, "join")
    supervisor = picks_up(world)
    world.exchange.faults.fail_rest("/Participants", status=503, times=2)

    # when she asks only to listen, then until Twilio took it she is shown as heard, for so she is
    switches(world, "listen")
    live = leg(world)
    assert live is not None
    assert (live.mode, live.mode_in_force) == ("listen", "join")
    assert who_hears(call, desk, supervisor, "Still here") == "she he"

    # and it is told again by itself
    world.pass_time(15)
    live = leg(world)
    assert live is not None
    assert live.mode_in_force == "listen"
    assert who_hears(call, desk, supervisor, "Not any more") == ""


def test_twilio_will_not_ring_her(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    world.exchange.faults.fail_rest("/Calls.json", status=400, code=21211)
    asks(world, "listen")
    assert leg(world) is None
    assert together(call, desk)


def test_the_answer_to_the_dial_is_lost_and_her_telephone_rings_once(
    world: World, talking: tuple[Call, Telephone]
) -> None:
    # given the call is made, and we are not told
    _call, _desk = talking
    world.exchange.faults.lose_answer("/Calls.json")
    asks(world, "listen")

    # when she picks up, then it is the one call, adopted by what it tells
    picks_up(world)
    world.pass_time(60)
    assert len(world.exchange.telephone(DESK).history) == 1
    live = leg(world)
    assert live is not None
    assert live.mode_in_force == "listen"


def test_every_webhook_of_hers_comes_twice(world: World, talking: tuple[Call, Telephone]) -> None:
    call, desk = talking
    world.exchange.faults.double_webhook("/voice/leg/", times=100)
    asks(world, "whisper")
    supervisor = picks_up(world)
    world.pass_time(5)
    assert who_hears(call, desk, supervisor, "Twice") == "he"
    leaves(world)
    world.pass_time(5)
    assert leg(world) is None
    assert together(call, desk)


def test_left_while_the_request_to_ring_is_on_its_way(world: World, talking: tuple[Call, Telephone]) -> None:
    # given the answer to the dial is lost, and she leaves before anything is heard of it
    call, desk = talking
    world.exchange.faults.lose_answer("/Calls.json")
    world.exchange.faults.delay_webhook("/voice/leg/", times=2, seconds=10)
    asks(world, "listen")
    leaves(world)
    assert leg(world) is None

    # when it tells of itself after all, then it is hung up
    world.pass_time(30)
    assert world.exchange.telephone(DESK).call is None
    assert together(call, desk)


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
