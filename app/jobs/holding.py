"""Who does a job holds a lock of the database meanwhile, which goes with the process however that ends.

So a job whose worker was killed is known from one that takes its time, and need not wait for its lease to run out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.exc import DBAPIError

from app.database import Database
from app.jobs.models import Job

# An arbitrary number of our own: with the job's id beside it, it makes the lock.
LOCK = 7_305_003
_OF_EACH = "(:lock, job) FROM unnest(CAST(:jobs AS int[])) AS job"
_LOCK_THEM = text(f"SELECT pg_advisory_lock_shared{_OF_EACH}")
_UNLOCK_THEM = text(f"SELECT pg_advisory_unlock_shared{_OF_EACH}")


@contextmanager
def held(database: Database, job_ids: Sequence[int]) -> Iterator[None]:
    """Hold jobs, on a connection of their own; nobody waits for the locks, they are only looked at by `is_held`.

    A connection that goes with the database takes the locks with it, and nothing is raised: the work goes on.
    """
    locks = {"lock": LOCK, "jobs": list(job_ids)}
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(_LOCK_THEM, locks)
        try:
            yield
        finally:
            with suppress(DBAPIError):
                connection.execute(_UNLOCK_THEM, locks)


def is_held() -> ColumnElement[bool]:
    """Whether a process that lives holds the job of the row."""
    holders = text(
        "locktype = 'advisory' AND classid = :lock AND objsubid = 2 "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    ).bindparams(lock=LOCK)
    locks = text("pg_locks")
    return select(text("1")).select_from(locks).where(holders, text("objid = jobs.id::oid")).correlate(Job).exists()
