"""The board's page behind a million past calls, held against the same page behind a thousand.

Two databases on one server hold the same today (200 advisers at work, a thousand calls, twelve callers who wait) and
differ in what lies behind it: calls, lines, offers, connections, presence, call-backs, legs and jobs of a year. The
page is asked for turn about, so that whatever else the machine does falls on both alike; the ratio is that of the
medians. Nothing that was measured for one page is good for the next.

    python -m tests.benchmarks.board_growth
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import text

from app import clock, create_app
from app.database import Database, embedded
from app.measures.short_calls import GOOD_FOR
from app.sites import service as sites
from app.staff import service as staff
from tests.benchmarks.databases import fresh
from tests.made_up import settings_with
from tests.web.signing_in import sign_in

FEW, MANY = 1_000, 1_000_000
TODAY, WAITING, ADVISERS = 1_000, 12, 200
ROUNDS, WARM_UP = 60, 10
GOAL_RATIO, GOAL_MILLISECONDS = 1.5, 100.0
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday afternoon: every site is open
# Each page is asked for at another moment, at which nothing that was measured is good any more.
APART = GOOD_FOR + timedelta(seconds=1)
# Nothing here is lost by a crash, and a million rows are there sooner.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "8GB"}

# Of each call n: its own id in every table, one of four sites, and when it came. Past ones are spread over a year
# that ends yesterday; those of today over the hours from 8 to 14.
CALLS = """
CREATE TEMP TABLE told AS SELECT
    n, ('00000000-0000-0000-' || :world || '-' || lpad(to_hex(n), 12, '0'))::uuid AS id, 1 + n % 4 AS site,
    CAST(:first AS timestamptz) + n * CAST(:apart AS interval) AS at,
    (ARRAY['served', 'served', 'served', 'abandoned'])[1 + n % 4] AS outcome
FROM generate_series(0, :calls - 1) AS n
"""
ROWS = (
    """INSERT INTO calls (id, sid, site_id, to_number, textphone, language, state, part, tries, turn, answers,
                          started_at, ended_at)
       SELECT id, 'CA' || id, site, '+443069990101', false, 'en', 'ended', 'line', 0, 0, '{}', at,
              at + interval '5 min' FROM told""",
    """INSERT INTO demands (id, kind, call_id, home_site_id, language, textphone, joined_at, state, answered_at,
                            ended_at, waits_for_speaker)
       SELECT id, 'caller', id, site, 'en', false, at + interval '40 s', outcome,
              CASE outcome WHEN 'served' THEN at + (45 + n % 60) * interval '1 s' END, at + interval '5 min', false
       FROM told""",
    """INSERT INTO offers (id, demand_id, adviser_id, site_id, away, reason, reason_values, state, made_at,
                           accepted_at, ended_at)
       SELECT id, id, 1 + n % :advisers, 1 + (site + (n % 7 = 0)::int - 1) % 4, n % 7 = 0,
              'answered at home', '{}', 'ended', at + interval '41 s', at + (45 + n % 60) * interval '1 s',
              at + interval '5 min' FROM told WHERE outcome = 'served'""",
    """INSERT INTO connections (id, offer_id, adviser_id, site_id, call_id, opened_at, claimant_joined_at, on_hold,
                                muted, ended_at, wrapped_up_at, interpreter_state)
       SELECT id, id, 1 + n % :advisers, site, id, at + (45 + n % 60) * interval '1 s',
              at + (46 + n % 60) * interval '1 s', false, false, at + interval '5 min',
              at + (310 + n % 60) * interval '1 s', 'not_wanted' FROM told WHERE outcome = 'served'""",
    """INSERT INTO legs (id, offer_id, role, supplier_id, to_number, from_number, ring_seconds, state, created_at,
                         times_absent, rang, last_sequence)
       SELECT id, id, (ARRAY['adviser', 'interpreter'])[1 + n % 2], nullif(n % 2, 0), '+443069990201',
              '+443069990101', 20, 'ended', at, 0, true, 3 FROM told WHERE outcome = 'served'""",
    """INSERT INTO presence_changes (staff_id, site_id, state, at)
       SELECT 1 + n % :advisers, site, state, at + place * interval '1 min'
       FROM told, unnest(ARRAY['ringing', 'on_call', 'wrapping_up', 'ready']) WITH ORDINALITY AS did (state, place)
       WHERE outcome = 'served'""",
    """INSERT INTO callbacks (id, call_id, site_id, booked_at, state, due_at, places, telephone, language, textphone,
                              safe_to_ring, safe_to_leave_message, proof_number, begun_at, ended_at,
                              turned_down, for_a_person)
       SELECT id, id, site, at + interval '4 min', 'kept', at + interval '2 h', 3, '+441632960001', 'en', false,
              true, false, '4711', at + interval '2 h', at + interval '3 h', false, false
       FROM told WHERE outcome = 'served'""",
    """INSERT INTO jobs (lane, kind, payload, state, priority, due_at, tries, created_at, ended_at)
       SELECT 'telephone', 'dial', '{}', 'done', 5, at, 1, at, at FROM told""",
    "DROP TABLE told",
)
# They wait still, so that each site's estimate has to be worked out, from how long the last calls took.
WAITING_ROWS = (
    """INSERT INTO calls (id, sid, site_id, to_number, textphone, language, state, part, tries, turn, answers,
                          started_at)
       SELECT id, 'CA' || id, site, '+443069990101', false, 'en', 'waiting', 'line', 0, 0, '{}', at FROM told""",
    """INSERT INTO demands (id, kind, call_id, home_site_id, language, textphone, joined_at, state, waits_for_speaker)
       SELECT id, 'caller', id, site, 'en', false, at + interval '40 s', 'waiting', false FROM told""",
    "DROP TABLE told",
)
PRESENCE = ("ready", "on_call", "in_interview", "wrapping_up", "break", "away", "ringing")


def measure() -> dict[str, dict[str, float | str | None]]:
    """The ratio, and the milliseconds that the page takes behind the million."""
    clock.use(lambda: NOW)
    try:
        with tempfile.TemporaryDirectory(prefix="startline-bench-") as made:
            Path(made).chmod(0o755)
            with (
                embedded.running(Path(made) / "postgresql", THROWAWAY) as server,
                _board(server.url, FEW) as few,
                _board(server.url, MANY) as many,
            ):
                times = _turn_about(few, many)
    finally:
        clock.use(None)
    small, large = (median(one) * 1000 for one in times)
    return {
        "board_growth": {
            "value": round(large / small, 2),
            "unit": f"of the page's time behind {FEW:,} past calls, behind {MANY:,}",
            "ratio": None,
            "goal": GOAL_RATIO,
            "goal_is": "at most",
        },
        "board_growth.page": {
            "value": round(large, 1),
            "unit": f"ms for the page of {ADVISERS} advisers behind {MANY:,} past calls",
            "ratio": None,
            "goal": GOAL_MILLISECONDS,
            "goal_is": "at most",
        },
    }


@contextmanager
def _board(server: str, past: int) -> Iterator[FlaskClient]:
    """A supervisor's browser before a service with so many calls behind it."""
    database = fresh(server, f"board_{past}")
    password = _people(database)
    _calls(database, "0001", past, "2025-11-23", f"{364 * 86_400 / past} s")
    _calls(database, "0002", TODAY, "2026-11-23 08:00", f"{6 * 3600 / TODAY} s")
    _calls(database, "0003", WAITING, "2026-11-23 13:57", "10 s", WAITING_ROWS)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    with tempfile.TemporaryDirectory() as letters:
        yield sign_in(create_app(settings_with(Path(letters)), database), "supervisor", password)
    database.engine.dispose()


