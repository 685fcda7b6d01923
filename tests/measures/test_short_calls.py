"""Load and handling as they stand in the database, on which the live rule decides."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.line.models import Demand
from app.line.snapshot import Adviser
from app.measures.short_calls import ShortCalls
from app.sites import service as sites
from tests.journeys.world import World

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
    assert later == pytest.approx(quiet)
