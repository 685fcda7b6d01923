"""The session, the base of every table, time in UTC, and sealed fields."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Engine, MetaData, Text, any_, create_engine, literal, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, sessionmaker

DATABASE = "startline"
T = TypeVar("T")

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every table. A datetime is always kept with its zone."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        str: Text,
        list[str]: ARRAY(Text),
        dict[str, Any]: JSONB,
    }


def connect(url: str, pool_size: int = 20) -> Engine:
    """An engine for PostgreSQL whose sessions speak UTC and never wait for ever; so many at most, and all are kept.

    A connection beyond what the pool keeps would be closed after each use. In a busy hour several a second came and
    went, and each began with nothing planned or cached: what was used last is used again first.
    """
    dialect_url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(
        dialect_url,
        pool_size=pool_size,
        max_overflow=0,
        pool_use_lifo=True,
        pool_pre_ping=False,
        # An error of the database would show the values of the row in its words.
        hide_parameters=True,
        connect_args={"options": "-c timezone=UTC -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"},
    )


class Database:
    """One engine and the sessions made from it; a process has one."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sessions = sessionmaker(engine, expire_on_commit=False)
        self.url = engine.url.render_as_string(hide_password=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits once at the end, or rolls back if anything is raised."""
        with self.sessions() as session, session.begin():
            yield session


def one_of(column: InstrumentedAttribute[T], values: Collection[T]) -> ColumnElement[bool]:
    """Whether a column has one of these values: for many at once, and often.

    However many they are the statement is the same, planned once; `in_` writes a new one for each number of them.
    """
    return column == any_(literal(list(values), ARRAY(column.type)))


def commit_without_waiting(session: Session) -> None:
    """Have this transaction's commit not wait for the disk: where the machine dies at once it never was.

    For what nobody has been told of yet. Whatever commits later in the usual way keeps it too.
    """
    session.execute(text("SET LOCAL synchronous_commit = off"))


def notify(session: Session, channel: str, subject: UUID | str | int = "") -> None:
    """Tell whoever listens on `channel` that a state has changed; heard only if and when this commits."""
    payload = json.dumps(str(subject))
    session.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload})
