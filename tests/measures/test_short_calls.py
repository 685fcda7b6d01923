"""Load and handling as they stand in the database, on which the live rule decides."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calls import service as calls
from app.calls.models import Connection
from app.line import estimate, measuring
from app.line.measuring import Handled, Waited
from app.line.models import Demand
from app.line.replay import simulation
from app.line.replay.trace import Call, Person, Trace, read_rules
from app.line.rules import decide
from app.line.snapshot import Adviser, Decisions, Measured, Snapshot
from app.measures import waits
from app.measures.short_calls import ShortCalls
from app.sites import service as sites
from tests.journeys.world import World
from tests.measures.kept_day import KeptDay

EN = frozenset({"en"})


def measured(world: World, at: datetime | None = None) -> tuple[float, float]:
    with world.session() as session:
        all_sites = sites.all_sites(session)
        advisers = [Adviser(n, site.slug, EN) for site in all_sites for n in range(2)]
        found = ShortCalls().measured(session, all_sites, advisers, at or world.now())
    return found.at["somerset"], found.away_factor


def test_before_the_first_call_the_priors_stand(world: World) -> None:
    _, away = measured(world)
    assert away == pytest.approx(1.1)


def test_callers_of_the_last_half_hour_are_its_load(world: World) -> None:
    quiet, _ = measured(world)
    for number in range(6):
        call = world.ring("somerset", from_=f"+44770090010{number}")
        world.press(call, "1", "1")
    with world.session() as session:
        assert len(list(session.scalars(select(Demand)))) == 6

    busy, _ = measured(world)
    later, _ = measured(world, world.now() + timedelta(minutes=31))
    assert busy > quiet
    # and half an hour without anybody, which was seen, counts for more than the quiet before the first
    assert later < quiet


def test_the_load_is_that_of_the_replay_at_every_moment_of_the_day(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given two mornings on each of which somebody rings every half minute for fifty minutes
    home = sites.load(session)[0]
    kept, begins = KeptDay(session), now.replace(hour=8, minute=30)
    moments = [begins + timedelta(days=day, seconds=30 * number) for day in (0, 1) for number in range(100)]
    people = tuple(
        Person(f"a{number}", home.slug, EN, False, begins, begins + timedelta(days=2)) for number in range(5)
    )
    shown: dict[datetime, Measured] = {}

    def spied(snapshot: Snapshot, at: datetime) -> Decisions:
        shown[at] = snapshot.measured
        return decide(snapshot, at)

    monkeypatch.setattr(simulation, "decide", spied)
    calls_of_day = [Call(str(n), at, home.slug, "en", False, None, timedelta(days=9)) for n, at in enumerate(moments)]
    simulation.replay(Trace(tuple(calls_of_day), people), read_rules(None))

    # then as each rings, the live figures are those of the replay, from the first call of the day on
    advisers = [Adviser(one.id, one.site, EN) for one in people]
    for at in moments:
        kept.rings(home, at, 0, None, state="booked")
        found = ShortCalls().measured(session, sites.all_sites(session), advisers, at)
        assert (found.load, found.at) == (shown[at].load, shown[at].at)
    assert shown[moments[20]].load > 0.8


def test_the_estimate_goes_by_the_usual_figures_until_something_was_seen(world: World) -> None:
    rules = sites.rules_of(world.site("somerset"))
    with world.session() as session:
        found = waits.estimated(session, ShortCalls(), world.site("somerset"), 2, 3, world.now())
    assert found == estimate.estimated_wait(2, 3, rules.short_call_seconds, rules.patience_seconds)


def test_the_estimate_goes_by_the_calls_and_the_callers_there_were(world: World) -> None:
    # given three calls of two minutes, and a caller who gave up after a minute meanwhile
    world.ready("tess")
    for number in range(3):
        call = world.ring("somerset", from_=f"+44770090010{number}")
        world.press(call, "1", "1")
        world.take("tess")
        if number == 2:
            gives_up = world.ring("somerset", from_="+447700900201")
            world.press(gives_up, "1", "1")
            world.pass_time(60)
            world.hang_up(gives_up)
        world.pass_time(60 if number == 2 else 120)
        world.end_call("tess")
        with world.session() as session:
            calls.wrap_up(session, world.staff_id("tess"), "other", world.now())
        world.ready("tess")
    with world.session() as session:
        demands = list(session.scalars(select(Demand)))
        waited = Waited()
        for one in demands:
            over_at = one.answered_at or one.ended_at
            assert over_at is not None
            waited += Waited(one.state == "abandoned", (over_at - one.joined_at).total_seconds())
        lengths = [
            (one.wrapped_up_at - one.claimant_joined_at).total_seconds()
            for one in session.scalars(select(Connection))
            if one.wrapped_up_at and one.claimant_joined_at
        ]
    assert (waited.given_up, len(lengths)) == (1, 3)
    handled = sum((Handled.one(one) for one in lengths), Handled())

    # when somebody joins, then her wait is worked out from those, leaning on the usual figures
    rules = sites.rules_of(world.site("somerset"))
    expected = estimate.estimated_wait(
        2,
        3,
        measuring.mean_seconds(handled, rules.short_call_seconds),
        measuring.mean_patience(waited, rules.patience_seconds),
    )
    with world.session() as session:
        found = waits.estimated(session, ShortCalls(), world.site("somerset"), 2, 3, world.now())
    assert found is not None
    assert expected is not None
    assert found.total_seconds() == pytest.approx(expected.total_seconds())
    usual = estimate.estimated_wait(2, 3, rules.short_call_seconds, rules.patience_seconds)
    assert usual is not None
    assert found != usual


def test_the_rule_is_shown_the_same_patience(world: World) -> None:
    world.ready("tess")
    busy = world.ring("somerset", from_="+447700900100")
    world.press(busy, "1", "1")
    world.take("tess")
    quiet, patient = patience(world), world.now()
    for number in range(3):
        call = world.ring("somerset", from_=f"+44770090020{number}")
        world.press(call, "1", "1")
        world.pass_time(2)
        world.hang_up(call)
    assert world.now() > patient
    assert patience(world) < quiet


def patience(world: World) -> float:
    """Seconds, as the rule is shown them."""
    with world.session() as session:
        return ShortCalls().measured(session, sites.all_sites(session), [], world.now()).patience_seconds
