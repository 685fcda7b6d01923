"""The search for a person among a million, held against the same among a thousand.

Two databases on one server hold invented people with names as uneven as real ones: a few are very common, most are
rare, and each has a word in the table that misspelt ones are looked up in. Each search is sent to the page as an
adviser's browser would, turn about; the figures are over all kinds of search, the slowest single one besides.

    python -m tests.benchmarks.search_growth
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient
from sqlalchemy import insert, text

from app import clock, create_app
from app.claimants import naming
from app.claimants.models import NameWord
from app.database import Database, embedded
from app.sites import service as sites
from app.staff import service as staff
from tests.benchmarks.board_growth import THROWAWAY
from tests.benchmarks.databases import fresh
from tests.made_up import settings_with
from tests.web.signing_in import sign_in

FEW, MANY = 1_000, 1_000_000
ROUNDS, WARM_UP = 12, 2
GOAL_RATIO, GOAL_MILLISECONDS = 3.0, 200.0
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
ADDED_AT_ONCE = 5_000

ONSETS = ("b", "br", "c", "d", "f", "g", "gr", "h", "j", "l", "ll", "m", "n", "p", "pr", "rh", "s", "st", "t", "w")
VOWELS = ("a", "ai", "e", "i", "o", "u", "y")
ENDS = ("dd", "ll", "n", "nd", "r", "rt", "s", "th", "x", "son")
# Of a hundred people so many have a name that everybody knows.
COMMON = ("jones", "smith", "davies", "williams", "khan", "evans", "patel", "taylor")
FORENAMES = ("nora", "john", "mohammed", "sian", "gareth", "asha", "mary", "david", "rhys", "susan")

# The n-th person; a name is made of four syllable parts, so that many thousands of surnames are rare.
PEOPLE = """
INSERT INTO claimants (id, reference, first_contact_at, home_site_id, forenames, surname, former_names, name_words,
                       date_of_birth, postcode, telephone, spoken_language, read_language, telephone_kind,
                       correspondence, large_print, safe_to_ring, safe_to_leave_message, safe_to_text,
                       may_say_who, do_not_post, access_needs, safe_times_unknown)
SELECT id, 'SL-' || lpad(to_hex(n), 8, '0'), CAST(:now AS timestamptz) - n * interval '30 s', 1 + n % 4,
       forename, surname, '{}', ARRAY[forename, surname],
       DATE '1930-01-01' + (n::bigint * 7919 % 27000)::int, 'TA' || 1 + n % 20 || ' ' || 1 + n / 20 % 9 || letters,
       '+4416329' || lpad((n % 100000)::text, 5, '0'), 'en', 'en', 'voice', 'en',
       false, true, false, false, false, false, '{}', false
