"""Who does a job holds a lock of the database meanwhile, which goes with the process however that ends.

So a job whose worker was killed is known from one that takes its time, and need not wait for its lease to run out.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.exc import DBAPIError

from app.database import Database
from app.jobs.models import Job

# An arbitrary number of our own: with the job's id beside it, it makes the lock.
LOCK = 7_305_003


@contextmanager
def held(database: Database, job_id: int) -> Iterator[None]:
    """Hold a job, on a connection of its own; nobody waits for the lock, it is only looked at by `is_held`.

    A connection that goes with the database takes the lock with it, and nothing is raised: the work goes on.
    """
    lock = {"lock": LOCK, "job": job_id}
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock_shared(:lock, :job)"), lock)
        try:
            yield
        finally:
            with suppress(DBAPIError):
                connection.execute(text("SELECT pg_advisory_unlock_shared(:lock, :job)"), lock)


def is_held() -> ColumnElement[bool]:
    """Whether a process that lives holds the job of the row."""
    holders = text(
        "locktype = 'advisory' AND classid = :lock AND objsubid = 2 "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    ).bindparams(lock=LOCK)
    locks = text("pg_locks")
    return select(text("1")).select_from(locks).where(holders, text("objid = jobs.id::oid")).correlate(Job).exists()
