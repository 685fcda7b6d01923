"""A world for each journey, made quickly: the demonstration is loaded once a run and copied for every test."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from app import clock
from app.commands import demonstration
from app.database import Database, connect, sealing
from app.staff import passwords
from tests import conftest as databases
from tests.journeys.strict import faults
from tests.journeys.world import MONDAY_AT_TEN, People, World


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
def worlds(demonstration_loaded: tuple[str, People], tmp_path: Path) -> Iterator[Callable[[datetime], World]]:
    """Makes a world that begins at a moment. When the test is over nothing in it may be broken or left hanging."""
    template, people = demonstration_loaded
    with databases.copied(template) as database:
        made: list[World] = []

        def make(start: datetime) -> World:
            made.append(World(database, people, tmp_path / "letters", start))
            return made[-1]

        yield make
        found = [fault for world in made for fault in faults(world)]
        for world in made:
            world.close()
    assert not found, "\n".join(found)


@pytest.fixture
def world(worlds: Callable[[datetime], World]) -> World:
    """Monday 23 November 2026, ten o'clock: every site open, nobody signed in yet."""
    return worlds(MONDAY_AT_TEN)
