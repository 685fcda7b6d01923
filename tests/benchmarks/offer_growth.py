"""Offering times behind a million past bookings, held against the same behind a thousand.

Two databases on one server hold the same fortnight to come (fifty advisers of a site, a day in three booked) and
differ in what lies behind it: call-backs, what was held for them, and the rotas of those days. Of five past holds
one was never given back, as those of meetings that took place are not. The diary is asked turn about, so that
whatever else the machine does falls on both alike; the ratio is that of the medians.

    python -m tests.benchmarks.offer_growth
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import text

from app.database import Database, embedded
from app.diary import service as diary
from app.sites import service as sites
from tests.benchmarks.databases import fresh
from tests.diary_people import make_adviser, make_site

FEW, MANY = 1_000, 1_000_000
ADVISERS, DAYS_TO_COME, BOOKED_DAY_OF = 50, 14, 3
ROUNDS, WARM_UP = 60, 10
GOAL_RATIO = 1.5
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
# Nothing here is lost by a crash, and a million rows are there sooner.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "8GB"}

# Booking n of adviser n % 50: eight to a day, one an hour from nine o'clock, the latest yesterday.
PAST = """
CREATE TEMP TABLE past AS SELECT
    n, ('00000000-0000-0000-0001-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
    CAST(:first AS int) + n % :advisers AS adviser,
    date_trunc('day', CAST(:now AS timestamptz)) - (1 + n / :advisers / 8) * interval '1 day'
        + (9 + n / :advisers % 8) * interval '1 h' AS at
FROM generate_series(0, :past - 1) AS n
"""
ROWS = (
    """INSERT INTO callbacks (id, site_id, booked_at, state, due_at, places, telephone, language, textphone,
                              safe_to_ring, safe_to_leave_message, proof_number, begun_at, ended_at,
                              turned_down, for_a_person)
       SELECT id, :site, at - interval '2 days', 'kept', at, 3, '+441632960001', 'en', false, true, false, '4711',
              at, at + interval '40 min', false, false FROM past""",
    """INSERT INTO holds (resource, resource_key, site_id, during, callback_id, made_at, released_at)
       SELECT 'adviser', adviser, :site, tstzrange(at, at + interval '1 h'), id, at - interval '2 days',
              CASE WHEN n % 5 > 0 THEN at + interval '40 min' END FROM past""",
    """INSERT INTO rotas (staff_id, site_id, kind, during)
       SELECT DISTINCT adviser, :site, 'duty', tstzrange(date_trunc('day', at) + interval '9 h',
              date_trunc('day', at) + interval '17 h') FROM past""",
    "DROP TABLE past",
)
TO_COME = """
INSERT INTO rotas (staff_id, site_id, kind, during)
SELECT adviser, :site, 'duty', tstzrange(day + interval '9 h', day + interval '17 h')
FROM generate_series(CAST(:first AS int), :first + :advisers - 1) AS adviser,
     generate_series(date_trunc('day', CAST(:now AS timestamptz)), :now + :days * interval '1 day', '1 day') AS day
"""
BOOKED = """
INSERT INTO holds (resource, resource_key, site_id, during, made_at)
SELECT 'adviser', staff_id, site_id, during, :now FROM rotas
WHERE during && tstzrange(:now, NULL) AND (staff_id + extract(day FROM lower(during))::int) % :one_in = 0
"""


def measure() -> dict[str, dict[str, float | str | None]]:
    """The ratio, and the milliseconds that three offers take behind the million."""
    with tempfile.TemporaryDirectory(prefix="startline-bench-") as made:
        Path(made).chmod(0o755)
        with (
            embedded.running(Path(made) / "postgresql", THROWAWAY) as server,
            _diary(server.url, FEW) as few,
            _diary(server.url, MANY) as many,
        ):
            times = _turn_about(few, many)
    small, large = (median(one) * 1000 for one in times)
    return {
        "offer_growth": {
            "value": round(large / small, 2),
            "unit": f"of the time of an offer behind {FEW:,} past bookings, behind {MANY:,} ({large:.1f} ms)",
            "ratio": None,
            "goal": GOAL_RATIO,
            "goal_is": "at most",
        }
    }


@contextmanager
def _diary(server: str, past: int) -> Iterator[Database]:
    """A site with so many bookings behind it."""
    database = fresh(server, f"diary_{past}")
    with database.transaction() as session:
        site = make_site(session)
        advisers = [make_adviser(session, site, f"adviser-{number}") for number in range(ADVISERS)]
        values = {
            "past": past, "advisers": ADVISERS, "first": advisers[0].id, "site": site.id, "now": NOW,
            "days": DAYS_TO_COME, "one_in": BOOKED_DAY_OF,
        }  # fmt: skip
        # Whether each row's neighbours are there is known, and need not be looked up a million times.
        session.execute(text("SET LOCAL session_replication_role = 'replica'"))
        for statement in (PAST, *ROWS, TO_COME, BOOKED):
            wanted = {name: value for name, value in values.items() if f":{name}" in statement}
            session.execute(text(statement), wanted)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    yield database
    database.engine.dispose()


def _turn_about(*databases: Database) -> list[list[float]]:
    """Seconds of each offer of three times, without the rounds that only warm up; both offer the same."""
    times: list[list[float]] = [[] for _ in databases]
    for number in range(WARM_UP + ROUNDS):
        # From another morning each time, so that no round asks what the one before has just read.
        from_ = NOW + timedelta(days=number % 7)
        offered = []
        for database, taken in zip(databases, times, strict=True):
            with database.transaction() as session:
                site = next(one for one in sites.all_sites(session) if one.slug == "somerset")
                began = perf_counter()
                slots = diary.offer_slots(session, site, diary.needs_of(site), from_, now=NOW)
                taken.append(perf_counter() - began)
            offered.append([slot.starts_at for slot in slots])
        assert offered[0] == offered[1], offered
        assert offered[0], "nothing is offered"
    return [taken[WARM_UP:] for taken in times]


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
