"""Out of hours: the hours are said and a call-back can be booked by keypad; who waits at closing time is served."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from app.practice.calls.call import Call
from app.sites import service as sites
from app.sites.rules import Open
from tests.journeys.scenes import heard, together
from tests.journeys.test_booking_by_keypad import MESSAGE, NO_HELP, SAFE, SAME_NUMBER, name
from tests.journeys.world import World

Worlds = Callable[[datetime], World]
ENGLISH = {"somerset": "1", "south-east-gwent": "2"}


def book(world: World, call: Call) -> None:
    """She books by keypad, and takes the first time."""
    world.press(call, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)
    world.press(call, "1")


@pytest.mark.parametrize(
    ("start", "site", "why"),
    [
        (datetime(2026, 11, 23, 19, 0, tzinfo=UTC), "somerset", "We are closed just now."),
        (datetime(2026, 11, 21, 11, 0, tzinfo=UTC), "somerset", "We are closed just now."),
        (datetime(2026, 12, 25, 11, 0, tzinfo=UTC), "somerset", "We are closed today for the bank holiday."),
        (datetime(2026, 12, 25, 11, 0, tzinfo=UTC), "south-east-gwent", "We are closed today for the bank holiday."),
    ],
    ids=["evening", "weekend", "bank holiday of England", "bank holiday of Wales"],
)
def test_closed_by_the_calendar(worlds: Worlds, start: datetime, site: str, why: str) -> None:
    # given the offices are closed
    world = worlds(start)

    # when she rings
    call = world.ring(site)
    world.press(call, ENGLISH[site])
    world.until_heard(call, "We can book a time to ring you, at our expense.")

    # then she hears why, the hours, and when they open again, and books by keypad for an open day
    assert why in heard(call)
    assert any("from half past eight to six o'clock, Monday to Friday" in one for one in heard(call))
    book(world, call)
    booked = world.callback()
    assert booked.state == "booked"
    assert booked.due_at is not None
    with world.session() as session:
        assert isinstance(sites.opening(session, world.site(site), booked.due_at), Open)


def test_a_day_on_which_this_site_is_shut(world: World) -> None:
    # given Somerset is shut today for training, and nobody else is
    with world.session() as session:
        sites.add_closure(session, sites.by_slug(session, "somerset"), date(2026, 11, 23), "training")

    # when she rings, then she is offered a call-back, for another day
    call = world.ring("somerset")
    world.press(call, "1")
    book(world, call)
    due_at = world.callback().due_at
    assert due_at is not None
    assert due_at.date() > date(2026, 11, 23)


def test_opened_for_an_hour_though_the_offices_are_shut(worlds: Worlds) -> None:
    # given Tess is at her desk in the evening, and Somerset was opened until eight
    world = worlds(datetime(2026, 11, 23, 19, 0, tzinfo=UTC))
    world.ready("tess")
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        sites.open_until(session, site, world.now() + timedelta(hours=1), world.now())

    # when somebody rings, then she is answered as by day
    call = world.ring("somerset")
    world.press(call, "1", "1")
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)

    # and who rings after eight hears that it is shut
    world.pass_time(3600)
    late = world.ring("somerset", "+441632960002")
    world.press(late, "1")
    world.until_heard(late, "We are closed just now.")


def test_the_fire_alarm(world: World) -> None:
    # given Somerset was closed this moment, and another site is open
    world.ready("tess", "priya")
    waiting = world.ring("somerset", "+441632960001")
    with world.session() as session:
        sites.close_at_once(session, sites.by_slug(session, "somerset"), "fire alarm", world.now())

    # when somebody rings now, then she hears it and can book
    call = world.ring("somerset")
    world.press(call, "1")
    world.pass_time(3)
    assert "This office has had to close for now." in heard(call)
    book(world, call)
    assert world.callback().state == "booked"

    # and who was already greeted finds a way: another site answers her, not the empty office
    world.press(waiting, "1", "1")
    assert not world.desk("tess").ringing
    desk = world.take("priya")
    world.pass_time(2)
    assert together(waiting, desk)
    assert "Somerset is closed" in world.reason(world.offers()[-1])


def test_who_waits_at_six_is_still_served(worlds: Worlds) -> None:
    # given it is five to six, and the only adviser talks while another waits
    world = worlds(datetime(2026, 11, 23, 17, 55, tzinfo=UTC))
    world.ready("tess")
    other = world.ring("somerset", "+441632960001")
    world.press(other, "1", "1")
    world.take("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")

    # when he has finished at five past six
    world.pass_time(600)
    assert call.is_live
    world.end_call("tess")
    world.ready("tess")

    # then she is answered, though a new caller hears that we are closed
    late = world.ring("somerset", "+441632960002")
    world.press(late, "1")
    world.pass_time(3)
    assert "We are closed just now." in heard(late)
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)


def test_closed_and_silent_her_number_is_kept(worlds: Worlds) -> None:
    # given it is Saturday
    world = worlds(datetime(2026, 11, 21, 11, 0, tzinfo=UTC))

    # when she rings and presses nothing
    call = world.ring("somerset")
    world.pass_time(240)

    # then a call is owed to her, and as nobody could ask her she has the first time of the next open day
    assert not call.is_live
    [kept] = world.callbacks()
    assert (kept.state, kept.due_at) == ("booked", datetime(2026, 11, 23, 8, 40, tzinfo=UTC))


def test_an_owed_call_is_made_before_its_deadline(worlds: Worlds) -> None:
    # given none of Monday's times suits her: a call is owed by the end of it
    world = worlds(datetime(2026, 11, 21, 11, 0, tzinfo=UTC))
    call = world.ring("somerset")
    world.press(call, "1")
    world.until_heard(call, "We can book a time to ring you, at our expense.")
    world.press(call, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)
    world.until_heard(call, "If none of these suits you, press 9.")
    world.press(call, "9")
    world.pass_time(120)
    deadline = world.callback().deadline
    assert deadline == datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

    # when the last hour before its deadline comes, and an adviser of home is ready
    world.until(deadline - timedelta(hours=1, minutes=1))
    world.ready("una")
    world.pass_time(90)

    # then she is rung
    desk = world.take("una")
    her = world.exchange.telephone(call.from_)
    her.answer()
    world.settle()
    assert together(her, desk)


def test_closed_and_not_safe_to_ring(worlds: Worlds) -> None:
    # given it is Saturday, and she says that it is not safe to ring her
    world = worlds(datetime(2026, 11, 21, 11, 0, tzinfo=UTC))
    call = world.ring("somerset")
    world.press(call, "1", "1", SAME_NUMBER, "2")
    world.pass_time(20)

    # then it is kept for a person to find a safe way, and her telephone never rings
    assert not any("we shall ring" in one for one in heard(call))
    world.until(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
    assert [call.direction for call in world.exchange.telephone(call.from_).history] == ["inbound"]
    assert world.callback().state == "owed"
