"""Journey 5: an interpreter joins before she is rung."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import Leg
from app.claimants.models import Claimant
from app.measures import interpreting
from app.practice.calls.people import Telephone
from app.switchboard import interpreting as on_the_line
from app.values.errors import Invalid
from app.values.language import NOT_KNOWN
from app.values.london import to_london
from tests.journeys import scenes
from tests.journeys.browser import Adviser
from tests.journeys.scenes import interpreters, joins, legs_left, together
from tests.journeys.tally import survived
from tests.journeys.world import CLAIMANT, MONDAY_AT_TEN, World

BRIEFING = (
    "This is Startline. Our access code is 4 7 1 1. An interpreter is wanted on this line now, for Punjabi. You will "
    "speak with our adviser first. If you can interpret, press 1."
)
Wanted = tuple[Callback, str, Telephone]


@pytest.fixture
def wanted(world: World) -> Wanted:
    """Her adviser has taken her call-back, and the first supplier is rung: call-back, adviser, her telephone."""
    return scenes.interpreter_wanted(world)


def test_the_interpreter_joins_and_only_then_she_is_rung(world: World, wanted: Wanted) -> None:
    # given the adviser has taken the call-back
    _, kept, her = wanted
    first, *others = interpreters(world)
    assert first.ringing
    assert her.history == []

    # when the interpreter answers, then he hears what is wanted and nothing about her, and she is not rung yet
    first.answer()
    world.until_heard(first, "press 1.")
    assert " ".join(one.text for one in first.said) == BRIEFING
    assert her.history == []

    # when he presses 1, then he is with the adviser, and she is rung
    world.press(first, "1")
    assert together(first, world.desk(kept))
    assert her.ringing
    her.answer()
    world.settle()
    assert together(her, world.desk(kept))
    assert together(her, first)
    assert all(one.history == [] for one in others)

    # when the adviser ends the call, then nobody is left on a line
    world.end_call(kept)
    assert (her.call, first.call, world.desk(kept).call) == (None, None, None)


def test_an_adviser_who_speaks_her_language_needs_nobody(world: World) -> None:
    # given a Punjabi speaker of Buckinghamshire, and Asha, who speaks it too
    booked = world.book("buckinghamshire", interpreted="pa")
    assert world.held_for(booked) == "asha"
    world.until_due(booked, minutes=-1)
    world.ready("asha")

    # when it is due and she takes it, then the claimant is rung at once
    world.until_due(booked)
    world.take("asha")
    assert world.exchange.telephone(CLAIMANT).ringing
    assert all(one.history == [] for one in interpreters(world))


def test_her_language_becomes_known_after_the_call_back_was_booked(world: World) -> None:
    # given a call-back booked by somebody of whom nothing is known, and who turns out to speak Romanian
    booked = world.book("somerset")
    with world.session() as session:
        assert booked.claimant_id is not None
        session.get_one(Claimant, booked.claimant_id).interpreter_language = "ro"
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)

    # when it is due and the adviser takes it, then an interpreter is rung, and she is not
    world.until_due(booked)
    world.take(kept)
    assert interpreters(world)[0].ringing
    assert world.exchange.telephone(CLAIMANT).history == []


def test_in_a_language_not_known_yet_every_supplier_is_asked(world: World) -> None:
    # given somebody who asked for another language than the line offers
    first, second, third = interpreters(world)
    _, kept = scenes.interpreter_due(world, NOT_KNOWN)

    # when the adviser takes it, then the first is asked who could find it out
    world.take(kept)
    first.answer()
    world.until_heard(first, "We do not know yet for which language.")
    for one, then in ((first, second), (second, third)):
        world.hang_up(one)
        assert then.ringing
        then.answer()
        world.settle()


def test_she_says_it_is_not_safe_while_the_interpreter_is_rung(world: World, wanted: Wanted) -> None:
    # given an interpreter is being rung
    booked, kept, her = wanted
    first = interpreters(world)[0]

    # when her record is changed, and then the interpreter joins
    with world.session() as session:
        session.get_one(Callback, booked.id).safe_to_ring = False
    joins(world, first)
    world.pass_time(10)

    # then she is not rung, and both are told
    assert her.history == []
    assert "not wanted any more" in first.last_said
    assert "no longer to be made" in world.desk(kept).last_said
    assert legs_left(world) == []
    survived("it is not safe to ring her", "while an interpreter is rung")


def test_it_is_no_longer_safe_once_the_interpreter_joins(world: World, wanted: Wanted) -> None:
    # given an interpreter is being rung
    booked, kept, her = wanted

    # when she has said that only the first hour of the day is safe, which is over, and then the interpreter joins
    with world.session() as session:
        session.get_one(Claimant, booked.claimant_id).safe_times = "09:00–10:00"
    joins(world, interpreters(world)[0])
    world.pass_time(10)

    # then she is not rung, and is tomorrow
    assert her.history == []
    assert "no longer to be made" in world.desk(kept).last_said
    after = world.callback()
    assert after.next_at is not None
    assert (after.state, to_london(after.next_at).time()) == ("booked", time(9))


def test_the_key_is_told_twice_and_she_is_rung_once(world: World, wanted: Wanted) -> None:
    # given Twilio tells of the key twice
    first = interpreters(world)[0]
    world.exchange.faults.double_webhook("/key/")

    # when the interpreter presses 1
    joins(world, first)
    world.pass_time(3)

    # then she is rung once, and he is in the conference
    assert len(wanted[2].history) == 1
    assert together(first, world.desk(wanted[1]))
    survived("a webhook comes twice", "an interpreter joins")


def test_an_interpreter_is_added_to_a_short_call(world: World) -> None:
    # given a caller who speaks Polish, and Tess, who does not
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "2", "1", "1")
    world.until_rings("tess")
    world.take("tess")
    world.pass_time(3)
    assert together(call, world.desk("tess"))

    # when she has an interpreter rung, then one who speaks Polish joins
    assert world.add_interpreter("tess")
    with world.session() as session:
        polish = session.scalars(select(Leg.to_number).where(Leg.role == "interpreter")).one()
    joins(world, world.exchange.telephone(polish))
    assert together(call, world.exchange.telephone(polish))

    # when the caller hangs up, then nobody is left on a line
    world.hang_up(call)
    world.pass_time(5)
    assert legs_left(world) == []


def test_the_adviser_reads_how_it_stands(world: World, wanted: Wanted) -> None:
    # given an interpreter is being rung for him
    _, kept, her = wanted
    adviser = Adviser(world, kept)
    first, *others = interpreters(world)

    # then his page says so; when an interpreter has joined, that she is rung; and then that somebody interprets
    assert "Ringing the interpreter (Punjabi) …" in adviser.follow().text
    joins(world, first)
    assert "The interpreter has joined; ringing the claimant" in adviser.follow().text
    her.answer()
    world.settle()
    assert "With an interpreter (Punjabi)" in adviser.follow().text
    assert "Add interpreter" not in adviser.text

    # when the interpreter has gone, then it says so, and another can be added, once
    world.hang_up(first)
    assert "The interpreter is no longer on the line. The call goes on." in adviser.follow().text
    adviser.press_interpreter()
    assert first.ringing
    assert "Ringing the interpreter (Punjabi) …" in adviser.follow().text
    assert "Add interpreter" not in adviser.text

    # when nobody comes, then it says so, and he may try again
    for one in (first, *others):
        one.behaviour = "busy"
    first.decline()
    world.settle()
    assert "No interpreter could be reached (Punjabi)" in adviser.follow().text
    assert "Add interpreter" in adviser.text
    assert together(her, world.desk(kept))


def test_what_it_cost_is_reported_by_supplier_language_and_site(world: World, wanted: Wanted) -> None:
    # given the first supplier does not answer, the second joins, and they talk for a little over four minutes
    _, kept, her = wanted
    first, second = interpreters(world)[:2]
    world.pass_time(30)
    joins(world, second)
    her.answer()
    world.settle()
    world.pass_time(4 * 60 + 5)
    world.end_call(kept)
    world.pass_time(5)

    # when the day is reported
    with world.session() as session:
        found = interpreting.report(session, MONDAY_AT_TEN - timedelta(days=1), world.now() + timedelta(days=1))

    # then one failed, one joined, and its begun minutes cost their price
    in_vain, joined = found.by_supplier["Example Interpreters"], found.by_supplier["Sample Language Line"]
    assert not first.ringing
    assert (in_vain.rung, in_vain.failed, in_vain.minutes, in_vain.pence) == (1, 1, 0, 0)
    assert (joined.rung, joined.failed, joined.minutes, joined.pence) == (1, 0, 5, 5 * 95)
    assert (found.every.rung, found.every.joined) == (2, 1)
    assert list(found.by_language) == ["pa"]
    assert list(found.by_site) == [world.site("somerset").id]
    assert found.put_off == {}


def test_an_adviser_chooses_the_language_where_none_is_known(world: World) -> None:
    # given somebody who chose English on the line, and turns out to speak Punjabi
    call, desk = scenes.talk(world)
    connection = world.connection("tess")
    with world.session() as session:
        assert on_the_line.may_be_added(session, connection) is None
        assert "pa" in on_the_line.may_be_chosen(session, connection)

    # when Tess chooses it, and writes down who has come
    with world.session() as session:
        assert not on_the_line.add_pressed(world.board, session, connection.id, world.now(), "xx")
        assert on_the_line.add_pressed(world.board, session, connection.id, world.now(), "pa")
    with world.session() as session:
        assert on_the_line.may_be_chosen(session, world.connection("tess")) == []
    world.settle()
    scenes.joins(world, scenes.interpreters(world)[0])
    with world.session() as session:
        with pytest.raises(Invalid):
            on_the_line.write_down(session, world.connection("tess"), "  ", world.now())
        on_the_line.write_down(session, world.connection("tess"), "number  214", world.now())

    # then the three talk, her page says who it is, and so does the record afterwards
    desk.speak("Sat sri akal")
    assert call.last_said == "Sat sri akal"
    tess = Adviser(world, "tess").follow()
    assert "With an interpreter (Punjabi): number 214" in tess.text
    assert "Speak to the person" in tess.text
    with world.session() as session:
        hers = world.connection("tess").claimant_id
        assert hers is not None
        (leg,) = calls.interpreted(session, hers)
        assert leg.person == "number 214"
    assert "number 214 of " in tess.open(f"/people/{tess.reference}?all=1").text
