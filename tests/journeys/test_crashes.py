"""A crash between any two steps of a call-back: it is still made, and her telephone rings once.

A step is what outlasts the process: a transaction of the worker or the scheduler that changes something, or a
request to Twilio. The process dies just before the first, the second and so on until there is none left to die at:
what was not committed is gone, the answer that had come is forgotten, and a new worker takes over when leases run out.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import get_ident
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database import Database
from app.practice.people import Telephone
from app.telephony.client import _HttpClient
from tests.journeys.fixtures import Alone
from tests.journeys.test_ringing_in import together
from tests.journeys.world import CLAIMANT, MONDAY_AT_TEN, World

LONGEST = timedelta(minutes=20)
PACE_SECONDS = 15
# The steps are dealt out to so many tests, which may run side by side.
SHARES, FEWEST_STEPS, MOST_STEPS = 2, 10, 60
JUST_BEFORE = MONDAY_AT_TEN + timedelta(minutes=9)
CHANGES = re.compile(r"\s*(INSERT|UPDATE|DELETE)")
ADVISERS = ("tess", "una", "vic")


class Crash(BaseException):
    """The process dies here."""


class Boundaries:
    """Counts the steps between which a process may die, and lets it die at one of them."""

    def __init__(self, crash_at: int | None) -> None:
        self.count = 0
        self.crash_at = crash_at
        self.where = ""
        self.watching = False

    def passed(self, where: str) -> None:
        """The worker or the scheduler came by here."""
        if not self.watching:
            return
        self.count += 1
        if self.count == self.crash_at:
            self.where = where
            raise Crash(where)


@contextmanager
def boundaries(monkeypatch: pytest.MonkeyPatch, world: World, crash_at: int | None) -> Iterator[Boundaries]:
    """Watch every commit and every request of the worker and the scheduler; the web is another process."""
    kept = Boundaries(crash_at)
    transaction, request, once = Database.transaction, _HttpClient.request, world.work.once
    ours, changes = get_ident(), list[str]()

    def note_change(_connection: object, cursor: Any, statement: str, *_: object) -> None:
        if get_ident() == ours and CHANGES.match(statement) and cursor.rowcount > 0 and "beats" not in statement:
            changes.append(statement)

    @contextmanager
    def watched_transaction(database: Database) -> Iterator[Session]:
        with transaction(database) as session:
            if get_ident() == ours:
                changes.clear()
            yield session
            session.flush()
            if get_ident() == ours and changes:
                kept.passed(f"before a commit of {changes[-1][:60]}")

    def watched_request(client: Any, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        kept.passed(f"before {method} {url}")
        return request(client, method, url, *args, **kwargs)

    def work_until_it_dies() -> bool:
        kept.watching = True
        try:
            return once()
        except Crash:
            world.work.restart()
            return True
        finally:
            kept.watching = False

    with monkeypatch.context() as patched:
        patched.setattr(Database, "transaction", watched_transaction)
        patched.setattr(_HttpClient, "request", watched_request)
        patched.setattr(world.work, "once", work_until_it_dies)
        event.listen(world.database.engine, "after_cursor_execute", note_change)
        yield kept
        event.remove(world.database.engine, "after_cursor_execute", note_change)


def run(world: World, monkeypatch: pytest.MonkeyPatch, crash_at: int | None) -> Boundaries:
    """From just before its time until the two talk: whoever's desk rings takes it, and she answers."""
    booked = world.book("somerset")
    assert booked.due_at is not None
    world.until(booked.due_at - timedelta(seconds=1))
    world.ready(*ADVISERS)
    her = world.exchange.telephone(CLAIMANT)
    over = booked.due_at + LONGEST
    with boundaries(monkeypatch, world, crash_at) as kept:
        while world.now() < over and not any(together(her, world.desk(name)) for name in ADVISERS):
            world.pass_time(PACE_SECONDS)
            for name in ADVISERS:
                take(world, world.desk(name))
            if her.ringing:
                her.answer()
                world.settle()
    rung = [call for call in her.history if call.answered is not None]
    assert any(together(her, world.desk(name)) for name in ADVISERS), f"they never talked; {kept.where}"
    assert len(her.history) == len(rung) == 1, f"she was rung {len(her.history)} times; {kept.where}"
    assert world.callback().state == "in_progress"
    return kept


def take(world: World, desk: Telephone) -> None:
    """An adviser whose desk rings takes the call."""
    if not desk.ringing:
        return
    desk.answer()
    world.settle()
    if desk.call is not None:
        world.press(desk, "1")


@pytest.mark.parametrize("first", range(1, SHARES + 1))
def test_a_call_back_survives_a_crash_before_any_step(
    alone: Alone, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    # given the process dies before this step, then before the step so many later, and so on
    for crash_at in range(first, MOST_STEPS, SHARES):
        with alone(JUST_BEFORE) as world:
            # when a call-back is made
            kept = run(world, monkeypatch, crash_at)
        # then the two talk and she was rung once: until there is no such step any more
        if not kept.where:
            assert crash_at > FEWEST_STEPS
            return
    pytest.fail(f"there are more steps than {MOST_STEPS}")
