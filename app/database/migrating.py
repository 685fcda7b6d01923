"""Bringing the tables up to date, by one process at a time."""

import importlib
from pathlib import Path
from pkgutil import iter_modules

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, text

from app.database import Base

ROOMS = Path(__file__).parents[1]
FOLDER = ROOMS.parent / "migrations"
LOCK = 7_305_001  # an arbitrary number of our own for pg_advisory_lock


def tables() -> MetaData:
    """Every room's tables."""
    for room in iter_modules([str(ROOMS)]):
        if room.ispkg and (ROOMS / room.name / "models.py").exists():
            importlib.import_module(f"app.{room.name}.models")
    return Base.metadata


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def migrate(engine: Engine) -> None:
    """Apply what is missing. A second process waits for the first and then finds nothing to do."""
    config = _config()
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        try:
            connection.execute(text("SET lock_timeout = '10s'"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            connection.commit()


def is_current(engine: Engine) -> bool:
    """Whether the database is at the newest migration."""
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(_config()).get_heads())


def differences(engine: Engine) -> list[str]:
    """Where the models and a migrated database disagree; empty when a migration is not missing."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(difference) for difference in compare_metadata(context, tables())]


def write_revision(engine: Engine, message: str) -> str:
    """Write the next migration, from what the models have and the database has not; the path of its file."""
    config = _config()
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    newest = ScriptDirectory.from_config(config).get_current_head() or "0"
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        written = command.revision(config, message=message, rev_id=f"{int(newest) + 1:04}", autogenerate=True)
    return str(getattr(written, "path", ""))