FROM (
    SELECT n, ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid AS id,
        CASE WHEN n % 3 = 0 THEN (CAST(:forenames AS text[]))[1 + n / 3 % :given]
             ELSE (CAST(:onsets AS text[]))[1 + n * 31 % 20] || (CAST(:vowels AS text[]))[1 + n * 17 % 7]
                  || (CAST(:ends AS text[]))[1 + n * 13 % 10] || 'a' END AS forename,
        CASE WHEN n % 20 = 0 THEN (CAST(:common AS text[]))[1 + n / 20 % :known]
             ELSE (CAST(:onsets AS text[]))[1 + n % 20] || (CAST(:vowels AS text[]))[1 + n / 20 % 7]
                  || (CAST(:onsets AS text[]))[1 + n / 140 % 20] || (CAST(:vowels AS text[]))[1 + n / 2800 % 7]
                  || (CAST(:ends AS text[]))[1 + n / 19600 % 10] END AS surname,
        chr(65 + (n / 180 % 26)::int) || chr(65 + (n / 4680 % 26)::int) AS letters
    FROM generate_series(1, :people) AS n
) AS one
"""
SEARCHES = (
    "jones",
    "nora jones",
    "jnoes mohamed",
    "muhammad kahn",
    "brabai",
    "davis 3.4.1970",
    "gareth smiht TA4 2",
    "3 April 1970",
    "TA4 5CD",
    "01632 900042",
    "QQ 12 34 56 C",
    "siân",
    "nobody atall",
)


def measure() -> dict[str, dict[str, float | str | None]]:
    """The ratio of the medians, and the milliseconds of the slowest kind of search among the million."""
    clock.use(lambda: NOW)
    try:
        with tempfile.TemporaryDirectory(prefix="startline-bench-") as made:
            Path(made).chmod(0o755)
            with (
                embedded.running(Path(made) / "postgresql", THROWAWAY) as server,
                _searcher(server.url, FEW) as few,
                _searcher(server.url, MANY) as many,
            ):
                small, large = _turn_about(few, many)
    finally:
        clock.use(None)
    everything = [taken for times in large.values() for taken in times]
    slowest, times = max(large.items(), key=lambda one: median(one[1]))
    ratio = median(everything) / median([taken for one in small.values() for taken in one])
    return {
        "search_growth": {
            "value": round(ratio, 2),
            "unit": f"of a search's time among {FEW:,} people, among {MANY:,}",
            "ratio": None,
            "goal": GOAL_RATIO,
            "goal_is": "at most",
        },
        "search_growth.slowest": {
            "value": round(median(times) * 1000, 1),
            "unit": f"ms for the slowest kind of search among {MANY:,} people ({slowest})",
            "ratio": None,
            "goal": GOAL_MILLISECONDS,
            "goal_is": "at most",
        },
        "search_growth.p99": {
            "value": round(sorted(everything)[int(len(everything) * 0.99)] * 1000, 1),
            "unit": f"ms, 99th percentile of all searches among {MANY:,} people",
            "ratio": None,
            "goal": GOAL_MILLISECONDS,
            "goal_is": "at most",
        },
    }


@contextmanager
def _searcher(server: str, people: int) -> Iterator[FlaskClient]:
    """An adviser's browser before a service that knows so many people."""
    database = fresh(server, f"search_{people}")
    with database.transaction() as session:
        sites.load(session)
        added = staff.add(session, username="adviser", name="Some One", role="adviser", site_id=4, now=NOW)
    _people(database, people)
    with tempfile.TemporaryDirectory() as letters:
        yield sign_in(create_app(settings_with(Path(letters)), database), "adviser", added.password)
    database.engine.dispose()


def _people(database: Database, people: int) -> None:
    values = {
        "now": NOW,
        "people": people,
        "onsets": list(ONSETS),
        "vowels": list(VOWELS),
        "ends": list(ENDS),
        "common": list(COMMON),
        "known": len(COMMON),
        "forenames": list(FORENAMES),
        "given": len(FORENAMES),
    }
    with database.transaction() as session:
        session.execute(text("SET LOCAL session_replication_role = 'replica'"))
        # An index that is built in one go is there sooner than one that grows by a million rows.
        session.execute(text("DROP INDEX ix_claimants_name_words"))
        session.execute(text(PEOPLE), values)
        session.execute(text("CREATE INDEX ix_claimants_name_words ON claimants USING gin (name_words)"))
        words = list(session.scalars(text("SELECT DISTINCT unnest(name_words) FROM claimants")))
        for begin in range(0, len(words), ADDED_AT_ONCE):
            rows = [{"word": word, "near": naming.keys(word)} for word in words[begin : begin + ADDED_AT_ONCE]]
            session.execute(insert(NameWord), rows)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _turn_about(*browsers: FlaskClient) -> list[dict[str, list[float]]]:
    """Seconds of each kind of search, from the request to its last byte, without the rounds that only warm up."""
    times: list[dict[str, list[float]]] = [{typed: [] for typed in SEARCHES} for _ in browsers]
    for turn in range(WARM_UP + ROUNDS):
        for typed in SEARCHES:
            for browser, taken in zip(browsers, times, strict=True):
                began = perf_counter()
                answer = browser.get("/search", query_string={"q": typed})
                took = perf_counter() - began
                assert answer.status_code == 200, typed
                if turn >= WARM_UP:
                    taken[typed].append(took)
    return times


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
