"""Doing jobs: one that fails never stops the lane."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.database import Database
from app.jobs import rules, service
from app.jobs.handling import Handlers, do_next
from app.jobs.rules import TryLater


class Clock:
    """A clock moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


def ask(database: Database, clock: Clock, kind: str) -> None:
    with database.transaction() as session:
        service.enqueue(session, "message", kind, {"to": 7}, clock())


def handlers(**by_kind: Callable[[Mapping[str, Any]], None]) -> Handlers:
    made = Handlers()
    for kind, handler in by_kind.items():
        made.register(kind, handler)
    return made


def test_the_handler_gets_the_payload_once(fresh_database: Database, clock: Clock) -> None:
    got: list[Mapping[str, Any]] = []
    ask(fresh_database, clock, "text")
    assert do_next(fresh_database, handlers(text=got.append), "message", clock)
    assert not do_next(fresh_database, handlers(text=got.append), "message", clock)
    assert got == [{"to": 7}]


def test_work_put_off_too_often_is_left_for_a_person(fresh_database: Database, clock: Clock) -> None:
    def never(_payload: Mapping[str, Any]) -> None:
        raise TryLater("the other side is away")

    ask(fresh_database, clock, "text")
    tries = 0
    while do_next(fresh_database, handlers(text=never), "message", clock):
        tries += 1
        clock.at += rules.LONGEST_WAIT
    assert tries == rules.TRIES_AT_MOST
    with fresh_database.transaction() as session:
        assert [job.last_error for job in service.failed(session)] == ["the other side is away"]


def test_the_other_side_may_name_the_wait(fresh_database: Database, clock: Clock) -> None:
    def busy(_payload: Mapping[str, Any]) -> None:
        raise TryLater("slow down", wait=timedelta(seconds=90))

    ask(fresh_database, clock, "text")
    do_next(fresh_database, handlers(text=busy), "message", clock)
    with fresh_database.transaction() as session:
        assert service.next_due(session, ["message"], clock()) == clock() + timedelta(seconds=90)


def test_a_fault_is_kept_with_its_job_and_the_next_goes_on(fresh_database: Database, clock: Clock) -> None:
    done: list[Mapping[str, Any]] = []
    ask(fresh_database, clock, "nobody_does_this")
    ask(fresh_database, clock, "text")
    assert do_next(fresh_database, handlers(text=done.append), "message", clock)
    assert do_next(fresh_database, handlers(text=done.append), "message", clock)
    assert len(done) == 1
    with fresh_database.transaction() as session:
        assert [job.kind for job in service.failed(session)] == ["nobody_does_this"]
