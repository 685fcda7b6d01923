"""Nobody at home speaks her language: she may choose an adviser of another site who does, and is interviewed there."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.callbacks import service as callbacks
from app.callbacks.models import CHOSEN, Callback
from app.claimants.models import Claimant
from app.diary.errors import StillHeld
from app.diary.models import Hold
from app.measures import overflow
from app.measures.overflow import HeldAway
from app.switchboard import rebooking, shut_times
from app.values.london import to_london
from tests.journeys.browser import Adviser
from tests.journeys.scenes import together
from tests.journeys.test_texts import write
from tests.journeys.world import CLAIMANT, NUMBERS, World

AWAY = "buckinghamshire"


@pytest.fixture
def tess(world: World) -> Adviser:
    """Tess of Somerset, with a caller who speaks Punjabi: nobody at Somerset does, and Asha of Buckinghamshire does."""
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    tess.follow().has_answered()
    with world.session() as session:
        claimant = session.scalars(select(Claimant)).one()
        claimant.spoken_language = claimant.interpreter_language = "pa"
    return tess


def choices(tess: Adviser) -> dict[str, str]:
    """What she may choose between, with its address."""
    links: Any = tess.page.xpath('//ul[@aria-labelledby="who-holds-it"]//a')
    return {" ".join(one.text_content().split()): str(one.get("href")) for one in links}


def booked_elsewhere(world: World, tess: Adviser) -> Callback:
    """She chooses an adviser of the other site, and has the first time there."""
    path = f"/people/{tess.reference}/book"
    tess.open(path)
    tess.open(path + choices(tess)["an adviser of Buckinghamshire, who speaks it"])
    form = '//form[@method="post"][.//button[@name="slot"]]/@action'
    slot = tess.times()[0]
    tess.send(str(tess.page.xpath(f"string({form})")), slot=slot, agreed_word="")
    assert tess.path.endswith("/read-back"), tess.errors
    assert "an adviser of Buckinghamshire, as they chose" in tess.text
    confirm = str(tess.page.xpath('string(//form[contains(@action, "/book/confirm")]/@action)'))
    tess.send(confirm, slot=slot, agreed_word="")
    assert tess.path.endswith("/booked"), tess.errors
    return world.callback()


def holds(world: World, callback_id: UUID) -> list[tuple[str, int]]:
    """What is held for a call-back, and in which site's diary."""
    with world.session() as session:
        found = session.scalars(select(Hold).where(Hold.callback_id == callback_id, Hold.released_at.is_(None)))
        return [(one.resource, one.site_id) for one in found]


def test_another_time_by_text_is_one_of_the_adviser_she_chose(world: World, tess: Adviser) -> None:
    # given a call-back at the site that she chose, of which she may be texted
    booked = booked_elsewhere(world, tess)
    with world.session() as session:
        claimant = session.scalars(select(Claimant)).one()
        claimant.safe_to_text = session.merge(booked).safe_to_text = True
    world.pass_time(5)

    # when she asks for another time and takes the first
    assert (write(world, f"CHANGE {booked.proof_number}") or "").startswith("Startline: text 1 for ")
    answer = write(world, "1")

    # then it is in that site's diary still
    moved = world.callback()
    assert (answer or "").startswith("Startline: we shall ring you on ")
    assert moved.due_at != booked.due_at
    assert (moved.away_site_id, moved.away_because) == (world.site(AWAY).id, CHOSEN)
    assert {site for _, site in holds(world, moved.id)} == {world.site(AWAY).id}


def test_the_choice_is_put_where_nobody_at_home_speaks_it(world: World, tess: Adviser) -> None:
    tess.open(f"/people/{tess.reference}/book")
    assert "Nobody at their home site speaks Punjabi." in tess.text
    assert list(choices(tess)) == [
        "an adviser of Somerset, with an interpreter",
        "an adviser of Buckinghamshire, who speaks it",
        "an adviser of Calderdale and Kirklees, who speaks it",
    ]
    # but not of whom somebody at home speaks the language
    with world.session() as session:
        claimant = session.scalars(select(Claimant)).one()
        claimant.spoken_language = claimant.interpreter_language = "pl"
    assert choices(tess.open(f"/people/{tess.reference}/book")) == {}


