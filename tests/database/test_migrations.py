"""The migrations make what the models say, and the rules that must never break hold against plain SQL."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.database import Database, migrating
from app.database.migrating import differences, is_current, migrate


def test_the_models_and_the_migrations_agree(fresh_database: Database) -> None:
    assert is_current(fresh_database.engine)
    assert differences(fresh_database.engine) == []


def test_migrating_twice_does_nothing_the_second_time(fresh_database: Database) -> None:
    migrate(fresh_database.engine)

    assert is_current(fresh_database.engine)


def test_the_next_migration_is_written_from_the_models(
    fresh_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given the models have a column that the database has not, as after a change of the models
    there = shutil.copytree(migrating.FOLDER, tmp_path / "migrations")
    monkeypatch.setattr(migrating, "FOLDER", there)
    newest = max(file.name[:4] for file in (there / "versions").glob("0*.py"))
    with fresh_database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE staff DROP COLUMN browser_telephone"))

    # then the next migration adds it
    written = Path(migrating.write_revision(fresh_database.engine, "what is new"))
    assert written.parent == there / "versions"
    assert written.name == f"{int(newest) + 1:04}_what_is_new.py"
    assert "add_column('staff', sa.Column('browser_telephone'" in written.read_text()


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
