"""A real PostgreSQL for every test that asks for one: migrated once, copied from a template, rolled back."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask, has_request_context, request
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from app import clock
from app.database import Database, connect, embedded, sealing
from app.database.migrating import migrate
from app.settings import Settings
from app.staff import passwords
from tests.addresses import KnownRule
from tests.browser import chromium
from tests.made_up import settings_with

TEMPLATE = "startline_template"
SERVER = "STARTLINE_TEST_SERVER"
# A server that is thrown away afterwards need not wait for the disk, nor write down how to come back.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
ROOM_BYTES = 4 * 1024**3
_until_the_end = ExitStack()
# An engine has worked out what each statement looks like in SQL: the next copy is reached by the same one.
_free: list[Engine] = []
_constants_read = False


def _admin(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _copy(server: str, name: str, template: str = TEMPLATE) -> str:
    admin = _admin(server)
    with admin.connect() as connection:
        # Two workers that copy the template at one moment would meet "is being accessed by other users".
        connection.execute(text("SELECT pg_advisory_lock(1)"))
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        # As files: half the time of the usual way, which writes every page to the log.
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY = FILE_COPY'))
        connection.execute(text("SELECT pg_advisory_unlock(1)"))
    admin.dispose()
    return _database(server, name)


def _memory() -> str | None:
    """A file system in memory with room enough, if there is one: a copied database is ten times quicker there."""
    place = Path("/dev/shm")  # noqa: S108 - it is looked at, and what is made in it has a name of its own
    if not (place.is_dir() and os.access(place, os.W_OK)) or shutil.disk_usage(place).free < ROOM_BYTES:
        return None
    return None if os.statvfs(place).f_flag & os.ST_NOEXEC else str(place)


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the process that directs the workers; they find it by the environment."""
    # Every test has an application of its own, but all of them the same addresses and pages.
    Flask.url_rule_class = KnownRule
    cache = getattr(config, "cache", None)
    compiled = cache.mkdir("pages") if cache else None
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(compiled))} if compiled else {}
    if hasattr(config, "workerinput") or SERVER in os.environ:
        return
    url = os.environ.get("DATABASE_URL")
    if not url:
        made = tempfile.TemporaryDirectory(prefix="startline-tests-", dir=_memory())
        folder = Path(_until_the_end.enter_context(made))
        url = _until_the_end.enter_context(embedded.running(folder, THROWAWAY)).url
    os.environ[SERVER] = url
    _copy(url, TEMPLATE, template="template0")
    engine = connect(_database(url, TEMPLATE))
    migrate(engine)
    engine.dispose()


def pytest_collection_finish() -> None:
    """What is loaded now stays: to look through it for garbage took a sixth of the journeys' time."""
    gc.collect()
    gc.freeze()


@drawn(max_examples=2, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(), min_size=200, max_size=200))
def _anything_drawn(_: list[int]) -> None:
    """So many that Hypothesis wants the constants of the code."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Have what is drawn from read before the first property.

    Hypothesis reads the constants of every module that is loaded (of a fresh clone for more than a second) within
    whichever draw first wants one, and would say of that property that it draws slowly.
    """
    global _constants_read
    if not _constants_read and item.get_closest_marker("hypothesis") is not None:
        _constants_read = True
        _anything_drawn()


@event.listens_for(Engine, "before_cursor_execute")
def _whoever_looks_locks_nobody(*execution: Any) -> None:
    """A page that locks what it shows keeps it until it is drawn; two such pages can wait for each other for ever."""
    _, _, statement, *_ = execution
    if has_request_context() and request.method in ("GET", "HEAD"):
        assert "FOR UPDATE" not in statement, f"{request.method} {request.path} locks: {statement}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that was started."""
    if not hasattr(config, "workerinput"):
        _until_the_end.close()


@pytest.fixture(autouse=True)
def _sealing_keys() -> None:
    sealing.use_keys({"test": b"k" * 32})


@pytest.fixture
def now() -> datetime:
    """A Monday morning in November, no clock change near."""
    return datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def time_stands(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Iterator[None]:
    """It stays `now`; and a password, which is well hashed in a quarter of a second, costs nothing."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    clock.use(lambda: now)
    yield
    clock.use(None)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a service whose telephone network is on this machine and answers nobody."""
    return settings_with(tmp_path)


@pytest.fixture(scope="session")
def _engine(worker_id: str) -> Iterator[Engine]:
    engine = connect(_copy(os.environ[SERVER], f"startline_{worker_id}"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(_engine: Engine) -> Iterator[Session]:
    """A session whose every commit is undone when the test ends."""
    with _engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


@contextmanager
def copied(template: str = TEMPLATE) -> Iterator[Database]:
    """A database copied from a template, and dropped in the end."""
    server = os.environ[SERVER]
    engine = _free.pop() if _free else connect(_database(server, f"startline_{uuid4().hex[:12]}"))
    name = str(engine.url.database)
    _copy(server, name, template)
    yield Database(engine)
    engine.dispose()
    admin = _admin(server)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()
    _free.append(engine)


@pytest.fixture
def fresh_database() -> Iterator[Database]:
    """A database of this test's own, where commits are real."""
    with copied() as database:
        yield database


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests of a worker; without one they are left out, unless that is forbidden."""
    if chromium.path() is None:
        if chromium.REQUIRED:
            pytest.fail("no Chromium on this machine, and the browser tests may not be left out")
        pytest.skip("no Chromium on this machine")
    with chromium.launched() as browser:
        yield browser