def test_it_is_booked_in_that_sites_diary_and_she_stays_homes_claimant(world: World, tess: Adviser) -> None:
    booked = booked_elsewhere(world, tess)
    away = world.site(AWAY).id
    assert (booked.site_id, booked.away_site_id, booked.away_because) == (world.site("somerset").id, away, CHOSEN)
    assert world.held_for(booked) == "asha"
    assert booked.interpreter_language is None
    assert holds(world, booked.id) == [("adviser", away)]
    # and whoever opens the page again finds it so
    tess.open(f"/people/{tess.reference}/book")
    assert "In the diary of Buckinghamshire." in tess.text


def test_she_is_rung_by_that_adviser_from_homes_number_without_an_interpreter_and_counted(
    world: World, tess: Adviser
) -> None:
    # given her time has come, and advisers of both sites are ready
    booked = booked_elsewhere(world, tess)
    tess.end_call().wrap_up("booked")
    world.until_due(booked, minutes=-1)
    world.ready("una", "asha")
    world.until_due(booked)

    # then it is the one who speaks her language, and he reads why
    assert world.desk("asha").ringing
    assert not world.desk("una").ringing
    assert world.reason(world.offers()[-1]).endswith("they chose an adviser of Buckinghamshire, who speaks Punjabi")

    # and she is rung at once, from the number of her home
    desk = world.take("asha")
    her = world.exchange.telephone(CLAIMANT)
    assert her.call is not None
    assert her.call.from_ == NUMBERS["somerset"]
    her.answer()
    world.settle()
    assert together(her, desk)
    with world.session() as session:
        callbacks.record_result(session, session.get_one(Callback, booked.id), "reached", world.now())
        assert overflow.held_away(session, world.now()) == {booked.site_id: HeldAway(chosen=1)}


def test_another_time_is_one_of_that_site_and_its_closure_is_what_breaks_it(world: World, tess: Adviser) -> None:
    booked = booked_elsewhere(world, tess)
    assert booked.next_at is not None
    with world.session() as session:
        # a day closed there, not at home, has it in its way
        during = (booked.next_at - world.minutes(60), booked.next_at + world.minutes(60))
        assert callbacks.promised_during(session, world.site(AWAY).id, *during) == [booked.id]
        assert callbacks.promised_during(session, booked.site_id, *during) == []
        # and moved by a supervisor it stays with an adviser there
        callback = session.get_one(Callback, booked.id)
        later = list(callbacks.times_for(session, callback, booked.next_at, world.now()))[1]
        rebooking.move(session, callback, later.starts_at, world.staff_id("sam"), world.now())
        assert (callback.away_site_id, callback.away_because) == (world.site(AWAY).id, CHOSEN)
        assert callback.site_id == world.site("somerset").id


def test_she_may_choose_home_after_all(world: World, tess: Adviser) -> None:
    booked_elsewhere(world, tess)
    path = f"/people/{tess.reference}/book"
    tess.open(path)
    tess.open(path + choices(tess)["an adviser of Somerset, with an interpreter"])
    assert "In the diary of Somerset." in tess.text
    slot = tess.times()[-1]
    tess.send(f"{path}?at=home", slot=slot, agreed_word="")
    tess.send(f"{path}/confirm?at=home", slot=slot, agreed_word="")
    moved = world.callback()
    assert (moved.away_site_id, moved.away_because, moved.interpreter_language) == (None, None, "pa")


def test_other_opening_hours_of_that_site_find_it_in_their_way(world: World, tess: Adviser) -> None:
    # given her time is in the diary of the other site
    booked = booked_elsewhere(world, tess)
    assert booked.due_at is not None
    weekday = to_london(booked.due_at).weekday()

    # then that site does not shut on that day without her, and her home may
    with world.session() as session, pytest.raises(StillHeld) as held:
        shut_times.change_hours(session, world.site(AWAY), {weekday: None}, world.now())
    assert held.value.callback_ids == (booked.id,)
    with world.session() as session:
        shut_times.change_hours(session, world.site("somerset"), {weekday: None}, world.now())
