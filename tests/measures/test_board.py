"""The board's figures, each by its definition."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.calls.models import Call
from app.jobs import service as jobs
from app.line.models import Demand, Offer
from app.measures import board
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff


@pytest.fixture
def four(session: Session) -> list[Site]:
    return sites.load(session)


@pytest.fixture
def adviser(session: Session, four: list[Site], now: datetime) -> int:
    added = staff.add(session, username="asha", name="Asha Rao", role="adviser", site_id=four[1].id, now=now)
    return added.staff.id


def rang(
    session: Session,
    site: Site,
    joined_at: datetime,
    state: str = "waiting",
    answered_at: datetime | None = None,
    ended_at: datetime | None = None,
) -> Demand:
    call = Call(
        id=uuid4(), sid=uuid4().hex, site_id=site.id, to_number=site.telephone, part="line", started_at=joined_at
    )
    session.add(call)
    session.flush()
    demand = Demand(
        kind="caller",
        call_id=call.id,
        home_site_id=site.id,
        language="en",
        joined_at=joined_at,
        state=state,
        answered_at=answered_at,
        ended_at=ended_at,
    )
    session.add(demand)
    session.flush()
    return demand


def went_away(session: Session, demand: Demand, other: Site, adviser: int, at: datetime) -> None:
    session.add(
        Offer(
            demand_id=demand.id,
            adviser_id=adviser,
            site_id=other.id,
            away=True,
            reason="sent to {site}: {waiting} waiting here, oldest {oldest} s; {idle} idle there",
            reason_values={"site": other.name, "waiting": 3, "oldest": 41, "idle": 2},
            state="ended",
            made_at=at,
            accepted_at=at,
            ended_at=at,
        )
    )
    session.flush()


def seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def of(session: Session, site: Site, now: datetime) -> board.SiteFigures:
    return next(one for one in board.sites_now(session, now) if one.site.id == site.id)


def test_an_empty_day_has_every_site_and_no_figures(session: Session, four: list[Site], now: datetime) -> None:
    figures = board.sites_now(session, now)
    assert [one.site.slug for one in figures] == [site.slug for site in four]
    assert {(one.waiting, one.oldest_since, one.overflow_out, one.callbacks_due, one.kept) for one in figures} == {
        (0, None, 0, 0, None)
    }
    assert board.service_level(session, now).share is None
    assert board.quarters(session, now) == []
    assert board.moves(session, now) == []


def test_who_waits_is_counted_at_home_from_when_she_first_joined(
    session: Session, four: list[Site], now: datetime
) -> None:
    rang(session, four[0], now - seconds(52))
    rang(session, four[0], now - seconds(20), state="offered")
    rang(session, four[1], now - seconds(90), state="abandoned", ended_at=now)
    figures = of(session, four[0], now)
    assert (figures.waiting, figures.oldest_since) == (2, now - seconds(52))
    assert of(session, four[1], now).waiting == 0
    assert board.line_of(session, four[0].id) == (2, now - seconds(52))


def test_advisers_are_counted_by_what_they_do(session: Session, four: list[Site], adviser: int, now: datetime) -> None:
    staff.add(session, username="boss", name="Boss", role="supervisor", site_id=four[1].id, now=now)
    staff.set_presence(session, adviser, "ready", None, now)
    assert of(session, four[1], now).states == {"ready": 1}


def test_a_call_that_moved_is_out_at_home_and_in_elsewhere_with_its_reason(
    session: Session, four: list[Site], adviser: int, now: datetime
) -> None:
    demand = rang(session, four[0], now - seconds(60), "served", now - seconds(50), now)
    went_away(session, demand, four[1], adviser, now - seconds(50))
    yesterday = rang(session, four[0], now - timedelta(days=1), "served", now - timedelta(days=1), now)
    went_away(session, yesterday, four[1], adviser, now - timedelta(days=1))
    assert (of(session, four[0], now).overflow_out, of(session, four[0], now).overflow_in) == (1, 0)
    assert (of(session, four[1], now).overflow_out, of(session, four[1], now).overflow_in) == (0, 1)
    [move] = board.moves(session, now)
    assert (move.home, move.other) == (four[0].name, four[1].name)
    assert move.reason.english() == f"sent to {four[1].name}: 3 waiting here, oldest 41 s; 2 idle there"


def test_the_service_level_leaves_out_short_losses_and_bookings(
    session: Session, four: list[Site], now: datetime
) -> None:
    at = now - timedelta(minutes=30)
    rang(session, four[0], at, "served", at + seconds(20), now)
    rang(session, four[0], at, "served", at + seconds(21), now)
    rang(session, four[0], at, "abandoned", None, at + seconds(5))
    rang(session, four[0], at, "abandoned", None, at + seconds(6))
    rang(session, four[0], at, "booked", None, at + seconds(60))
    level = board.service_level(session, now)
    assert (level.within, level.of) == (1, 3)


def test_the_day_by_quarter_hours_has_no_gaps(session: Session, four: list[Site], adviser: int, now: datetime) -> None:
    early, later = now - timedelta(minutes=45), now - timedelta(minutes=14)
    rang(session, four[0], early, "served", early + seconds(3), now)
    demand = rang(session, four[0], later, "served", later + seconds(3), now)
    went_away(session, demand, four[1], adviser, later)
    rang(session, four[0], later, "abandoned", None, now)
    shown = [(quarter.answered, quarter.elsewhere, quarter.lost) for quarter in board.quarters(session, now)]
    assert shown == [(1, 0, 0), (0, 0, 0), (0, 1, 1)]
    assert board.quarters(session, now)[0].starts_at == early


def test_call_backs_of_today_are_due_and_those_of_tomorrow_are_not(
    session: Session, four: list[Site], now: datetime
) -> None:
    for due_at, state in [(now + timedelta(hours=2), "booked"), (now, "due"), (now + timedelta(days=1), "booked")]:
        session.add(
            Callback(
                id=UUID(int=int(due_at.timestamp())),
                site_id=four[3].id,
                booked_at=now,
                due_at=due_at,
                next_at=due_at,
                state=state,
                telephone="+441632960001",
                proof_number="4711",
            )
        )
    session.flush()
    assert of(session, four[3], now).callbacks_due == 2


def test_a_lane_says_what_waits_and_what_was_given_up(session: Session, now: datetime) -> None:
    jobs.enqueue(session, "telephone", "dial", {}, now - seconds(40))
    jobs.enqueue(session, "telephone", "dial", {}, now + seconds(40))
    given_up = jobs.enqueue(session, "paper", "print", {}, now)
    jobs.claim(session, "paper", now)
    jobs.fail(session, given_up.id, "no paper", now)
    telephone, message, paper = board.lanes(session, now)
    assert (telephone.oldest_due, telephone.failed) == (now - seconds(40), 0)
    assert (message.oldest_due, message.failed) == (None, 0)
    assert (paper.oldest_due, paper.failed) == (None, 1)
