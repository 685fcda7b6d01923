"""The migrations make what the models say, and the rules that must never break hold against plain SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.database import Database
from app.database.migrating import differences, is_current, migrate


def test_the_models_and_the_migrations_agree(fresh_database: Database) -> None:
    assert is_current(fresh_database.engine)
    assert differences(fresh_database.engine) == []


def test_migrating_twice_does_nothing_the_second_time(fresh_database: Database) -> None:
    migrate(fresh_database.engine)

    assert is_current(fresh_database.engine)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'x'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "UPDATE presence_changes SET state = 'away'",
        "DELETE FROM presence_changes",
        "TRUNCATE presence_changes",
    ],
)
def test_what_was_done_and_when_is_never_altered(session: Session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(statement))
