"""What a supervisor does to a site while its telephones ring: closes it, lends its people, and takes that back."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.diary import service as diary
from app.measures import board as measured
from app.sites import service as sites
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import lending, shutting
from app.values.errors import Invalid
from app.values.london import london_date
from tests.journeys.scenes import heard, together
from tests.journeys.world import FRIEND, World

Worlds = Callable[[datetime], World]
USUAL = "This office has had to close for now."
OWN = {"en": "There is a flood in the street & we are out.", "cy": "Mae llifogydd yn y stryd."}
MEANWHILE = "Somebody at another office will answer you as soon as they can. Please stay on the line."


def close(world: World, slug: str, message: dict[str, str]) -> int:
    """The supervisor closes a site, with a message."""
    with world.session() as session:
        site = sites.by_slug(session, slug)
        told = shutting.close_at_once(world.board, session, site, "flood", message, world.now())
    world.settle()
    return told


def lend(world: World, username: str, slug: str) -> lending.Lent:
    """The supervisor lends an adviser."""
    with world.session() as session:
        lent = lending.lend(session, world.staff_id(username), sites.by_slug(session, slug), world.now())
    world.settle()
    return lent


def bring_home(world: World, username: str) -> None:
    """And brings him back."""
    with world.session() as session:
        lending.bring_home(session, world.staff_id(username), world.now())
    world.settle()


def works_at(world: World, username: str) -> str:
    """Where somebody works now."""
    with world.session() as session:
        return sites.by_id(session, session.get_one(Staff, world.staff_id(username)).site_id).slug


# ── closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_its_desks_ring_no_longer_and_whom_they_rang_for_goes_on_waiting(world: World) -> None:
    # given Tess and Una of Somerset are rung, for a caller of theirs and for one of Gwent, whose adviser is on a call
    world.ready("priya")
    busy = world.ring("south-east-gwent", FRIEND)
    world.press(busy, "2", "1")
    world.pass_time(12)
    world.take("priya")
    world.ready("tess", "una")
    hers, of_gwent = world.ring("somerset"), world.ring("south-east-gwent", "+441632960001")
    world.press(hers, "1", "1")
    world.press(of_gwent, "2", "1")
    world.pass_time(5)
    desks = [world.desk(name) for name in ("tess", "una")]
    assert all(desk.ringing for desk in desks)
    joined_at = [world.demand_of(one).joined_at for one in (hers, of_gwent)]

    # when the supervisor closes Somerset
    assert close(world, "somerset", {"en": USUAL}) == 1
    world.pass_time(2)

    # then they are rung no longer, nobody is blamed, and the caller of Somerset hears why
    assert not any(desk.ringing for desk in desks)
    assert [world.presence(name) for name in ("tess", "una")] == ["ready", "ready"]
    assert USUAL in heard(hers)
    assert USUAL not in heard(of_gwent)
    # and both keep their time, until somebody at another office is free
    assert [(world.demand_of(one).state, world.demand_of(one).joined_at) for one in (hers, of_gwent)] == [
        ("waiting", at) for at in joined_at
    ]
    world.end_call("priya")
    world.ready("priya")
    desk = world.take("priya")
    world.pass_time(2)
    assert together(of_gwent, desk)


def test_who_waits_hears_it_at_once_keeps_her_place_and_is_answered_elsewhere(world: World) -> None:
    # given she waits in Somerset's line, whose one adviser is on a call, and so is the one of Gwent
    world.ready("tess", "priya")
    for number, adviser in enumerate(("tess", "priya")):
        busy = world.ring("somerset", f"+44163296000{number}")
        world.press(busy, "1", "1")
        world.pass_time(12)
        world.take(adviser)
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.pass_time(5)
    joined_at = world.demand_of(call).joined_at
    assert not any("close" in one for one in heard(call))

    # when the supervisor closes Somerset
    assert close(world, "somerset", OWN) == 1

    # then she hears it within the moment, in the words that were written, and has kept her time
    world.pass_time(1)
    assert OWN["en"] in heard(call)
    world.until_heard(call, MEANWHILE)
    assert world.demand_of(call).joined_at == joined_at
    assert not any("wait should be" in one for one in heard(call)[heard(call).index(OWN["en"]) :])

    # and when Gwent has somebody, she is answered there
    world.end_call("priya")
    world.ready("priya")
    desk = world.take("priya")
    world.pass_time(2)
    assert together(call, desk)


def test_who_waits_where_nobody_else_is_at_work_hears_it_and_books_by_keypad(world: World) -> None:
    # given she waits, and only Somerset is at work
    world.ready("tess")
    busy = world.ring("somerset", FRIEND)
    world.press(busy, "1", "1")
    world.take("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.pass_time(3)

    # when it is closed
    close(world, "somerset", {"en": USUAL})

    # then she hears that, and is asked what must be known to ring her back
    world.until_heard(call, "Shall we ring you on this number?")
    assert USUAL in heard(call)


@pytest.mark.parametrize(("key", "language"), [("1", "cy"), ("2", "en")])
def test_who_rings_hears_it_in_the_language_that_she_chose(world: World, key: str, language: str) -> None:
    # given Gwent was closed with a message in both languages
    close(world, "south-east-gwent", OWN)

    # when she rings and chooses
    call = world.ring("south-east-gwent")
    world.press(call, key)

    # then she hears it in that, and nothing of hours that nobody knows
    world.until_heard(call, OWN[language])
    assert not any("We open again" in one for one in heard(call))


def test_who_chose_welsh_hears_the_ready_welsh_where_only_english_was_written(world: World) -> None:
    # given only English was written
    close(world, "south-east-gwent", {"en": OWN["en"]})

    # when she chooses Welsh
    call = world.ring("south-east-gwent")
    world.press(call, "1")
    world.pass_time(5)

    # then no Welsh voice reads English out
    assert OWN["en"] not in heard(call)
    with world.session() as session:
        welsh = shutting.said(sites.by_slug(session, "south-east-gwent"), "cy").text
    assert welsh != USUAL
    assert welsh in heard(call)


def test_opened_again_callers_are_taken_as_before(world: World) -> None:
    # given it was closed, and opened again
    close(world, "somerset", OWN)
    with world.session() as session:
        sites.reopen(session, sites.by_slug(session, "somerset"))
    world.ready("tess")

    # when she rings, then it is as ever
    call = world.ring("somerset")
    world.press(call, "1", "1")
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert OWN["en"] not in heard(call)


# ── lending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lent_adviser_is_at_home_where_he_is_lent(world: World) -> None:
    # given Tess is ready in Somerset, and lent to Buckinghamshire
    world.ready("tess")
    lend(world, "tess", "buckinghamshire")

    # when somebody rings Buckinghamshire, then Tess is rung for her, and it is no overflow
    call = world.ring("buckinghamshire")
    world.press(call, "1", "1")
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert not world.offers()[-1].away

    # and the board counts Tess there
    with world.session() as session:
        states = {
            one.site.slug: one.states
            for one in measured.sites_now(session, world.board.short_calls, world.now())
            if one.site
        }
    assert states["buckinghamshire"]["on_call"] == 1
    assert "on_call" not in states["somerset"]


def test_his_hours_of_today_count_there_and_those_of_tomorrow_at_home(world: World) -> None:
    today, tomorrow = london_date(world.now()), date(2026, 11, 24)

    def on_duty(slug: str, day: date) -> bool:
        with world.session() as session:
            rows = diary.rota_of(session, sites.by_slug(session, slug).id, day)
            return world.staff_id("tess") in {row.staff_id for row in rows}

    assert on_duty("somerset", today)

    # when Tess is lent
    lend(world, "tess", "buckinghamshire")

    # then today's hours are Buckinghamshire's, and tomorrow's are Somerset's
    assert (on_duty("buckinghamshire", today), on_duty("somerset", today)) == (True, False)
    assert (on_duty("buckinghamshire", tomorrow), on_duty("somerset", tomorrow)) == (False, True)

    # and brought back, all is as it was
    bring_home(world, "tess")
    assert (on_duty("buckinghamshire", today), on_duty("somerset", today)) == (False, True)
    assert works_at(world, "tess") == "somerset"


def test_what_is_kept_for_him_stays_promised_and_home_makes_it(world: World) -> None:
    # given a call-back of today is kept for somebody of Somerset
    callback = world.book("somerset")
    held = world.held_for(callback)
    other = next(name for name in ("tess", "una", "vic") if name != held)

    # when he is lent, then that is told
    lent = lend(world, held, "buckinghamshire")
    assert [one.id for one in lent.kept] == [callback.id]
    assert world.callback().held_adviser_id == world.staff_id(held)

    # and when it is due, it is made by whoever is ready at home
    world.ready(held, other)
    world.until_due(callback)
    world.until_rings(other)
    assert not world.desk(held).ringing
    world.take(other)
    assert world.callback().state == "in_progress"
    world.pass_time(45)


def test_at_midnight_he_is_home_without_a_press(worlds: Worlds) -> None:
    # given he was lent, late in the day
    world = worlds(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    lend(world, "tess", "buckinghamshire")
    world.until(datetime(2026, 11, 23, 23, 59, tzinfo=UTC))
    assert works_at(world, "tess") == "buckinghamshire"

    # when the day is over
    world.pass_time(120)

    # then he works at home, and it was noted
    assert works_at(world, "tess") == "somerset"
    with world.session() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.action == "came_home")).all()
        assert [one.subject_key for one in noted] == [str(world.staff_id("tess"))]


def test_who_is_lent_on_a_call_keeps_the_call(world: World) -> None:
    # given Tess talks
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    desk = world.take("tess")
    world.pass_time(2)

    # when Tess is lent, then they talk on
    lend(world, "tess", "buckinghamshire")
    world.pass_time(5)
    assert together(call, desk)


def test_nobody_is_lent_twice_or_to_his_own_site(world: World) -> None:
    lend(world, "tess", "buckinghamshire")
    with pytest.raises(Invalid, match="lent already"):
        lend(world, "tess", "south-east-gwent")
    with pytest.raises(Invalid, match="works there already"):
        lend(world, "una", "somerset")
    with pytest.raises(Invalid, match="Only an adviser"):
        lend(world, "sam", "buckinghamshire")
    with pytest.raises(Invalid, match="back already"):
        bring_home(world, "una")


def test_lent_he_is_listed_at_both_sites(world: World) -> None:
    lend(world, "tess", "buckinghamshire")
    with world.session() as session:
        for slug in ("somerset", "buckinghamshire"):
            people = staff.everybody(session, sites.by_slug(session, slug).id)
            assert "tess" in {one.staff.username for one in people}
