"""How soon a desk is rung for somebody who rings a textphone number: from Twilio's webhook to the request at Twilio.

Web, worker and database are real processes; Twilio is a listener here that notes when it is asked for a call. Every
adviser has a textphone and is ready; each call is one more caller, and rings one more desk.

    python -m tests.benchmarks.textphone_ring
"""

import json
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import monotonic

import requests
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from app import clock
from app.database import DATABASE, Database, connect, embedded
from app.database.migrating import migrate
from app.sites import service as sites
from app.staff import service as staff
from tests.benchmarks.ivr_step import TOKEN
from tests.benchmarks.matching_delay import LONGEST_SECONDS, _service, _twilio

ROUNDS, WARM_UP = 40, 5
GOAL_MILLISECONDS = 1000.0


def _people(database: Database) -> str:
    """So many ready advisers of one site, each with a textphone; the site's textphone number."""
    now = clock.now()
    with database.transaction() as session:
        sites.load(session)
        site = sites.by_slug(session, "somerset")
        for number in range(ROUNDS + WARM_UP):
            staff.add(
                session,
                username=f"adviser{number}",
                name=f"Adviser {number}",
                role="adviser",
                site_id=site.id,
                now=now,
                textphone=True,
                desk_number=f"+4430699902{number:02}",
            )
        session.execute(text("UPDATE presence SET state = 'ready', since = :now, idle_since = :now"), {"now": now})
        session.execute(text("UPDATE site_hours SET opens = '00:00', closes = '23:59'"))
        session.execute(
            text(
                "INSERT INTO site_hours (site_id, weekday, opens, closes) SELECT :site, d, '00:00', '23:59' "
                "FROM generate_series(0, 6) AS d ON CONFLICT DO NOTHING"
            ),
            {"site": site.id},
        )
        return site.textphone


def delays(folder: Path) -> list[float]:
    """Seconds of each round, without those that only warm up."""
    signer, taken = RequestValidator(TOKEN), []
    with embedded.serving(folder, DATABASE) as url, _twilio() as (twilio, asked):
        database = Database(connect(url))
        migrate(database.engine)
        number = _people(database)
        with _service(url, folder, twilio) as address:
            browser = requests.Session()
            for one in range(WARM_UP + ROUNDS):
                form = {
                    "CallSid": f"CA{one:032}",
                    "From": f"+44770090{one:04}",
                    "To": number,
                    "CallStatus": "ringing",
                    "Direction": "inbound",
                }
                where = f"{address}/voice/inbound"
                signature = {"X-Twilio-Signature": signer.compute_signature(where, form)}
                sent = monotonic()
                answer = browser.post(where, form, headers=signature, timeout=LONGEST_SECONDS)
                assert answer.ok, answer.text
                assert "<Say" not in answer.text, "a textphone hears no voice"
                arrived, _ = asked.get(timeout=LONGEST_SECONDS)
                taken.append(arrived - sent)
        database.engine.dispose()
    return taken[WARM_UP:]


def measure() -> dict[str, dict[str, float | str | None]]:
    """As the benchmarks report it: the median in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="startline-bench-") as folder:
        taken = [seconds * 1000 for seconds in delays(Path(folder))]
    return {
        "textphone_ring": {
            "value": round(median(taken), 1),
            "unit": "ms from a textphone's ring to a desk's",
            "ratio": None,
            "goal": GOAL_MILLISECONDS,
            "goal_is": "at most",
            "p95": round(quantiles(taken, n=20)[-1], 1),
        }
    }


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's lines are its result
