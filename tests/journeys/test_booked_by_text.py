"""She books a call-back by text, question by question, and is rung back on the telephone that she wrote from."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.callbacks import service as callbacks
from app.claimants import service as claimants
from app.diary import service as diary
from app.texts.models import TextBooking
from tests.journeys.test_texts import OTHER, write
from tests.journeys.world import CLAIMANT, World

AREA = (
    "Startline: where do you live? Text 1 for Buckinghamshire; 2 for Calderdale and Kirklees; 3 for South East Gwent; "
    "4 for Somerset."
)
SAFE = (
    "Startline: is it safe to ring you and to text you on this telephone? "
    "Text 1 for yes; 2 for yes, with an interpreter; 3 for no."
)


def begun(world: World) -> list[TextBooking]:
    with world.session() as session:
        return list(session.scalars(select(TextBooking)))


def test_from_the_first_text_to_the_interview(world: World) -> None:
    # given she asks to be rung back, says where she lives and that it is safe
    assert write(world, "Please book") == AREA
    assert write(world, "4") == SAFE
    offered = write(world, "yes")
    assert offered is not None
    assert offered.startswith("Startline: text 1 for ")
    assert offered.endswith("; 4 for later.")

    # when she chooses the second time
    answer = write(world, "2")

    # then it is booked at home, an adviser is held for it, and the answer has all she needs
    booked = world.callback()
    assert (booked.state, booked.telephone, booked.site_id) == ("booked", CLAIMANT, world.site("somerset").id)
    assert booked.held_adviser_id is not None
    assert answer is not None
    assert f"Keep this number: {booked.proof_number}." in answer
    assert (booked.safe_to_text, booked.safe_to_leave_message) == (True, False)
    assert begun(world) == []
    # and writing again shows it, and books no other
    assert "booked for" in (write(world, "BOOK") or "")
    assert len(world.callbacks()) == 1

    # and at its time she is rung, as somebody whose first contact was that text
    username = world.held_for(booked)
    world.until_due(booked, minutes=-1)
    world.ready(username)
    world.until_rings(username)
    world.take(username)
    world.pass_time(5)
    her = world.exchange.telephone(CLAIMANT)
    assert her.ringing
    her.answer()
    world.settle()
    kept = world.callback()
    assert kept.claimant_id is not None
    with world.session() as session:
        claimant = claimants.by_id(session, kept.claimant_id)
        assert claimant is not None
        assert (claimant.first_contact_at, claimant.telephone) == (kept.booked_at, CLAIMANT)
        assert claimant.safe_to_text is True


def test_with_an_interpreter_one_is_held_too(world: World) -> None:
    for body in ("BOOK", "1", "2", "1"):
        write(world, body)
    booked = world.callback()
    assert booked.interpreter_language is not None
    with world.session() as session:
        assert callbacks.needs_of(session.merge(booked)).interpreter


def test_in_welsh_from_the_first_word(world: World) -> None:
    assert (write(world, "trefnu") or "").startswith("Startline: ble ydych chi'n byw?")
    assert "diogel" in (write(world, "3") or "")
    write(world, "IE")
    answer = write(world, "1")
    booked = world.callback()
    assert (booked.language, booked.site_id) == ("cy", world.site("south-east-gwent").id)
    assert f"Cadwch y rhif hwn: {booked.proof_number}" in (answer or "")


@pytest.mark.parametrize("no", ["3", "no", "it's not ok"])
def test_where_it_is_not_safe_nobody_rings(world: World, no: str) -> None:
    for body in ("BOOK", "4"):
        write(world, body)
    assert write(world, no) == (
        "Startline: we shall not ring this telephone. Please ring 03069 990104 from one that is safe, or ask at an "
        "office."
    )
    assert (world.callbacks(), begun(world)) == ([], [])


@pytest.mark.parametrize(("body", "again"), [("Taunton", AREA), ("7", AREA), ("yes", AREA)])
def test_what_is_no_answer_is_asked_again(world: World, body: str, again: str) -> None:
    write(world, "BOOK")
    assert write(world, body) == again


def test_later_times_are_later_and_none_twice(world: World) -> None:
    # given the first times
    for body in ("BOOK", "4"):
        write(world, body)
    first = write(world, "1")
    before = begun(world)[0].offered or []
    # when she asks for later ones
    second = write(world, "4")
    # then none of them was there before
    after = begun(world)[0].offered or []
    assert second != first
    assert min(after) > max(before)
    # and what cannot be read has the same ones asked again, under the same figures
    assert write(world, "2.30 pm") == second


def test_where_no_time_is_free_the_call_is_owed_and_she_may_give_it_up(world: World) -> None:
    # given nobody is on duty at home on any day
    world.clear_rotas("somerset")
    for body in ("BOOK", "4"):
        write(world, body)
    # when she says that it is safe
    answer = write(world, "1")
    # then the call is owed
    owed = world.callback()
    assert (owed.state, owed.turned_down) == ("owed", False)
    assert owed.deadline is not None
    assert answer is not None
    assert answer.startswith("Startline: no such time is free. We ring you as soon as we can, from 03069 990104.")
    # and with the figures it is given up
    write(world, f"CANCEL {owed.proof_number}")
    assert world.callback().state == "cancelled"


def test_whom_no_time_suits_is_owed_a_call_and_given_no_time_unasked(world: World) -> None:
    # given times are offered
    for body in ("BOOK", "4"):
        write(world, body)
    offered = write(world, "1") or ""
    # when she asks for later ones until there are none
    while offered.startswith("Startline: text 1 for "):
        [later] = re.findall(r"(\d) for later", offered)
        offered = write(world, later) or ""
    # then the call is owed
    assert "no such time is free" in offered
    assert (world.callback().state, world.callback().turned_down) == ("owed", True)


def test_where_none_is_left_when_she_chooses_one_the_call_is_owed(world: World) -> None:
    # given times were offered, and then nobody is on duty any more
    for body in ("BOOK", "4", "1"):
        write(world, body)
    world.clear_rotas("somerset")
    # when she chooses one
    assert "no such time is free" in (write(world, "1") or "")
    # then the call is owed
    assert (world.callback().state, world.callback().turned_down) == ("owed", False)


def test_two_want_the_last_place_at_one_moment(world: World) -> None:
    # given both are offered the same times
    for number in (CLAIMANT, OTHER):
        for body in ("BOOK", "4", "1"):
            write(world, body, number)
    [hers, others] = [one.offered for one in begun(world)]
    assert hers == others
    # and the place of the other's first time is taken meanwhile, as often as there are advisers
    write(world, "1")
    taken = world.callback().due_at
    assert taken is not None
    while taken.isoformat() in first_times(world):
        world.book_at("somerset", taken, "+447700900555")
    # when the other chooses it
    answer = write(world, "1", OTHER)
    # then other times are offered, and nothing is doubled
    assert (answer or "").startswith("That time has gone. Text 1 for ")
    assert OTHER not in [one.telephone for one in world.callbacks()]


def first_times(world: World) -> list[str]:
    """Every time at which somebody at Somerset is still free."""
    with world.session() as session:
        site = world.site("somerset")
        slots = diary.all_slots(session, site, diary.needs_of(site), world.now(), now=world.now())
        return [slot.starts_at.isoformat() for slot in slots]


def test_a_question_that_was_left_alone_is_forgotten(world: World) -> None:
    write(world, "BOOK")
    world.pass_time(timedelta(minutes=31).total_seconds())
    assert write(world, "4") == (
        "Startline: if we are to ring you back, text BOOK. For anything else ring us on the number that you were given."
    )


def test_where_texts_about_a_call_are_not_safe_the_number_is_answered_as_if_it_had_none(world: World) -> None:
    world.book("somerset")
    for body in ("?", "BOOK", "4", "CANCEL", "1"):
        assert write(world, body) == write(world, body, OTHER), body
