"""The page of a site while its telephones ring: what it shows of each call, and listening from it press by press."""

import pytest

from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.staff import service as staff
from app.staff.models import Staff
from tests.journeys import scenes
from tests.journeys.scenes import together
from tests.journeys.world import FRIEND, World
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in

SITE, CALLS = "/wallboard/sites/somerset", "/wallboard/sites/somerset/calls"
DESK = "+443069990298"


@pytest.fixture
def supervisor(world: World) -> Browser:
    """Sam, the supervisor of Somerset, signed in, with a telephone on the desk."""
    with world.session() as session:
        sam = session.get_one(Staff, world.staff_id("sam"))
        staff.set_telephone(session, sam, DESK, False, world.now(), by=sam.id)
    return Browser(sign_in(world.app, "sam", world.person("sam").password))


@pytest.fixture
def talking(world: World) -> tuple[Call, Telephone]:
    """She and Tess of Somerset talk."""
    return scenes.talk(world)


def press(world: World, supervisor: Browser, act: str, **more: str) -> str:
    """A button of the page; what is shown after it."""
    page = supervisor.sends(CALLS, seen=SITE, act=act, **more)
    world.settle()
    return page


def listen(world: World, supervisor: Browser) -> Telephone:
    """Sam presses Listen at Tess's call, and takes it."""
    press(world, supervisor, "listen", call=str(world.connection("tess").id))
    desk = world.exchange.telephone(DESK)
    desk.answer()
    world.settle()
    world.press(desk, "1")
    return desk


def test_a_call_is_listened_to_joined_and_left_from_the_page(
    world: World, supervisor: Browser, talking: tuple[Call, Telephone]
) -> None:
    # given the page shows the call, and whose it is
    call, desk = talking
    page = supervisor.see(SITE)
    assert "a caller of Somerset, English" in page
    assert "Whisper" in page

    # when Sam asks to listen, then the page says what to do, and then what is so
    page = press(world, supervisor, "listen", call=str(world.connection("tess").id))
    assert "Your telephone rings: pick it up and press 1." in page
    assert "Your telephone rings for the call of Tess Vowles" in supervisor.see(SITE)
    own = world.exchange.telephone(DESK)
    own.answer()
    world.settle()
    world.press(own, "1")
    page = supervisor.see(SITE)
    assert "You are on the call of Tess Vowles" in page
    assert "You hear both; nobody hears you." in page
    assert "Sam Tolland listens" in page

    # when Sam joins, then there is a sentence to say
    press(world, supervisor, "join")
    page = supervisor.see(SITE)
    assert "You hear both, and both hear you." in page
    assert "Hello, my name is Sam Tolland. I work with Tess Vowles" in page

    # when Sam leaves, then the two go on, and it stands in what was done today
    press(world, supervisor, "leave")
    page = supervisor.see(SITE)
    assert "You are on no call" in page
    assert "listened to a call of Tess Vowles" in page
    assert "joined a call of Tess Vowles" in page
    assert together(call, desk)


def test_what_is_not_in_force_yet_is_shown_as_such(
    world: World, supervisor: Browser, talking: tuple[Call, Telephone]
) -> None:
    # given Sam listens, and Twilio answers with errors
    _call, _desk = talking
    listen(world, supervisor)
    world.exchange.faults.fail_rest("/Participants", status=503, times=1)

    # when Sam joins, then the page does not say so before it is true
    press(world, supervisor, "join")
    page = supervisor.see(SITE)
    assert "You hear both; nobody hears you." in page
    assert "Changing to: Join." in page
    world.pass_time(15)
    assert "Changing to" not in supervisor.see(SITE)


def test_a_call_that_has_just_ended_says_so(world: World, supervisor: Browser, talking: tuple[Call, Telephone]) -> None:
    _call, _desk = talking
    connection = world.connection("tess")
    world.end_call("tess")
    page = press(world, supervisor, "listen", call=str(connection.id))
    assert "That was not done. That call is over already." in page
    assert world.exchange.telephone(DESK).history == []


def test_who_waits_stands_in_the_line_with_the_reason(
    world: World, supervisor: Browser, talking: tuple[Call, Telephone]
) -> None:
    # given another waits while Tess talks
    _call, _desk = talking
    other = world.ring("somerset", FRIEND)
    world.press(other, "1", "1")
    world.pass_time(5)

    # then her place, her language and why she waits are shown
    page = supervisor.see(SITE)
    assert "Nobody is waiting." not in page
    row = page[page.index('id="line"') : page.index('id="people"')]
    assert '<td class="figure">1</td>' in row
    assert "English" in row
    assert "nobody who could take this is idle" in row

    # and closing asks with the figures of this moment
    asked = supervisor.see("/supervisor/close?site=somerset")
    assert "Callers waiting in this line: 1" in asked
    assert "Calls and interviews under way: 1." in asked


def test_on_hold_and_without_a_telephone(world: World, supervisor: Browser, talking: tuple[Call, Telephone]) -> None:
    # given Tess has her on hold, and Sam has no telephone any more
    _call, _desk = talking
    world.hold("tess")
    with world.session() as session:
        sam = session.get_one(Staff, world.staff_id("sam"))
        staff.set_telephone(session, sam, None, False, world.now(), by=sam.id)

    # then the page says so, and where to choose one
    page = supervisor.see(SITE)
    assert "(on hold)" in page
    assert "To listen to a call you need a telephone of your own." in page
    assert f"/supervisor/staff/{world.staff_id('sam')}/telephone" in page
