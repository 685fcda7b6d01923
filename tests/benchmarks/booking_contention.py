"""Two hundred bookings let go at one moment for the fifty places of one time, on a PostgreSQL with fsync on.

Each is a transaction of its own, over a connection of its own. Whoever is too late is offered the next time in the
same transaction, as the line does it. What came of it is asserted, from the rows and from the server's own log; the
figure is the 99th percentile of the times from letting go to the commit.

    python -m tests.benchmarks.booking_contention
"""

import json
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import quantiles
from threading import Barrier
from time import perf_counter
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.database import Database, connect, embedded
from app.database.migrating import migrate
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.diary.models import Hold
from app.sites import service as sites
from tests.diary_people import london, make_adviser, make_site

BOOKERS, PLACES = 200, 50
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DAY, FIRST, LAST = "2026-11-24", "9:00", "17:00"
CONNECTIONS = {"max_connections": str(BOOKERS + 20)}
BOOKED, OFFERED_ANOTHER = "booked", "offered another time"


def measure() -> dict[str, dict[str, float | str | None]]:
    """Milliseconds of the slowest in a hundred; raises AssertionError where a promise was doubled or refused."""
    with tempfile.TemporaryDirectory(prefix="startline-bench-") as made:
        folder = Path(made) / "postgresql"
        Path(made).chmod(0o755)
        with embedded.running(folder, CONNECTIONS) as server:
            database = Database(connect(server.url, pool_size=BOOKERS))
            migrate(database.engine)
            came, times = _book_at_once(database)
            _look(database, came)
            database.engine.dispose()
        logged = (folder / "data" / "server.log").read_text()
    assert "ready to accept connections" in logged
    assert "deadlock detected" not in logged, logged
    return {
        "booking_contention": {
            "value": round(quantiles(times, n=100)[98] * 1000),
            "unit": f"ms, 99th percentile of {BOOKERS} bookings at once for {PLACES} places",
            "ratio": None,
            "goal": None,
        }
    }


def _book_at_once(database: Database) -> tuple[list[str], list[float]]:
    with database.transaction() as session:
        site = make_site(session)
        sites.change_rules(session, site, kept_back_advisers=0)
        for number in range(PLACES):
            adviser = make_adviser(session, site, f"adviser-{number}")
            diary.put_on_duty(session, adviser.id, site.id, london(DAY, FIRST), london(DAY, LAST))
        callers = [claimants.first_contact(session, site.id, NOW).id for _ in range(BOOKERS)]
        session.flush()
        slot = diary.offer_slots(session, site, diary.needs_of(site), NOW, now=NOW)[0]
    together = Barrier(BOOKERS)

    def book(claimant_id: UUID) -> tuple[str, float]:
        with database.transaction() as session:
            session.execute(select(1))
            together.wait()
            began = perf_counter()
            outcome = _book_or_hear_another(session, slot, claimant_id)
        return outcome, perf_counter() - began

    with ThreadPoolExecutor(BOOKERS) as pool:
        done = list(pool.map(book, callers))
    return [outcome for outcome, _ in done], [seconds for _, seconds in done]


def _book_or_hear_another(session: Session, slot: diary.Slot, claimant_id: UUID) -> str:
    home = sites.by_id(session, slot.site_id)
    contact = callbacks.Contact("+441632960001")
    try:
        callbacks.book(
            session, site=home, slot=slot, claimant_id=claimant_id, call_id=None, contact=contact, by_staff=None,
            now=NOW,
        )  # fmt: skip
    except SlotTaken:
        others = diary.offer_slots(session, home, slot.needs, NOW, now=NOW)
        return OFFERED_ANOTHER if others and all(other.starts_at != slot.starts_at for other in others) else "nothing"
    return BOOKED


def _look(database: Database, came: list[str]) -> None:
    """What the rows say of it: fifty promises, each with an adviser of its own."""
    assert Counter(came) == {BOOKED: PLACES, OFFERED_ANOTHER: BOOKERS - PLACES}, Counter(came)
    with database.transaction() as session:
        promised = session.scalars(select(Callback)).all()
        holds = session.scalars(select(Hold).where(Hold.released_at.is_(None))).all()
    assert len(promised) == len(holds) == len({callback.claimant_id for callback in promised}) == PLACES
    assert {hold.callback_id for hold in holds} == {callback.id for callback in promised}
    assert not any(
        one.resource_key == other.resource_key and one.during.overlaps(other.during)
        for one, other in combinations(holds, 2)
    )


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
