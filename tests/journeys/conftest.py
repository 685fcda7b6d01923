"""A world for each journey."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.database import Database
from tests.journeys.world import MONDAY_AT_TEN, World


@pytest.fixture
def worlds(fresh_database: Database, tmp_path: Path) -> Iterator[Callable[[datetime], World]]:
    """Makes a world that begins at a moment."""
    made: list[World] = []

    def make(start: datetime) -> World:
        made.append(World(fresh_database, tmp_path / "letters", start))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(worlds: Callable[[datetime], World]) -> World:
    """Monday 23 November 2026, ten o'clock: every site open, nobody signed in yet."""
    return worlds(MONDAY_AT_TEN)