def _people(database: Database) -> str:
    """The four sites, 200 advisers who do all kinds of things, and a supervisor: her password."""
    with database.transaction() as session:
        sites.load(session)
        added = staff.add(session, username="supervisor", name="Some One", role="supervisor", site_id=1, now=NOW)
        session.execute(
            text(
                """INSERT INTO staff (username, name, password_hash, role, site_id, languages, textphone, active,
                                      browser_telephone)
                   SELECT 'adviser' || n, 'Adviser ' || n, '', 'adviser', 1 + n % 4, '{en}', n % 10 = 0, true, false
                   FROM generate_series(1, :advisers) AS n"""
            ),
            {"advisers": ADVISERS},
        )
        session.execute(
            text(
                """INSERT INTO presence (staff_id, state, since)
                   SELECT id, (CAST(:states AS text[]))[1 + id % :count], :now FROM staff WHERE role = 'adviser'"""
            ),
            {"states": list(PRESENCE), "count": len(PRESENCE), "now": NOW},
        )
    return added.password


def _calls(database: Database, world: str, calls: int, first: str, apart: str, rows: tuple[str, ...] = ROWS) -> None:
    values = {"world": world, "calls": calls, "first": first, "apart": apart, "advisers": ADVISERS}
    with database.transaction() as session:
        # Whether each row's neighbours are there is known, and need not be looked up a million times.
        session.execute(text("SET LOCAL session_replication_role = 'replica'"))
        for statement in (CALLS, *rows):
            wanted = {name: value for name, value in values.items() if f":{name}" in statement}
            session.execute(text(statement), wanted)


def _turn_about(*browsers: FlaskClient) -> list[list[float]]:
    """Seconds of each page, from the request to its last byte, without the rounds that only warm up."""
    times: list[list[float]] = [[] for _ in browsers]
    for number in range(WARM_UP + ROUNDS):
        clock.use(partial(NOW.__add__, number * APART))
        for browser, taken in zip(browsers, times, strict=True):
            began = perf_counter()
            answer = browser.get("/wallboard")
            taken.append(perf_counter() - began)
            assert answer.status_code == 200
            assert b"All sites" in answer.data
    return [taken[WARM_UP:] for taken in times]


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
