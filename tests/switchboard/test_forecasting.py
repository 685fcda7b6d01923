"""Advisers kept back by what past weeks were like, and what is offered of the others."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.calls.models import Call
from app.diary import service as diary
from app.diary.models import Forecast
from app.diary.service import Kept, Why
from app.jobs.models import Job
from app.line.models import Demand
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import forecasting
from app.values.london import london_date, midnight
from tests.diary_people import london
from tests.journeys.world import MONDAY_AT_TEN, World

# Mondays before the one that is to come; on the last the clocks had not gone back yet.
MONDAYS = ("2026-11-23", "2026-11-16", "2026-11-09", "2026-11-02", "2026-10-26", "2026-10-19")
NEXT = "2026-11-30"


def rang(session: Session, site: Site, day: str, at: str, calls: int) -> None:
    """Callers who joined the line then, and were served."""
    for number in range(calls):
        joined = london(day, at) + timedelta(minutes=number % 30)
        call = Call(
            sid=f"CA{uuid4().hex}", site_id=site.id, to_number=site.telephone, part="line", state="ended",
            started_at=joined, ended_at=joined, id=uuid4(),
        )  # fmt: skip
        session.add(call)
        session.flush()
        demand = Demand(
            id=uuid4(), kind="caller", call_id=call.id, home_site_id=site.id, language="en", joined_at=joined,
            state="served", answered_at=joined, ended_at=joined + timedelta(minutes=6),
        )  # fmt: skip
        session.add(demand)
    session.flush()


@pytest.fixture
def mondays(world: World) -> World:
    """Six Mondays on which twelve rang Somerset between ten and half past, and nobody at another time."""
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        sites.change_rules(session, site, short_call_seconds=360)
        for day in MONDAYS:
            rang(session, site, day, "10:00", 12)
    # The day after: Monday itself is seen by now.
    world._move(MONDAY_AT_TEN + timedelta(days=1))
    return world


def kept(world: World, at: str, at_work: int = 9, day: str = NEXT) -> Kept:
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        on = date.fromisoformat(day)
        known = diary.numbers(session, site.id, 1, midnight(on), midnight(on + timedelta(days=1)))
        return known.kept(london(day, at), at_work)


def offered(world: World, day: str = NEXT) -> list[str]:
    """Every time that can be promised in Somerset on a day, on the clock."""
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        preference = diary.Preference(on=date.fromisoformat(day))
        slots = diary.all_slots(session, site, diary.needs_of(site), clock.now(), preference, now=clock.now())
        return [f"{slot.starts_at:%H:%M}" for slot in slots]


def test_without_a_day_behind_it_the_sites_own_number_stands(world: World) -> None:
    forecasting.make(world.board, clock.now())
    assert kept(world, "10:00") == Kept(1, Why.SITE)


def test_as_many_are_kept_back_as_the_calls_expected_need(mondays: World) -> None:
    before = offered(mondays)
    forecasting.make(mondays.board, clock.now())
    # Twelve calls of about six minutes want more than Somerset has: one of its three may be promised all the same.
    found = kept(mondays, "10:00")
    assert (found.why, found.days) == (Why.FORECAST, 6)
    assert found.calls == pytest.approx(9.5, abs=1)
    assert found.advisers == 4
    assert kept(mondays, "10:00", at_work=3).advisers == 2
    assert kept(mondays, "11:00").advisers == 1
    assert before == offered(mondays), "all the day two of three were free, and one is left of them still"


def test_offers_change_when_the_forecast_does(mondays: World) -> None:
    # given one of the three promised already, from ten to eleven
    mondays.book_at("somerset", london(NEXT, "10:00"))
    assert "10:00" in offered(mondays)
    # when the forecast wants two of them for callers
    forecasting.make(mondays.board, clock.now())
    # then nothing more is promised that touches that half-hour
    assert set(offered(mondays)) & {"09:20", "09:40", "10:00", "10:20"} == set()
    assert {"09:00", "10:40"} <= set(offered(mondays))
    # and when nobody rings on Mondays any more, it is again
    with mondays.session() as session:
        for day in MONDAYS:
            for demand in session.scalars(select(Demand).where(Demand.joined_at >= london(day, "00:00"))):
                demand.home_site_id = sites.by_slug(session, "buckinghamshire").id
    forecasting.make(mondays.board, clock.now())
    assert "10:00" in offered(mondays)


def test_a_supervisors_pin_goes_before_the_forecast(mondays: World) -> None:
    forecasting.make(mondays.board, clock.now())
    with mondays.session() as session:
        diary.pin_kept_back(session, sites.by_slug(session, "somerset").id, london(NEXT, "10:00"), 0)
    assert (kept(mondays, "10:00").advisers, kept(mondays, "10:00").why) == (0, Why.PINNED)


@pytest.mark.parametrize("how", ["a day shut", "closed at once"])
def test_a_day_on_which_it_was_closed_is_left_out(mondays: World, how: str) -> None:
    with mondays.session() as session:
        site = sites.by_slug(session, "somerset")
        if how == "a day shut":
            sites.add_closure(session, site, date.fromisoformat(MONDAYS[1]), "no water")
        else:
            audit.record(session, "closed_at_once", "site", site.id, london(MONDAYS[1], "12:00"))
    forecasting.make(mondays.board, clock.now())
    assert kept(mondays, "10:00").days == 5


def test_it_is_made_once_a_day(mondays: World) -> None:
    def made_at() -> datetime | None:
        with mondays.session() as session:
            return session.scalar(select(Forecast.made_at).order_by(Forecast.starts_at.desc()).limit(1))

    def asked() -> int:
        with mondays.session() as session:
            return len(session.scalars(select(Job).where(Job.kind == forecasting.KIND)).all())

    before = asked()
    now = clock.now()
    for minutes in (0, 1, 300):
        forecasting.ask(mondays.board, now + timedelta(minutes=minutes))
    assert asked() == before + 1
    mondays.work.worker.empty("trial")
    assert made_at() == now
    forecasting.ask(mondays.board, now + timedelta(days=1))
    assert asked() == before + 2
    assert london_date(now) == date(2026, 11, 24)
