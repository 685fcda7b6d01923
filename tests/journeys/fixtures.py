"""A world for each journey, made quickly: the demonstration is loaded once a run and copied for every test."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app import clock
from app.commands import demonstration
from app.database import Database, connect, sealing
from app.staff import passwords
from app.switchboard import alerting
from tests import conftest as databases
from tests.journeys.strict import faults
from tests.journeys.working import NOT_OF_CALLS
from tests.journeys.world import MONDAY_AT_TEN, People, World

Alone = Callable[[datetime], AbstractContextManager[World]]


@pytest.fixture(scope="session")
def demonstration_loaded(worker_id: str) -> tuple[str, People]:
    """The name of a database with the four sites, their people and a fortnight of rotas, and who the people are."""
    # Hashing a password well takes a quarter of a second, and a journey is about something else.
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    name = f"startline_demonstration_{worker_id}"
    database = Database(connect(databases._copy(os.environ[databases.SERVER], name)))
    sealing.use_keys({"test": b"k" * 32})
    clock.use(lambda: MONDAY_AT_TEN)
    with database.transaction() as session:
        people = {person.username: person for person in demonstration.load(session)}
    clock.use(None)
    database.engine.dispose()
    return name, people


@pytest.fixture
def alone(
    demonstration_loaded: tuple[str, People], tmp_path: Path
) -> Callable[[datetime], AbstractContextManager[World]]:
    """Makes a world that begins at a moment, in a database of its own.

    When its time is over nothing in it may be broken or left hanging.
    """
    template, people = demonstration_loaded

    @contextmanager
    def make(start: datetime) -> Iterator[World]:
        with databases.copied(template) as database:
            world = World(database, people, tmp_path / "letters", start)
            try:
                yield world
                found = faults(world)
            finally:
                world.close()
        assert not found, "\n".join(found)

    return make


@pytest.fixture
def worlds(alone: Alone) -> Iterator[Callable[[datetime], World]]:
    """The same, for as long as the test takes."""
    with ExitStack() as until_the_end:
        yield lambda start: until_the_end.enter_context(alone(start))


@pytest.fixture
def world(worlds: Callable[[datetime], World]) -> World:
    """Monday 23 November 2026, ten o'clock: every site open, nobody signed in yet."""
    return worlds(MONDAY_AT_TEN)


@pytest.fixture
def alerts_as_in_life(world: World) -> None:
    """Alerts are looked for as often as the service does: for what is about them."""
    world.work.look_for_alerts_every(alerting.EVERY.total_seconds())


@pytest.fixture
def of_calls_only(world: World) -> None:
    """The scheduler leaves out what no call is about."""
    world.work.leave_out(*NOT_OF_CALLS)
