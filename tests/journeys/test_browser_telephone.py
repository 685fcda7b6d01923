"""An adviser whose telephone is no number: in the browser, where answering takes the call, or a SIP telephone."""

from app.practice.calls.clients import ClientTelephone
from app.staff import service as staff
from app.staff.models import Staff
from tests.journeys.scenes import together
from tests.journeys.test_not_answered import waiting
from tests.journeys.world import World


def in_browser(world: World, username: str) -> ClientTelephone:
    """Have an adviser rung in the browser; the telephone there, which nobody has opened yet."""
    with world.session() as session:
        who = world.staff_id(username)
        staff.set_telephone(session, session.get_one(Staff, who), None, True, world.now(), by=who)
    return world.exchange.client(username)


def test_he_answers_in_the_browser_and_they_are_together_without_a_key(world: World) -> None:
    # given his browser telephone is open, and he is ready
    phone = in_browser(world, "tess")
    phone.register()
    world.ready("tess")

    # when somebody is put through to him and he answers
    call = waiting(world)
    assert phone.ringing
    phone.answer()
    world.settle()
    world.pass_time(2)

    # then they hear each other
    assert world.presence("tess") == "on_call"
    assert together(call, phone)


def test_his_window_is_not_open_and_the_next_adviser_is_offered_her_at_once(world: World) -> None:
    # given nothing is registered under his name, and another is ready too
    in_browser(world, "tess")
    world.ready("tess")
    world.pass_time(10)
    world.ready("una")

    # when she waits
    call = waiting(world)
    world.settle()

    # then he is set away and told why, and the next has her with no time lost
    assert world.presence_and_reason("tess") == ("away", "browser_not_open")
    desk = world.take("una")
    world.pass_time(2)
    assert together(call, desk)


def test_he_lets_it_ring(world: World) -> None:
    in_browser(world, "tess").register()
    world.ready("tess")

    waiting(world)
    world.pass_time(25)

    assert world.presence_and_reason("tess") == ("away", "did_not_answer")


def test_he_says_not_now(world: World) -> None:
    phone = in_browser(world, "tess")
    phone.register()
    world.ready("tess")

    waiting(world)
    phone.decline()
    world.settle()

    assert world.presence_and_reason("tess") == ("away", "did_not_take_the_call")


def test_a_sip_telephone_is_rung_and_the_call_taken_with_1(world: World) -> None:
    # given his telephone on the desk is one of the office's own, reached by SIP
    address = "sip:tess@office.example"
    with world.session() as session:
        who = world.staff_id("tess")
        staff.set_telephone(session, session.get_one(Staff, who), address, False, world.now(), by=who)
    world.ready("tess")

    # when somebody is put through to him, he answers and presses 1
    call = waiting(world)
    desk = world.exchange.telephone(address)
    desk.answer()
    world.settle()
    assert world.presence("tess") == "ringing"
    world.press(desk, "1")
    world.pass_time(2)

    # then they hear each other
    assert together(call, desk)
