"""Databases of a benchmark's own, on a server of its own."""

from sqlalchemy import text

from app.database import Database, connect
from app.database.migrating import migrate


def fresh(server: str, name: str) -> Database:
    """A new database of that name on the server of this address, migrated and empty."""
    admin = connect(server)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    database = Database(connect(server.rpartition("/")[0] + f"/{name}"))
    migrate(database.engine)
    return database
