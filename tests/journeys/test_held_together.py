"""Journeys 5 to 7: a time is offered only where all that the call-back needs is free together, and is held so."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.diary import service as diary
from app.diary.models import Hold
from app.interpreters import service as interpreters
from app.practice.calls.call import Call
from app.sites import service as sites
from tests.journeys.browser import Adviser
from tests.journeys.scenes import heard, joins, together
from tests.journeys.test_booking_by_keypad import MESSAGE, SAFE, SAME_NUMBER, name
from tests.journeys.world import CLAIMANT, World

YEOVIL = "+441174960103"
FIRST, SECOND = "+442079460311", "+442079460312"


def one_line_each(world: World, folder: Path, count: int = 1) -> None:
    """So many suppliers of Punjabi, each of whom can serve one call at a time."""
    rows = (
        f"{{name: {called}, telephone: {number}, languages: [pa], lines: 1}}"
        for called, number in (("One", "020 7946 0311"), ("Two", "020 7946 0312"))[:count]
    )
    file = folder / "interpreters.yaml"
    file.write_text(f"suppliers: [{', '.join(rows)}]")
    with world.session() as session:
        interpreters.load(session, file)


def held(world: World, callback: Callback) -> dict[str, str]:
    """Kind to key of what is held for a call-back."""
    with world.session() as session:
        return diary.kept_for(session, callback.id)


def minutes(world: World, callback: Callback) -> set[float]:
    """How long each of the things is held for it."""
    with world.session() as session:
        spans = session.scalars(select(Hold.during).where(Hold.callback_id == callback.id, Hold.released_at.is_(None)))
        return {(span.upper - span.lower).total_seconds() / 60 for span in spans if span.upper and span.lower}


def with_her(world: World, **needs: str) -> Adviser:
    """Tess has taken her call and asks when to ring, having said what she needs."""
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    tess.follow().has_answered()
    path = f"/people/{tess.reference}/book"
    tess.open(path)
    if needs:
        tess.send(f"{path}/needs", **{"interpreter": "", "rung_on": "voice", **needs})
    return tess


def books_the_first(tess: Adviser) -> list[str]:
    """She takes the first time shown, for what was chosen on the page: what is read back once it is booked."""
    path = f"/people/{tess.reference}/book"
    office = str(tess.page.xpath('string(//input[@name="office"]/@value)'))
    chosen = tess.times()[0]
    tess.send(path, slot=chosen, agreed_word="", office=office)
    assert tess.path.endswith("/read-back"), tess.errors
    assert "Held for it" in tess.text
    tess.send(f"{path}/confirm", slot=chosen, agreed_word="", office=office)
    assert tess.path.endswith("/booked"), tess.errors
    return tess.said()


def test_a_punjabi_speakers_time_is_one_at_which_adviser_and_interpreter_are_free(world: World, tmp_path: Path) -> None:
    # given one interpreter of Punjabi for all sites, whom somebody in Gwent has for the first time there is
    one_line_each(world, tmp_path)
    other = world.book("south-east-gwent", "+447700900201", interpreted="pa")
    assert other.due_at is not None

    # when an adviser of Somerset says what he needs
    tess = with_her(world, interpreter="pa")

    # then no time overlaps that one, the page says how long it is and what is kept, and it is held double
    assert "take 120 minutes" in tess.text
    assert "an interpreter, unless the adviser speaks the language" in tess.text
    lengths = timedelta(minutes=120)
    assert all(
        datetime.fromisoformat(slot) >= other.due_at + lengths or datetime.fromisoformat(slot) + lengths <= other.due_at
        for slot in tess.times()
    )
    said = books_the_first(tess)
    assert "An interpreter will be with us on the line before you are." in said
    assert "The call takes about 80 minutes." in said
    assert "an interpreter of One: Punjabi" in tess.text
    booked = world.callback()
    assert (booked.places, minutes(world, booked), set(held(world, booked))) == (6, {120}, {"adviser", "interpreter"})


def test_the_interpreter_who_is_held_is_rung_first(world: World, tmp_path: Path) -> None:
    # given two interpreters, the first of whom somebody else has at that time
    one_line_each(world, tmp_path, 2)
    other = world.book("south-east-gwent", "+447700900201", interpreted="pa")
    booked = world.book_at("somerset", other.due_at, interpreted="pa")
    assert booked.next_at == other.next_at

    # when it is due and the adviser has taken it
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.until_rings(kept)
    world.take(kept)

    # then the second, who is held for her, is rung, and the first is not
    first, second = (world.exchange.telephone(number) for number in (FIRST, SECOND))
    assert second.ringing
    assert first.history == []
    joins(world, second)
    her = world.exchange.telephone(CLAIMANT)
    her.answer()
    world.settle()
    assert together(her, world.desk(kept))


def test_if_the_interpreter_who_is_held_does_not_come_the_next_is_rung(world: World, tmp_path: Path) -> None:
    # given the second is held for her, and does not answer
    one_line_each(world, tmp_path, 2)
    other = world.book("south-east-gwent", "+447700900201", interpreted="pa")
    booked = world.book_at("somerset", other.due_at, interpreted="pa")
    first, second = (world.exchange.telephone(number) for number in (FIRST, SECOND))
    second.behaviour = "busy"

    # when it is due and the adviser has taken it, then the first is rung after the second, once
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.until_rings(kept)
    world.take(kept)
    world.pass_time(5)
    assert (len(second.history), first.ringing) == (1, True)


def test_by_textphone_it_is_longer_and_a_desk_is_held(world: World) -> None:
    # given a site with one textphone desk
    with world.session() as session:
        sites.change_rules(session, sites.by_slug(session, "somerset"), textphone_desks=1)

    # when her call-back is booked by textphone
    tess = with_her(world, rung_on="textphone")
    assert "take 160 minutes" in tess.text
    said = books_the_first(tess)

    # then an adviser who has one is held with the desk, for two and a half times as long
    assert "We shall ring you by textphone." in said
    assert "textphone desk 1 of Somerset" in tess.text
    booked = world.callback()
    assert (world.held_for(booked), booked.places, minutes(world, booked)) == ("tess", 8, {160})
    assert set(held(world, booked)) == {"adviser", "textphone_desk"}


def test_on_a_private_telephone_she_is_rung_at_the_office_and_never_at_home(world: World) -> None:
    # given somebody whom it is not safe to ring on her own telephone
    with world.session() as session:
        yeovil = next(
            one for one in sites.offices_of(session, sites.by_slug(session, "somerset")) if one.name == "Yeovil"
        )
    tess = with_her(world)
    with world.session() as session:
        [hers] = session.scalars(select(Claimant))
        hers.safe_to_ring = False
    assert "It is not safe to ring that number." in tess.open(f"/people/{tess.reference}/book").text

    # when a private telephone at Yeovil is booked for her
    tess.send(f"/people/{tess.reference}/book/needs", interpreter="", rung_on=f"office-{yeovil.id}")
    said = books_the_first(tess)
    assert any(one.startswith("Please be at our office by then: Startline Yeovil, Example House") for one in said)
    assert "the private telephone 0117 496 0103 at Yeovil" in tess.text
    booked = world.callback()
    assert held(world, booked)["telephone"] == YEOVIL
    tess.end_call().wrap_up("booked")

    # then at the time that telephone is rung, and never her own
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    Adviser(world, kept).ready()
    world.until_due(booked)
    world.take(kept)
    there = world.exchange.telephone(YEOVIL)
    assert there.ringing
    there.answer()
    world.settle()
    assert together(there, world.desk(kept))
    assert [one.direction for one in world.exchange.telephone(CLAIMANT).history] == ["inbound"]
    assert world.texts() == []


def hears_times_with_help(world: World) -> tuple[Call, Call]:
    """She waits, books by keypad instead, wants help with language and hears the times; and who keeps Tess busy."""
    world.ready("tess")
    busy = world.ring("somerset", "+441632960001")
    world.press(busy, "1", "1")
    world.take("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.pass_time(8)
    world.press(call, "1", SAME_NUMBER, SAFE, MESSAGE, "1")
    name(world, call)
    world.until_heard(call, "To go back to your place in the line, press 9.")
    return call, busy


def test_help_with_language_by_keypad_is_held_with_the_time(world: World, tmp_path: Path) -> None:
    # given one interpreter, whom somebody else has for the first two hours there are
    one_line_each(world, tmp_path)
    other = world.book("south-east-gwent", "+447700900201", interpreted="pa")
    assert other.due_at is not None

    # when she books by keypad and wants help with language
    call, busy = hears_times_with_help(world)
    world.press(call, "1")
    world.pass_time(30)

    # then it is for a time at which the interpreter is free, is double, and holds him
    assert any("Your call-back is booked." in one for one in heard(call))
    booked = world.callback()
    assert booked.telephone == CLAIMANT
    assert (booked.places, set(held(world, booked))) == (6, {"adviser", "interpreter"})
    assert booked.due_at is not None
    assert abs(booked.due_at - other.due_at) >= timedelta(minutes=120)
    world.hang_up(call)
    world.hang_up(busy)


def test_another_took_the_interpreter_while_she_listened_and_she_hears_the_next_times(
    world: World, tmp_path: Path
) -> None:
    # given she hears the first times at which an interpreter is free
    one_line_each(world, tmp_path)
    call, busy = hears_times_with_help(world)
    before = world.offered_times(call)

    # when another site books the interpreter meanwhile, and she takes the first time
    world.book_at("south-east-gwent", datetime.fromisoformat(before[0]), "+447700900201", interpreted="pa")
    world.press(call, "1")

    # then she is told, and hears others; the first of those is hers
    world.until_heard(call, "To go back to your place in the line, press 9.")
    after = world.offered_times(call)
    assert before[0] not in after
    world.press(call, "1")
    world.pass_time(5)
    assert world.callback().due_at == datetime.fromisoformat(after[0])
    world.hang_up(call)
    world.hang_up(busy)


@pytest.mark.parametrize(("field", "sent"), [("interpreter", "tlh"), ("rung_on", "office-999")])
def test_what_cannot_be_chosen_is_said_beside_its_field(world: World, field: str, sent: str) -> None:
    tess = with_her(world, **{field: sent})
    assert tess.status == 422
    assert len(tess.errors) == 1
    assert tess.page.xpath(f'//*[@id="{field}-error"]')
