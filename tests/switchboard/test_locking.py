"""Two at one moment, with real commits: nobody waits for ever, and nobody's call is left in the line for nobody."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from time import sleep
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.diary import service as diary
from app.line import service as line
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import advising, connecting, lending, rebooking, ringing_back
from app.values.london import london_date
from app.values.moves import IllegalMove
from tests.journeys.world import FRIEND, World

LOOK_SECONDS = 0.02
Act = Callable[[Session, Callback], object]


def beside(pool: ThreadPoolExecutor, world: World, act: Callable[[Session], object]) -> Future[None]:
    """Do something in a transaction of its own, as far as it comes: it is over, or waits for what is locked here."""

    def do() -> None:
        with world.session() as session:
            act(session)

    doing = pool.submit(do)
    while not doing.done() and not _somebody_waits(world):
        sleep(LOOK_SECONDS)
    return doing


def _somebody_waits(world: World) -> bool:
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity "
        "WHERE datname = current_database())"
    )
    with world.session() as session:
        return bool(session.scalar(waiting))


def another_time(session: Session, callback: Callback) -> diary.Slot:
    site = sites.by_id(session, callback.site_id)
    return diary.offer_slots(session, site, callbacks.needs_of(callback), clock.now(), now=clock.now())[-1]


def moved(session: Session, callback: Callback) -> None:
    ringing_back.move(session, callback, another_time(session, callback), clock.now())


def owed(session: Session, callback: Callback) -> None:
    ringing_back.lose_time(session, callback, clock.now())


def cancelled(session: Session, callback: Callback) -> None:
    ringing_back.cancel(session, callback, clock.now())


@pytest.mark.parametrize(("act", "state"), [(moved, "booked"), (owed, "owed"), (cancelled, "cancelled")])
def test_a_call_back_that_is_changed_as_it_falls_due_is_in_no_line(world: World, act: Act, state: str) -> None:
    # given its time has come, and it is just being put into the line
    booked = world.book("somerset")
    world.work.leave_out("call-backs fall due")
    world.until_due(booked)
    with ThreadPoolExecutor(1) as pool:
        with world.session() as session:
            (due,) = callbacks.fall_due(session, world.now())
            line.join_callback(session, due.id, due.site_id, "en", False, world.now(), None, world.now())
            # when at this very moment somebody gives it another time, or none
            changing = beside(pool, world, lambda other: act(other, other.get_one(Callback, booked.id)))
        changing.result()
    # then it is as they said, and nobody is rung for it
    assert world.callback().state == state
    with world.session() as session:
        assert line.demand_of_callback(session, booked.id) is None


def test_a_call_back_that_is_wanted_at_once_as_it_falls_due_is_rung(world: World) -> None:
    # given its time has come, and it is just being put into the line
    booked = world.book("somerset")
    world.work.leave_out("call-backs fall due")
    world.until_due(booked)
    with ThreadPoolExecutor(1) as pool:
        with world.session() as session:
            (due,) = callbacks.fall_due(session, world.now())
            line.join_callback(session, due.id, due.site_id, "en", False, world.now(), None, world.now())
            # when at this very moment she asks to be rung at once
            wanting = beside(
                pool, world, lambda other: ringing_back.ring_now(other, other.get_one(Callback, booked.id), clock.now())
            )
        wanting.result()
    # then she is, by what is in the line already
    assert world.callback().state == "due"


def test_an_adviser_who_takes_a_call_back_that_is_no_longer_due_is_ready_again(world: World) -> None:
    # given a demand was left in the line though its call-back is booked for later
    booked = world.book("somerset")
    with world.session() as session:
        line.join_callback(session, booked.id, booked.site_id, "en", False, world.now(), None, world.now())
    # when an adviser is rung for it, and takes it
    world.ready("tess")
    world.take("tess")
    # then nobody is rung, it leaves the line, he is ready, and it stays promised
    assert world.presence("tess") == "ready"
    assert (world.callback().state, world.attempts()) == ("booked", [])
    with world.session() as session:
        assert line.demand_of_callback(session, booked.id) is None


def test_who_takes_a_call_back_and_who_closes_the_day_do_not_wait_for_each_other(world: World) -> None:
    # given two call-backs that are due, and for one of them an adviser is rung
    with world.session() as session:
        sites.change_rules(session, sites.by_slug(session, "somerset"), kept_back_advisers=0)
    due = world.book("somerset")
    world.book_at("somerset", due.due_at, FRIEND)
    ids: dict[UUID, None] = {one.id: None for one in world.callbacks()}
    world.until_due(due, minutes=-1)
    world.ready("tess")
    world.until_due(due)
    assert world.desk("tess").ringing
    (offer,) = world.offers()
    with ThreadPoolExecutor(1) as pool:
        with world.session() as session:
            leg = calls.live_leg(session, offer.id, "adviser")
            assert leg is not None
            assert leg.sid is not None
            connecting.lock_leg_in_order(session, leg.id)
            # when a supervisor closes the day at the moment at which he takes it
            closing = beside(
                pool,
                world,
                lambda other: rebooking.carry_out(other, lambda: None, ids, world.staff_id("una"), clock.now()),
            )
            advising.on_key(world.board, session, leg.id, "1", 0, clock.now())
        # then he has it, and the supervisor reads that it is being rung
        with pytest.raises(IllegalMove):
            closing.result()
    assert {one.state for one in world.callbacks()} == {"in_progress", "due"}


def test_two_who_move_many_take_the_days_of_the_diary_in_one_order(world: World) -> None:
    # given of two promises the first goes to a later day than the second
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        free = diary.all_slots(session, site, diary.needs_of(site), world.now(), now=world.now())
        times = sorted({slot.starts_at for slot in free})
    first, second = world.book_at("somerset", times[0]), world.book_at("somerset", times[1], FRIEND)
    far = next(one for one in times if one > times[0] + timedelta(days=2))
    near = next(one for one in times if london_date(times[0]) < london_date(one) < london_date(far))
    wanted = {first.id: far, second.id: near}
    with ThreadPoolExecutor(1) as pool:
        with world.session() as session:
            # when another has the nearer day, and then wants the later one
            diary.lock_day(session, first.site_id, london_date(near))
            moving = beside(
                pool,
                world,
                lambda other: rebooking.carry_out(other, lambda: None, wanted, world.staff_id("una"), clock.now()),
            )
            diary.lock_day(session, first.site_id, london_date(far))
        moving.result()
    # then one waited for the other, and both are done
    assert {one.id: one.next_at for one in world.callbacks()} == wanted


@pytest.mark.parametrize("what", ["the demand", "the adviser"])
def test_the_matcher_waits_for_nobody(world: World, what: str) -> None:
    # given one caller who waits and one adviser who is ready
    world.work.leave_out("call-backs fall due")
    booked = world.book("somerset")
    world.until_due(booked)
    with world.session() as session:
        (due,) = callbacks.fall_due(session, world.now())
        demand = line.join_callback(session, due.id, due.site_id, "en", False, world.now(), None, world.now())
        staff.set_presence(session, world.staff_id("tess"), "ready", None, world.now())
    with world.session() as session:
        # when what it would offer is in other hands
        if what == "the demand":
            line.lock_demand(session, demand.id)
        else:
            staff.lock_presence(session, world.staff_id("tess"))
        again_at = world.work.worker.match()
        # then nothing is offered, nobody waits, and it looks again by itself
        assert world.offers() == []
        assert again_at is not None
        assert again_at - world.now() < timedelta(seconds=1)
    # and once it is free it is offered
    world.work.worker.match()
    assert [one.adviser_id for one in world.offers()] == [world.staff_id("tess")]


def test_an_adviser_who_is_being_lent_can_be_booked_meanwhile(world: World) -> None:
    # given nobody else is on duty, so that it is he who would be kept for it
    booked = world.book("somerset")
    kept = world.staff_id(world.held_for(booked))
    with world.session() as session:
        there = sites.by_slug(session, "buckinghamshire")
        staff.lend(session, kept, there.id, world.now())
        # when, before that is through, somebody else names him
        with world.session() as other:
            other.execute(text("SET LOCAL lock_timeout = '1s'"))
            other.execute(text("SELECT id FROM staff WHERE id = :id FOR KEY SHARE"), {"id": kept})
        lending.kept_today(session, staff.by_id(session, kept), world.now())  # type: ignore[arg-type]
    # then neither waited, and he is lent
    with world.session() as session:
        assert staff.by_id(session, kept).site_id == there.id  # type: ignore[union-attr]
