"""The board's figures, each by its definition."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.calls.models import Call
from app.claimants import service as claimants
from app.conversations import service as conversations
from app.jobs import service as jobs
from app.line.models import Demand, Offer
from app.measures import board, day, lanes, overflow, traced_day
from app.measures.short_calls import ShortCalls
from app.measures.typed import Typed
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.values.london import london_date
from tests.measures.kept_day import KeptDay


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
    return next(
        one for one in board.sites_now(session, ShortCalls(), now) if one.site is not None and one.site.id == site.id
    )


def test_an_empty_day_has_every_site_and_no_figures(session: Session, four: list[Site], now: datetime) -> None:
    figures = board.sites_now(session, ShortCalls(), now)
    assert [one.site and one.site.slug for one in figures] == [site.slug for site in four]
    assert {(one.waiting, one.oldest_since, one.estimate, one.promised) for one in figures} == {
        (0, None, None, board.Promised())
    }
    assert day.days(session, now) == {day.WHOLE: day.Day()}
    assert day.quarters(session, now) == []
    assert overflow.moves(session, now) == []
    assert overflow.flows(session, now) == []


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


def test_advisers_are_counted_by_what_they_do_and_those_away_by_why(
    session: Session, four: list[Site], adviser: int, now: datetime
) -> None:
    staff.add(session, username="boss", name="Boss", role="supervisor", site_id=four[1].id, now=now)
    staff.set_presence(session, adviser, "ready", None, now)
    for number, why in enumerate(("did_not_answer", "did_not_answer", None)):
        other = staff.add(session, username=f"a{number}", name="A", role="adviser", site_id=four[1].id, now=now)
        staff.set_presence(session, other.staff.id, "away", why, now)
    figures = of(session, four[1], now)
    assert figures.states == {"ready": 1, "away": 3}
    assert figures.away == {"did_not_answer": 2, "": 1}


def test_textphone_desks_are_free_or_used(session: Session, four: list[Site], now: datetime) -> None:
    for number, state in enumerate(("ready", "in_interview", "break")):
        one = staff.add(
            session, username=f"t{number}", name="T", role="adviser", site_id=four[2].id, textphone=True, now=now
        )
        for step in ("ready", state):
            staff.set_presence(session, one.staff.id, step, None, now)
    figures = of(session, four[2], now)
    assert (figures.textphones_free, figures.textphones_used) == (1, 1)


def test_typed_conversations_are_counted_at_home_from_when_each_came(
    session: Session, four: list[Site], adviser: int, now: datetime
) -> None:
    # given two who wait at Buckinghamshire, one who is typed with there by an adviser of another site, one who is done
    opened = []
    for ago in (300, 95, 40, 20):
        claimant = claimants.first_contact(session, four[0].id, now, "en")
        opened.append(conversations.start(session, claimant.id, four[0].id, "en", now - seconds(ago))[0])
    for one in (opened[0], opened[3]):
        conversations.take(session, one, adviser, now)
    conversations.end(session, opened[3], now)

    # then she counts at home, from when she came; of all together the first of those who wait
    figures = board.sites_now(session, ShortCalls(), now)
    assert of(session, four[0], now).typed == Typed(2, now - seconds(95), 1)
    assert of(session, four[1], now).typed == Typed()
    assert board.together(figures).typed == Typed(2, now - seconds(95), 1)


def test_who_joins_waits_by_the_lines_own_estimate(
    session: Session, four: list[Site], adviser: int, now: datetime
) -> None:
    # given one adviser who can finish a short call soon, and one caller before her
    staff.set_presence(session, adviser, "ready", None, now)
    rang(session, four[1], now - seconds(5))
    rules = sites.rules_of(four[1])
    # then she waits for two calls to end, or for the first caller to give up
    served, given_up = 1 / rules.short_call_seconds, 1 / rules.patience_seconds
    expected = 1 / served + 1 / (served + given_up)
    found = of(session, four[1], now).estimate
    assert found is not None
    assert found.total_seconds() == pytest.approx(expected)
    assert of(session, four[0], now).estimate is None


def test_where_an_adviser_is_ready_and_nobody_waits_there_is_no_wait(
    session: Session, four: list[Site], adviser: int, now: datetime
) -> None:
    staff.set_presence(session, adviser, "ready", None, now)
    assert of(session, four[1], now).estimate == timedelta()


def test_while_a_site_is_closed_at_once_there_is_no_estimate(
    session: Session, four: list[Site], adviser: int, now: datetime
) -> None:
    # given an adviser is ready, and nobody waits, or somebody does
    staff.set_presence(session, adviser, "ready", None, now)
    sites.close_at_once(session, four[1], "flood", now)
    assert of(session, four[1], now).estimate is None
    rang(session, four[1], now)
    assert of(session, four[1], now).estimate is None


def test_the_whole_adds_up_and_shows_the_oldest_and_the_longest(
    session: Session, four: list[Site], adviser: int, now: datetime
) -> None:
    staff.set_presence(session, adviser, "ready", None, now)
    rang(session, four[0], now - seconds(52))
    rang(session, four[1], now - seconds(20))
    every = board.sites_now(session, ShortCalls(), now)
    whole = board.together(every)
    assert (whole.site, whole.waiting, whole.oldest_since) == (None, 2, now - seconds(52))
    assert whole.states == {"ready": 1}
    assert whole.estimate == of(session, four[1], now).estimate


def test_a_call_that_moved_is_out_at_home_and_in_elsewhere_with_its_reason(
    session: Session, four: list[Site], adviser: int, now: datetime
) -> None:
    for ago in (60, 90):
        demand = rang(session, four[0], now - seconds(ago), "served", now - seconds(ago - 10), now)
        went_away(session, demand, four[1], adviser, now - seconds(ago - 10))
    yesterday = rang(session, four[0], now - timedelta(days=1), "served", now - timedelta(days=1), now)
    went_away(session, yesterday, four[1], adviser, now - timedelta(days=1))
    [flow] = overflow.flows(session, now)
    assert (flow.home, flow.other, flow.count) == (four[0].id, four[1].id, 2)
    assert overflow.out_and_in([flow]) == ({four[0].id: 2}, {four[1].id: 2})
    latest, earlier = overflow.moves(session, now)
    assert (latest.at, earlier.at) == (now - seconds(50), now - seconds(80))
    assert flow.last == latest
    assert latest.reason.english() == f"sent to {four[1].name}: 3 waiting here, oldest 41 s; 2 idle there"


def test_who_is_handed_over_is_one_caller_answered_where_she_was_answered_first(
    session: Session, four: list[Site], now: datetime
) -> None:
    # given one answered at home who goes on with a colleague elsewhere, and one answered elsewhere who goes on twice
    kept, at = KeptDay(session), now - seconds(600)
    asha, ben, cerys = (kept.adviser(site, 1) for site in four[:3])
    home = kept.rings(four[0], at, 10, asha, 100)
    kept.goes_on(home, ben, 60)
    away = kept.rings(four[0], at + seconds(1), 10, ben, 100)
    kept.goes_on(away, cerys, 60)
    kept.goes_on(away, asha, 60)

    # then each counts once, as does her call, which took as long as all of its parts
    found = day.days(session, now)[four[0].id]
    assert (found.home, found.elsewhere) == (1, 1)
    [flow] = overflow.flows(session, now)
    assert (flow.home, flow.other, flow.count) == (four[0].id, four[1].id, 1)
    assert [(move.other, move.at) for move in overflow.moves(session, now)] == [(four[1].id, away.answered_at)]
    measured = ShortCalls().evidence(session, four, (), now)
    assert [(one.calls, one.seconds) for one in (measured.home, measured.away)] == [(1, 160), (1, 220)]

    # and what happened by the trial of a rule agrees
    traced = traced_day.day(session, london_date(now), now, traced_day.rules_in_force(session))
    assert [one.site for one in traced.happened] == [four[0].slug, four[1].slug]


def test_the_service_level_leaves_out_short_losses_and_bookings(
    session: Session, four: list[Site], now: datetime
) -> None:
    at = now - timedelta(minutes=30)
    rang(session, four[0], at, "served", at + seconds(20), now)
    rang(session, four[0], at, "served", at + seconds(21), now)
    rang(session, four[0], at, "abandoned", None, at + seconds(5))
    rang(session, four[0], at, "abandoned", None, at + seconds(6))
    rang(session, four[0], at, "booked", None, at + seconds(60))
    rang(session, four[1], at, "served", at + seconds(1), now)
    days = day.days(session, now)
    home = days[four[0].id]
    assert (home.offered, home.home, home.elsewhere, home.lost, home.lost_short, home.within) == (5, 2, 0, 2, 1, 1)
    assert home.speed is not None
    assert (home.speed.mean, home.speed.median, home.speed.ninetieth) == pytest.approx((20.5, 20.5, 20.9))
    assert days[four[0].id].service_level == pytest.approx(1 / 3)
    assert days[four[0].id].abandonment == pytest.approx(2 / 4)
    assert days[four[0].id].abandonment_without_short == pytest.approx(1 / 3)
    assert days[day.WHOLE].service_level == pytest.approx(2 / 4)
    assert days[day.WHOLE].offered == 6


def test_a_call_that_joined_twice_is_offered_once(session: Session, four: list[Site], now: datetime) -> None:
    first = rang(session, four[0], now - seconds(90), "booked", None, now - seconds(60))
    again = rang(session, four[1], now - seconds(50), "abandoned", None, now - seconds(30))
    again.call_id = first.call_id
    session.flush()
    days = day.days(session, now)
    assert [days[key].offered for key in (four[0].id, four[1].id, day.WHOLE)] == [1, 1, 1]


def test_yesterdays_callers_are_not_of_today(session: Session, four: list[Site], now: datetime) -> None:
    rang(session, four[0], now - timedelta(days=1), "abandoned", None, now - timedelta(hours=23))
    assert day.days(session, now) == {day.WHOLE: day.Day()}


def test_the_callers_expense_is_from_the_answer_to_the_booking(
    session: Session, four: list[Site], now: datetime
) -> None:
    for number, took in enumerate((100, 200, 300)):
        demand = rang(session, four[0], now - seconds(600), "booked", None, now)
        booked = promised(four[0], now - seconds(600 - took), now + timedelta(days=1), number)
        booked.call_id = demand.call_id
        session.add(booked)
    session.flush()
    days = day.days(session, now)
    assert days[four[0].id].expense == days[day.WHOLE].expense
    found = days[day.WHOLE].expense
    assert found is not None
    assert (found.mean, found.median, found.ninetieth) == pytest.approx((200, 200, 280))


def test_the_day_by_quarter_hours_has_no_gaps(session: Session, four: list[Site], adviser: int, now: datetime) -> None:
    early, later = now - timedelta(minutes=45), now - timedelta(minutes=14)
    rang(session, four[0], early, "served", early + seconds(3), now)
    demand = rang(session, four[0], later, "served", later + seconds(3), now)
    went_away(session, demand, four[1], adviser, later + seconds(3))
    rang(session, four[0], later, "abandoned", None, now)
    quarters = day.quarters(session, now)
    assert [(quarter.answered, quarter.elsewhere, quarter.lost) for quarter in quarters] == [
        (1, 0, 0),
        (0, 0, 0),
        (0, 1, 1),
    ]
    assert quarters[0].starts_at == early


def promised(site: Site, booked_at: datetime, due_at: datetime, number: int, state: str = "booked") -> Callback:
    return Callback(
        id=UUID(int=number),
        site_id=site.id,
        booked_at=booked_at,
        due_at=due_at,
        next_at=due_at,
        state=state,
        telephone="+441632960001",
        proof_number="4711",
    )


def test_call_backs_of_today_are_due_and_those_of_tomorrow_are_not(
    session: Session, four: list[Site], now: datetime
) -> None:
    times = [(now + timedelta(hours=2), "booked"), (now, "due"), (now + timedelta(days=1), "booked")]
    session.add_all(promised(four[3], now, due_at, number, state) for number, (due_at, state) in enumerate(times))
    session.flush()
    assert of(session, four[3], now).promised.due == 2


def test_a_lane_says_what_waits_and_what_was_given_up(session: Session, now: datetime) -> None:
    jobs.enqueue(session, "telephone", "dial", {}, now - seconds(40))
    jobs.enqueue(session, "telephone", "dial", {}, now + seconds(40))
    given_up = jobs.enqueue(session, "paper", "print", {}, now)
    jobs.claim(session, "paper", now)
    jobs.fail(session, given_up.id, "no paper", now)
    telephone, message, paper, trial = lanes.lanes(session, now)
    assert (telephone.oldest_due, telephone.failed) == (now - seconds(40), 0)
    assert (message.oldest_due, message.failed) == (None, 0)
    assert (paper.oldest_due, paper.failed) == (None, 1)
    assert (trial.oldest_due, trial.failed) == (None, 0)
