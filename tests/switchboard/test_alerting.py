"""Alerts from their cause to the duty supervisor's mobile, with the service and the exchange at work."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.alerts import service as alerts
from app.alerts.models import Alert
from app.alerts.rules import CALM_FOR, SENTENCES, AlertRules, Finding
from app.jobs import beating
from app.jobs.models import Beat
from app.practice.calls.call import Call
from app.switchboard import alerting
from app.values.sentence import Sentence
from tests.journeys.world import World

pytestmark = pytest.mark.usefixtures("alerts_as_in_life")
MOBILE = "+447700900555"
# Nothing but what a test is about.
OFF = AlertRules(
    oldest_waiting=False,
    service_level=False,
    late_callback=False,
    nobody_signed_in=False,
    will_be_late=False,
    met_nobody=False,
    silent=False,
    mobile=MOBILE,
)
WAITS = replace(OFF, oldest_waiting=True, oldest_waiting_seconds=30)


def go_by(world: World, rules: AlertRules) -> None:
    with world.session() as session:
        alerts.set_rules(session, None, rules, world.now(), world.staff_id("sam"))


def all_alerts(world: World) -> list[Alert]:
    with world.session() as session:
        return list(session.scalars(select(Alert).order_by(Alert.id)))


def of_site(world: World, slug: str) -> list[Alert]:
    site_id = world.site(slug).id
    return [one for one in all_alerts(world) if one.site_id == site_id]


def wait_too_long(world: World) -> Call:
    """Tess is on a call, and another caller of Somerset waits for longer than is allowed."""
    world.ready("tess")
    first = world.ring("somerset", "+441632960001")
    world.press(first, "1", "1")
    world.take("tess")
    second = world.ring("somerset", "+441632960002")
    world.press(second, "1", "1")
    world.pass_time(40)
    return second


def test_a_caller_who_waits_too_long_is_sent_by_text_once(world: World) -> None:
    # given the duty supervisor has a mobile
    go_by(world, WAITS)
    # when somebody waits for longer than the number, and goes on waiting
    wait_too_long(world)
    world.pass_time(20)
    # then one text has gone, with the site and what is the matter, and no more
    assert world.texts_to(MOBILE) == ["Startline alert. Somerset: a caller has waited for more than 30 seconds."]
    [alert] = all_alerts(world)
    assert (alert.kind, alert.text_state, alert.cleared_at) == ("oldest_waiting", "sent", None)


def test_it_is_over_when_it_has_been_calm_and_not_sent_again_within_the_quiet_time(world: World) -> None:
    # given an alert that was sent
    go_by(world, WAITS)
    second = wait_too_long(world)
    # when the waiting caller goes, and a while passes
    world.hang_up(second)
    world.pass_time(alerting.EVERY.total_seconds())
    world.pass_time(CALM_FOR.total_seconds())
    [alert] = all_alerts(world)
    assert alert.cleared_at is not None
    # and another waits too long
    third = world.ring("somerset", "+441632960003")
    world.press(third, "1", "1")
    world.pass_time(40)
    # then there is a new alert, which says why it was not sent
    assert [one.text_state for one in all_alerts(world)] == ["sent", "quiet"]
    assert len(world.texts_to(MOBILE)) == 1


def test_what_was_not_sent_in_the_quiet_time_is_sent_after_it_while_it_stands(world: World) -> None:
    # given a text, and the same alert raised again shortly after
    go_by(world, replace(OFF, nobody_signed_in=True))
    said = "Startline alert. Somerset is open and no adviser is signed in."
    world.pass_time(6)
    world.ready("tess")
    world.pass_time(alerting.EVERY.total_seconds())
    world.pass_time(CALM_FOR.total_seconds())
    world.presence_to("tess", "signed_out")
    world.pass_time(10)
    assert [one.text_state for one in of_site(world, "somerset")] == ["sent", "quiet"]
    # when the quiet time is over and the site still stands empty
    world.pass_time(OFF.quiet_minutes * 60)
    # then it is sent, once
    assert [one.text_state for one in of_site(world, "somerset")] == ["sent", "sent"]
    world.pass_time(OFF.quiet_minutes * 60)
    assert world.texts_to(MOBILE).count(said) == 2


@pytest.mark.parametrize("seen", [False, True])
def test_a_mobile_given_while_an_alert_stands_is_sent_it_unless_somebody_sees_to_it(world: World, seen: bool) -> None:
    # given an alert for which there was no number
    go_by(world, replace(WAITS, mobile=""))
    wait_too_long(world)
    if seen:
        with world.session() as session:
            alerts.seen(session, all_alerts(world)[0].id, world.staff_id("sam"), world.now())
    # when a number is given
    go_by(world, WAITS)
    world.pass_time(10)
    # then it is sent there
    assert [one.text_state for one in all_alerts(world)] == ["no_number" if seen else "sent"]
    assert len(world.texts_to(MOBILE)) == (0 if seen else 1)


def test_a_text_that_was_forgotten_over_a_crash_is_sent_at_the_next_look(world: World) -> None:
    # given an alert whose text was wanted, and whoever was to send it died before
    go_by(world, replace(OFF, nobody_signed_in=True))
    with world.session() as session:
        site = world.site("somerset")
        sentence = Sentence(SENTENCES["nobody_signed_in"], {"site": site.name})
        [alert] = alerts.look(session, [Finding("nobody_signed_in", site.id, "", sentence)], world.now())
        assert alert.text_state == "wanted"
    # when the scheduler looks again
    world.pass_time(10)
    # then it goes
    assert [one.text_state for one in of_site(world, "somerset")] == ["sent"]


def test_a_standing_alert_says_what_is_so_now(world: World) -> None:
    # given an alert of one late call-back, which was sent
    go_by(world, replace(OFF, late_callback=True))
    world.until_due(world.book("somerset"), minutes=16)
    [alert] = all_alerts(world)
    assert alert.reason_values["count"] == 1
    # when a second is late as well
    world.until_due(world.book("somerset", "+441632960008"), minutes=16)
    # then the same alert counts both, and is not sent anew
    [alert] = all_alerts(world)
    assert alert.reason_values["count"] == 2
    assert len(world.texts_to(MOBILE)) == 1


def test_without_a_mobile_the_alert_is_raised_all_the_same(world: World) -> None:
    go_by(world, replace(WAITS, mobile=""))
    wait_too_long(world)
    [alert] = all_alerts(world)
    assert alert.text_state == "no_number"
    assert world.texts() == []


def test_nobody_signed_in_at_an_open_site(world: World) -> None:
    go_by(world, replace(OFF, nobody_signed_in=True))
    world.ready("tess", "asha", "joan")
    world.pass_time(10)
    [alert] = all_alerts(world)
    assert alert.reason.format(**alert.reason_values) == "South East Gwent is open and no adviser is signed in."


def test_a_late_call_back(world: World) -> None:
    # given a call-back that nobody can make, since nobody is at work
    go_by(world, replace(OFF, late_callback=True))
    booked = world.book("somerset")
    # when fifteen minutes have passed since its time
    world.until_due(booked, minutes=14)
    assert all_alerts(world) == []
    world.until_due(booked, minutes=16)
    # then it is told
    [text] = world.texts_to(MOBILE)
    assert text == "Startline alert. Somerset: call-backs not begun 15 minutes after their time: 1."


def silence(world: World, process: str) -> None:
    """The process has given no sign of life for a while."""
    with world.session() as session:
        session.get_one(Beat, process).at = world.now() - beating.DEAD_AFTER - timedelta(seconds=1)


def test_a_silent_worker_is_told_by_who_looks_since_it_sends_no_text_itself(world: World) -> None:
    # given a scheduler that has been up for long, and a worker that is silent
    go_by(world, replace(OFF, silent=True))
    world.pass_time(6)
    silence(world, "worker")
    # when the scheduler looks
    alerting.look(world.board, world.now(), world.now() - timedelta(hours=1))
    # then the text has gone without the worker
    [text] = world.texts_to(MOBILE)
    assert text.startswith("Startline alert. The worker gives no sign of life")
    # and it is not sent again when the worker is back
    world.pass_time(10)
    assert len(world.texts_to(MOBILE)) == 1


def test_a_silent_scheduler_is_told_by_the_worker(world: World) -> None:
    go_by(world, replace(OFF, silent=True))
    world.pass_time(6)
    long_ago = world.now() - timedelta(hours=1)
    alerting.look_in_place_of_the_scheduler(world.board, world.now(), long_ago)
    assert all_alerts(world) == []
    silence(world, "scheduler")
    alerting.look_in_place_of_the_scheduler(world.board, world.now(), long_ago)
    world.settle()
    [text] = world.texts_to(MOBILE)
    assert text.startswith("Startline alert. The scheduler gives no sign of life")


def test_who_has_just_begun_gives_the_others_time_to_begin(world: World) -> None:
    go_by(world, replace(OFF, silent=True))
    world.pass_time(6)
    silence(world, "worker")
    alerting.look(world.board, world.now(), world.now() - beating.DEAD_AFTER)
    assert all_alerts(world) == []


def test_who_sees_first_is_kept(world: World) -> None:
    go_by(world, replace(OFF, nobody_signed_in=True, mobile=""))
    world.pass_time(6)
    first = all_alerts(world)[0]
    sam, ruth = world.staff_id("sam"), world.staff_id("ruth")
    with world.session() as session:
        for who in (sam, ruth):
            alerts.seen(session, first.id, who, world.now())
    assert all_alerts(world)[0].seen_by == sam


@pytest.mark.parametrize("own", [True, False])
def test_a_site_has_its_own_numbers_until_it_goes_by_those_of_all_again(world: World, own: bool) -> None:
    # given only Somerset is told of nobody signed in
    go_by(world, replace(OFF, mobile=""))
    with world.session() as session:
        site_id, sam = world.site("somerset").id, world.staff_id("sam")
        alerts.set_rules(session, site_id, replace(OFF, nobody_signed_in=True, mobile=""), world.now(), sam)
        if not own:
            alerts.set_rules(session, site_id, None, world.now(), sam)
    # when the scheduler looks
    world.pass_time(6)
    # then that counts for Somerset alone, as long as it has numbers of its own
    assert [alert.site_id for alert in all_alerts(world)] == ([site_id] if own else [])
