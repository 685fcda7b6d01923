"""Work that has a pace is begun no faster, by all workers together; the more pressing has the next token."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import service
from app.jobs.pacing import UNPACED, Paces

SECOND = timedelta(seconds=1)


def ask(session: Session, now: datetime, kind: str = "dial", priority: int = 5) -> int:
    return service.enqueue(session, "telephone", kind, {}, now, priority=priority).id


def claimed(session: Session, now: datetime, paces: Paces) -> int | None:
    return next((job.id for job in service.claim(session, "telephone", now, paces)), None)


@pytest.mark.parametrize(("a_second", "at_once", "gap"), [(1.0, 1, 1.0), (5.0, 5, 0.2), (0.5, 1, 2.0)])
def test_a_seconds_worth_may_go_at_once_and_then_one_as_each_token_comes_back(
    session: Session, now: datetime, a_second: float, at_once: int, gap: float
) -> None:
    # given more is asked for than a second has room for
    paces = Paces({"dial": a_second})
    asked = [ask(session, now) for _ in range(at_once + 2)]

    # when all is asked for in one moment, then only so much is had
    assert [claimed(session, now, paces) for _ in range(at_once + 1)] == [*asked[:at_once], None]

    # and the worker knows when to come again
    again = service.next_due(session, ["telephone"], now, paces)
    assert again == now + timedelta(seconds=gap)
    assert claimed(session, again - timedelta(milliseconds=1), paces) is None
    assert claimed(session, again, paces) == asked[at_once]
    assert claimed(session, again, paces) is None


def test_the_more_pressing_has_the_next_token_though_it_was_asked_for_last(session: Session, now: datetime) -> None:
    paces = Paces({"dial": 1.0})
    callbacks = [ask(session, now, priority=3) for _ in range(3)]
    assert claimed(session, now, paces) == callbacks[0]
    caller = ask(session, now, priority=1)
    assert [claimed(session, now + n * SECOND, paces) for n in (1, 2)] == [caller, callbacks[1]]


def test_work_without_a_pace_does_not_wait_behind_what_has_one(session: Session, now: datetime) -> None:
    paces = Paces({"dial": 1.0})
    ask(session, now, priority=1)
    waits = ask(session, now, priority=1)
    hang_up = ask(session, now, "hang_up", priority=9)
    claimed(session, now, paces)
    assert claimed(session, now, paces) == hang_up
    assert claimed(session, now, paces) is None
    assert claimed(session, now, UNPACED) == waits


def test_two_workers_at_one_moment_do_not_have_the_same_token(fresh_database: Database, now: datetime) -> None:
    paces = Paces({"dial": 1.0})
    with fresh_database.transaction() as session:
        for _ in range(2):
            ask(session, now)
    # given one has looked, and seen a token, when another takes it first
    with fresh_database.transaction() as one:
        assert paces.spent(one, now) == {}
        with fresh_database.transaction() as another:
            assert claimed(another, now, paces) is not None
        # then the one is left without
        assert claimed(one, now, paces) is None


def test_nobody_waits_for_a_token_until_anothers_claim_is_committed(fresh_database: Database, now: datetime) -> None:
    paces = Paces({"dial": 2.0})
    with fresh_database.transaction() as session:
        asked = [ask(session, now) for _ in range(3)]
    # given somebody has claimed, and has not committed
    with fresh_database.transaction() as one:
        assert claimed(one, now, paces) == asked[0]
        with fresh_database.transaction() as another:
            another.execute(text("SET LOCAL lock_timeout = '1ms'"))
            # when another claims, then he has what is left at once, and that is kept from both
            assert [claimed(another, now, paces) for _ in range(2)] == [asked[1], None]
        one.rollback()
    # and a token whose claim came to nothing is not had again
    with fresh_database.transaction() as session:
        assert claimed(session, now, paces) is None
        assert claimed(session, now + SECOND / 2, paces) == asked[0]


def test_a_clock_that_was_set_back_does_not_stop_the_dialling(session: Session, now: datetime) -> None:
    paces = Paces({"dial": 1.0})
    asked = [ask(session, now - timedelta(days=1)) for _ in range(3)]
    assert claimed(session, now + timedelta(hours=5), paces) == asked[0]
    assert service.next_due(session, ["telephone"], now, paces) == now - timedelta(days=1)
    assert [claimed(session, now, paces) for _ in range(2)] == [asked[1], None]
    assert claimed(session, now + SECOND, paces) == asked[2]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    a_second=st.sampled_from([0.3, 1.0, 1.7, 4.0, 30.0]),
    gaps=st.lists(st.floats(0, 3, allow_nan=False).map(lambda seconds: timedelta(seconds=seconds)), max_size=60),
)
def test_no_second_ever_has_more_than_the_bucket_and_what_came_back(
    session: Session, now: datetime, a_second: float, gaps: list[timedelta]
) -> None:
    paces, at, taken = Paces({"dial": a_second}), now, list[datetime]()
    with session.begin_nested() as nested:
        for gap in gaps:
            at += gap
            while paces.take(session, "dial", at):
                taken.append(at)
        nested.rollback()
    most = max(1.0, a_second) + a_second
    for first in taken:
        assert sum(first <= one <= first + SECOND for one in taken) <= most + 1e-6
