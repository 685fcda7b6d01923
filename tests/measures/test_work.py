"""How the work of today was done, by its definitions."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.calls.models import Connection
from app.measures import work
from app.measures.work import Part, Work
from app.sites import service as sites
from app.sites.models import Site
from tests.measures.kept_day import KeptDay, seconds


@pytest.fixture
def four(session: Session) -> list[Site]:
    return sites.load(session)


@pytest.fixture
def kept_day(session: Session, four: list[Site]) -> KeptDay:
    return KeptDay(session)


def test_occupancy_is_what_was_busy_of_signed_in_without_breaks(
    session: Session, four: list[Site], kept_day: KeptDay, now: datetime
) -> None:
    # given 20 minutes ready, 10 rung, 10 on a call, 10 wrapping up, 10 on a break, and ready since for 40
    minutes = timedelta(minutes=10)
    one = kept_day.adviser(four[0], 1)
    states = ("ready", "ready", "ringing", "on_call", "wrapping_up", "break", "ready")
    kept_day.does(one, now - timedelta(minutes=100), *states, each=minutes)
    # and another, in an interview since before midnight, and signed out at one
    other = kept_day.adviser(four[1], 1)
    kept_day.does(other, now - timedelta(hours=11), "in_interview")
    kept_day.does(other, now - timedelta(hours=9), "signed_out")

    # when it is measured, then breaks and what was before midnight are in neither
    found = work.work(session, now)
    assert found[four[0].id].occupancy == Part(30 * 60, 90 * 60)
    assert found[four[1].id].occupancy == Part(60 * 60, 60 * 60)
    assert work.together(found.values()).occupancy.ratio == pytest.approx(90 / 150)


def test_who_is_lent_is_counted_where_the_work_was_done(
    session: Session, four: list[Site], kept_day: KeptDay, now: datetime
) -> None:
    one = kept_day.adviser(four[0], 1)
    kept_day.does(one, now - timedelta(minutes=30), "on_call")
    one.site_id = four[1].id
    kept_day.does(one, now - timedelta(minutes=10), "ready")
    found = work.work(session, now)
    assert (found[four[0].id].occupancy, found[four[1].id].occupancy) == (Part(1200, 1200), Part(0, 600))


def test_handling_is_apart_at_home_away_and_in_interviews(
    session: Session, four: list[Site], kept_day: KeptDay, now: datetime
) -> None:
    # given callers of one site, answered there and at another, and one of yesterday
    here, there = kept_day.adviser(four[0], 1), kept_day.adviser(four[1], 1)
    kept_day.rings(four[0], now - timedelta(hours=1), 5, here, 100)
    kept_day.rings(four[0], now - timedelta(hours=1), 5, here, 200)
    kept_day.rings(four[0], now - timedelta(hours=1), 5, there, 400)
    kept_day.rings(four[0], now - timedelta(days=1), 5, here, 999)
    # and an interview
    kept_day.rings(four[0], now - timedelta(hours=1), 5, here, 1800)
    callback = _callback(session, four[0], now - timedelta(hours=1))
    session.flush()
    longest = select(Connection).order_by((Connection.ended_at - Connection.opened_at).desc()).limit(1)
    interview = session.scalars(longest).one()
    interview.call_id, interview.callback_id = None, callback.id
    session.flush()

    # when it is measured, then each kind is apart, with the calls it was seen on
    [found] = [one.handling for one in work.work(session, now).values() if one.handling]
    assert found == {"home": Part(300, 2), "away": Part(400, 1), "interview": Part(1800, 1)}


def test_promises_are_kept_by_need(session: Session, four: list[Site], now: datetime) -> None:
    due = now - timedelta(hours=1)
    kept = {"begun_at": due + timedelta(minutes=15), "state": "kept"}
    late = {"begun_at": due + timedelta(minutes=16), "state": "kept"}
    for fields in (
        {**kept, "interpreter_language": "pl"},
        {**late, "interpreter_language": "bn", "textphone": True},
        {**kept, "textphone": True},
        {**kept, "language": "cy"},
        # neither whoever needs nothing, nor what was cancelled, nor what is promised for later or was yesterday
        kept,
        {"state": "cancelled", "language": "cy"},
        {"state": "booked", "language": "cy", "due_at": now + seconds(1), "next_at": now + seconds(1)},
        {**kept, "language": "cy", "due_at": due - timedelta(days=1)},
    ):
        _callback(session, four[0], due, **fields)
    session.flush()
    assert work.work(session, now)[four[0].id].kept == {
        "interpreter": Part(1, 2),
        "textphone": Part(1, 2),
        "welsh": Part(1, 1),
    }


def test_the_whole_adds_up_what_there_is() -> None:
    whole = work.together([Work(kept={"welsh": Part(1, 2)}), Work(kept={"welsh": Part(2, 2), "textphone": Part(0, 1)})])
    assert whole.kept == {"welsh": Part(3, 4), "textphone": Part(0, 1)}
    assert whole.occupancy.ratio is None


def _callback(session: Session, site: Site, promised: datetime, **fields: object) -> Callback:
    usual = {
        "site_id": site.id,
        "booked_at": promised - timedelta(hours=1),
        "due_at": promised,
        "telephone": "+441632960001",
        "proof_number": "4711",
        "state": "kept",
    }
    made = Callback(**{**usual, **fields})
    session.add(made)
    return made
