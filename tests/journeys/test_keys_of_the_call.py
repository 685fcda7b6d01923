"""What an adviser presses while they talk: mute, keys on the line of whom we rang; and a call handed over."""

import pytest

from app.calls import service as calls
from app.calls.models import Leg
from app.practice.calls.people import Telephone
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import pressing, transferring
from app.values.errors import Invalid
from tests.journeys import scenes
from tests.journeys.listening import WHO, add_supervisor, picks_up
from tests.journeys.scenes import together
from tests.journeys.world import World
from tests.web.signing_in import sign_in


def keys(world: World, username: str, typed: str) -> None:
    """The adviser presses keys on the line."""
    connection = world.connection(username)
    with world.session() as session:
        pressing.keys_pressed(world.board, session, connection.id, typed, world.now())
    world.settle()


def mute(world: World, username: str, *, on: bool) -> bool:
    """The adviser mutes, or is heard again."""
    connection = world.connection(username)
    with world.session() as session:
        done = pressing.mute_pressed(session, connection.id, on, world.now())
    world.settle()
    return done


def asks_over(world: World, username: str, wanted: str) -> Staff | None:
    """The adviser has a colleague rung who is to take the call over."""
    connection = world.connection(username)
    with world.session() as session:
        who = session.get_one(Staff, world.staff_id(username))
        found = transferring.ring(session, who, connection, wanted, world.now())
    world.settle()
    return found


def hands_over(world: World, username: str) -> None:
    """The adviser hands over to whoever joined."""
    connection = world.connection(username)
    with world.session() as session:
        transferring.hand_over(session, connection.id, world.now())
    world.settle()


def comes(world: World, username: str) -> Telephone:
    """A colleague's desk telephone rings; they pick up and press 1."""
    desk = world.desk(username)
    assert desk.ringing
    desk.answer()
    world.settle()
    world.press(desk, "1")
    return desk


def test_who_is_muted_hears_and_is_not_heard(world: World) -> None:
    # given they talk, and Tess mutes
    call, desk = scenes.talk(world)
    assert mute(world, "tess", on=True)

    # when both speak
    desk.speak("Where is that leaflet")
    call.speak("Are you there?")

    # then she heard nothing, and Tess hears her
    assert call.last_said != "Where is that leaflet"
    assert desk.last_said == "Are you there?"

    # when Tess wants to be heard again
    mute(world, "tess", on=False)
    desk.speak("I am here")
    assert call.last_said == "I am here"


def test_of_two_presses_the_last_counts(world: World) -> None:
    call, desk = scenes.talk(world)
    connection = world.connection("tess")
    with world.session() as session:
        pressing.mute_pressed(session, connection.id, True, world.now())
        pressing.mute_pressed(session, connection.id, False, world.now())
    world.settle()
    desk.speak("Still here")
    assert call.last_said == "Still here"


def test_keys_sound_on_the_line_that_we_rang_and_she_comes_back(world: World) -> None:
    # given a hostel's switchboard answered our call-back
    _, kept, her = scenes.interview(world)

    # when the adviser presses the extension
    keys(world, kept, "2,3 4#")

    # then her line heard the tones, and is with the adviser again; the adviser never left
    assert any(one.text == "2w34#" for one in her.said)
    world.pass_time(6)
    assert together(her, world.desk(kept))
    her.speak("Reception")
    assert world.desk(kept).last_said == "Reception"

    # and they sound once: when her line asks again, there are none
    assert world.connection(kept).keys_wanted is None


def test_what_is_no_key_is_refused(world: World) -> None:
    _, kept, her = scenes.interview(world)
    for typed in ("", "12a", "1" * 21):
        with pytest.raises(Invalid):
            keys(world, kept, typed)
    assert together(her, world.desk(kept))


def test_keys_wait_for_the_end_of_the_hold(world: World) -> None:
    _, kept, _ = scenes.interview(world)
    world.hold(kept)
    with pytest.raises(Invalid, match="off hold"):
        keys(world, kept, "1")


def test_a_caller_has_no_menu_to_press_keys_on(world: World) -> None:
    scenes.talk(world)
    with pytest.raises(Invalid):
        keys(world, "tess", "1")


def test_a_caller_is_handed_over_in_the_same_conference(world: World) -> None:
    # given Tess talks with her and has Una rung
    call, desk = scenes.talk(world)
    world.ready("una")
    conference = call.in_conference
    assert asks_over(world, "tess", str(world.staff_id("una"))) is not None

    # when Una has joined, and Tess hands over
    second = comes(world, "una")
    call.speak("Three is a crowd")
    assert second.last_said == "Three is a crowd"
    hands_over(world, "tess")

    # then the two go on where they were, and Tess is off the line with nothing left to wrap up
    assert call.in_conference == conference
    assert together(call, second)
    assert desk.call is None
    assert world.presence_and_reason("tess") == ("away", "handed_over")
    assert world.presence("una") == "on_call"
    second.speak("I am Una")
    assert call.last_said == "I am Una"

    # and her history names both
    hers = world.connection("una").claimant_id
    assert hers is not None
    with world.session() as session:
        spoke = [one.adviser_id for one in calls.talks_of(session, hers)]
    assert spoke == [world.staff_id("tess"), world.staff_id("una")]

    # and what ends or holds the call is Una's now
    world.hold("una")
    call.speak("Music plays")
    assert second.last_said != "Music plays"
    world.end_call("una")
    assert not call.is_live
    assert world.presence("una") == "wrapping_up"


