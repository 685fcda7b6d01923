"""A call-back that will be late: the supervisor knows before it is, and she is told once, where that is safe."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.alerts import service as alerts
from app.alerts.models import Alert
from app.alerts.rules import CALM_FOR, AlertRules
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls.models import Connection, Leg
from app.claimants import service as claimants
from app.sites import service as sites
from app.switchboard import alerting, legs
from app.switchboard.replies import Tell
from tests.journeys.scenes import rung_back
from tests.journeys.world import CLAIMANT, World

pytestmark = pytest.mark.usefixtures("alerts_as_in_life")
HERS = "+447700900222"
ONLY_LATENESS = AlertRules(
    oldest_waiting=False, service_level=False, late_callback=False, nobody_signed_in=False, silent=False
)


@pytest.fixture(autouse=True)
def nothing_else(world: World) -> None:
    """No alert but those that a test is about."""
    with world.session() as session:
        alerts.set_rules(session, None, ONLY_LATENESS, world.now(), world.staff_id("sam"))


def standing(world: World) -> list[str]:
    with world.session() as session:
        found = session.scalars(select(Alert).order_by(Alert.id))
        return [one.reason.format(**one.reason_values) for one in found]


def texting_is(world: World, callback: Callback, safe: bool) -> None:
    """What she says of texts."""
    with world.session() as session:
        session.get_one(Callback, callback.id).safe_to_text = safe
        claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
        assert claimant is not None
        claimant.safe_to_text = safe


def all_busy(world: World) -> Callback:
    """The only adviser at work has just begun an interview of an hour, and another call-back is due in forty minutes,
    at a time at which others were to be on duty who have not come."""
    first = world.book("somerset")
    kept = world.held_for(first)
    world.ready(kept)
    world.until_due(first)
    world.take(kept)
    world.exchange.telephone(CLAIMANT).answer()
    world.settle()
    assert first.due_at is not None
    second = world.book_at("somerset", first.due_at + timedelta(minutes=40), HERS)
    assert world.held_for(second) != kept
    return second


def test_foreseen_she_is_told_once_and_the_board_before_the_promise_is_broken(world: World) -> None:
    # given nobody but one in an interview, and texts safe with her who is next
    second = all_busy(world)
    texting_is(world, second, safe=True)
    assert second.due_at is not None

    # when her call-back is half an hour ahead
    world.until_due(second, minutes=-15)

    # then the supervisor reads it, with the time at which somebody will be free
    [alert] = standing(world)
    assert alert == (
        "Somerset: the call-back of 11.20 am will probably be 20 minutes late: no adviser is free before 11.40 am."
    )
    # and she has been told, by when
    assert world.texts_to(HERS) == [
        "Startline: we are running late. We shall ring you by about 11.40 am. You need do nothing."
    ]

    # and when it is late indeed she is not told again
    world.until_due(second, minutes=14)
    assert len(world.texts_to(HERS)) == 1


def test_where_texts_are_not_safe_only_the_supervisor_knows(world: World) -> None:
    second = all_busy(world)
    world.until_due(second, minutes=-15)
    assert len(standing(world)) == 1
    world.until_due(second, minutes=14)
    assert world.texts_to(HERS) == []


def test_when_somebody_comes_to_work_the_alert_goes(world: World) -> None:
    # given the alert
    second = all_busy(world)
    world.until_due(second, minutes=-15)
    # when another adviser is ready, and a while passes
    world.ready(world.held_for(second))
    world.pass_time(alerting.EVERY.total_seconds())
    world.pass_time(CALM_FOR.total_seconds())
    # then it is over, and nobody was late
    with world.session() as session:
        [alert] = session.scalars(select(Alert))
        assert alert.cleared_at is not None


def test_one_released_to_a_site_where_somebody_is_free_is_foreseen_there(world: World) -> None:
    # given a call-back that home will be late for, released to Buckinghamshire, where Asha is ready
    second = all_busy(world)
    with world.session() as session:
        away, by = sites.by_slug(session, "buckinghamshire"), world.staff_id("sam")
        callbacks.release(session, session.get_one(Callback, second.id), away, by_staff=by, now=world.now())
    world.ready("asha")
    # when it is half an hour ahead, then nobody is told that it will be late
    world.until_due(second, minutes=-15)
    assert standing(world) == []
    assert world.texts_to(HERS) == []


def test_late_by_more_than_five_minutes_though_nobody_foresaw_it(world: World) -> None:
    # given an adviser who is ready until just before her time
    booked = world.book("somerset")
    texting_is(world, booked, safe=True)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked, minutes=-1)
    assert standing(world) == []

    # when he has gone on a break, and it is six minutes past
    world.presence_to(kept, "break")
    world.until_due(booked, minutes=6)

    # then she is told, once
    [told] = world.texts_to(CLAIMANT)
    assert told.startswith("Startline: we are running late. We shall ring you by about ")
    world.until_due(booked, minutes=25)
    assert len(world.texts_to(CLAIMANT)) == 1


def test_a_site_may_go_without(world: World) -> None:
    with world.session() as session:
        rules = replace(ONLY_LATENESS, will_be_late=False)
        alerts.set_rules(session, None, rules, world.now(), world.staff_id("sam"))
    second = all_busy(world)
    world.until_due(second, minutes=-15)
    assert standing(world) == []


# ── never connected to nobody ────────────────────────────────────────────────────────────────────────────────────


def test_who_answers_to_nobody_hears_what_to_expect_is_counted_and_the_supervisor_alerted(world: World) -> None:
    # given her telephone rings for an adviser who is on the line
    _, kept, her = rung_back(world)
    assert her.ringing

    # when his line goes, and she answers before ours to hers is stopped
    with world.session() as session:
        his, hers = (
            session.scalars(select(Leg).where(Leg.role == role, Leg.ended_at.is_(None))).one()
            for role in ("adviser", "claimant")
        )
        assert his.sid is not None
        assert hers.sid is not None
        legs.on_status(world.board, session, his.id, his.sid, "completed", 9, world.now())
        reply = legs.on_answer(world.board, session, hers.id, hers.sid, world.now())
    world.desk(kept).hang_up()
    world.settle()

    # then she hears that she is rung again, from which number, and no name
    assert isinstance(reply, Tell)
    [said] = reply.sentences
    assert said.text == (
        "We are sorry. The person who wants to talk with you was cut off. "
        "We shall ring you again soon, from 0 3 0 6 9, 9 9 0, 1 0 4."
    )
    # and it is counted and on the board
    world.pass_time(10)
    with world.session() as session:
        assert session.scalars(select(Connection.met_nobody_at).where(Connection.met_nobody_at.is_not(None))).one()
    assert "Somerset: claimants who answered our call in the last 15 minutes and met nobody: 1." in standing(world)
    # and she is rung again by whoever is ready
    assert world.callback().state in ("booked", "due", "in_progress")