def test_whoever_of_a_site_is_free_is_rung(world: World) -> None:
    # given she rang Somerset, and Priya of another site is ready
    scenes.talk(world)
    world.ready("priya")
    elsewhere = next(one for one in _sites(world) if one != world.site("somerset").id)
    assert asks_over(world, "tess", f"site:{world.site('somerset').id}") is None
    found = asks_over(world, "tess", f"site:{elsewhere}")
    assert found is not None
    assert found.username == "priya"


def test_before_the_colleague_is_there_nothing_is_handed_over(world: World) -> None:
    # given Una's telephone rings only
    call, desk = scenes.talk(world)
    world.ready("una")
    asks_over(world, "tess", str(world.staff_id("una")))

    # when Tess presses all the same
    with pytest.raises(Invalid, match="ring one first"):
        hands_over(world, "tess")

    # then it is hers still; and Una, let go, is rung no more
    assert together(call, desk)
    with world.session() as session:
        tess = session.get_one(Staff, world.staff_id("tess"))
        transferring.stop_ringing(session, tess, world.connection("tess"), world.now())
    world.settle()
    assert not world.desk("una").ringing


def test_the_colleague_hangs_up_at_the_moment_of_the_hand_over(world: World) -> None:
    # given Una was on the call, and the word that she hung up is late
    call, desk = scenes.talk(world)
    world.ready("una")
    asks_over(world, "tess", str(world.staff_id("una")))
    second = comes(world, "una")
    world.exchange.faults.delay_webhook("/status", times=1, seconds=2)
    world.hang_up(second)

    # when Tess hands over before it comes
    hands_over(world, "tess")
    world.pass_time(6)

    # then she is asked to hold on, as where any adviser's line is lost, and soon has one again
    assert call.is_live
    world.pass_time(12)
    world.ready("tess")
    third = world.take("tess")
    world.pass_time(2)
    assert together(call, third)
    assert third is desk


def test_an_interview_stays_at_its_site_and_its_attempt_goes_on(world: World) -> None:
    # given Tess or Una of Somerset interviews her, and the other one and Priya are free
    booked, kept, her = scenes.interview(world)
    other = "una" if kept == "tess" else "tess"
    world.ready(other, "priya")
    assert asks_over(world, kept, str(world.staff_id("priya"))) is None
    assert asks_over(world, kept, str(world.staff_id(other))) is not None
    second = comes(world, other)

    # when it is handed over, and then ended
    hands_over(world, kept)
    assert together(her, second)
    assert world.presence(other) == "in_interview"
    assert world.attempts()[-1] is None

    # then her hanging up ends it for the new adviser alone
    world.hang_up(her)
    assert any("has hung up" in one.text for one in second.said)
    world.pass_time(5)
    assert second.call is None
    assert world.presence(other) == "wrapping_up"
    assert world.callback().id == booked.id
    with world.session() as session:
        assert {leg.role for leg in session.query(Leg) if leg.connection_id == world.connection(other).id} == {
            "adviser",
            "claimant",
        }


def test_who_speaks_the_persons_language_is_asked_first(world: World) -> None:
    # given a Welsh call that Nia of Gwent has taken, and Priya, who has no Welsh, idle longer there than Owen
    world.ready("nia")
    call = world.ring("south-east-gwent")
    world.press(call, "1", "1")
    world.take("nia")
    world.ready("priya")
    world.pass_time(60)
    world.ready("owen", "tess")

    # when Nia looks to whom it can be handed
    connection = world.connection("nia")
    with world.session() as session:
        nia = session.get_one(Staff, world.staff_id("nia"))
        found = transferring.whom(session, nia, connection, world.now())

    # then Owen is first, and it is he who is rung where anybody of the site will do
    assert [(one.colleague.username, one.language) for one in found] == [
        ("owen", "cy"),
        ("priya", None),
        ("tess", None),
    ]
    rung = asks_over(world, "nia", f"site:{world.site('south-east-gwent').id}")
    assert rung is not None
    assert rung.username == "owen"


def test_a_supervisor_can_be_asked_by_name_and_joins_but_takes_no_call(world: World) -> None:
    # given Sal, a supervisor with a telephone, at her browser, and nobody else free
    call, desk = scenes.talk(world)
    add_supervisor(world)
    with world.session() as session:
        password = staff.new_password(session, session.get_one(Staff, world.staff_id("sal")), world.now(), None)
    sign_in(world.app, WHO, password)

    # when Tess rings her to the call, and Sal comes
    assert asks_over(world, "tess", f"site:{world.site('somerset').id}") is None
    assert asks_over(world, "tess", str(world.staff_id("sal"))) is not None
    supervisor = picks_up(world)
    supervisor.speak("Good morning")
    assert call.last_said == "Good morning"

    # then it stays Tess's all the same
    with pytest.raises(Invalid, match="ring one first"):
        hands_over(world, "tess")
    assert together(call, desk)
    assert world.presence("tess") == "on_call"


def test_a_supervisor_who_is_not_there_is_not_offered(world: World) -> None:
    scenes.talk(world)
    add_supervisor(world)
    with world.session() as session:
        tess = session.get_one(Staff, world.staff_id("tess"))
        assert transferring.whom(session, tess, world.connection("tess"), world.now()) == []


def _sites(world: World) -> list[int]:
    with world.session() as session:
        priya = session.get_one(Staff, world.staff_id("priya"))
        return [world.site("somerset").id, priya.site_id]
