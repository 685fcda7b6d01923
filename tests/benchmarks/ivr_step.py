"""Keypad steps a second, everything included, held against the barest view that does as durable a thing.

Both are real servers as `flask up` starts them (two processes), on one PostgreSQL with fsync on. Rounds go turn
about, so that whatever else the machine does falls on both alike; the ratio is the median over the rounds. Every
request is the first answer of a call of its own: the language is chosen, and the main menu is read.

    python -m tests.benchmarks.ivr_step
"""

import base64
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from statistics import median
from urllib.parse import urlencode
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, text
from twilio.request_validator import RequestValidator

from app import create_app
from app.calls.models import Call
from app.commands.launching import Processes, wait_for, web_server
from app.database import DATABASE, Database, connect, embedded
from app.database.migrating import migrate
from app.settings import Settings
from app.sites import service as sites
from app.switchboard import inbound
from tests.benchmarks.load import PROCESSES, Round, post, send

ROUNDS, REQUESTS = 9, 1_500
WARM_UP = 1  # rounds that do not count: pools and caches fill
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday morning: every site is open
TOKEN = "t" * 32
FIRST, CALLER, DIALLED = "CA" + "0" * 32, "+447700900123", "+443069990101"
ENGLISH = "1"
# What Twilio sends with a key that was pressed.
FORM = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "Called": DIALLED,
    "CalledCity": "",
    "CalledCountry": "GB",
    "CalledState": "",
    "CalledZip": "",
    "Caller": CALLER,
    "CallerCity": "",
    "CallerCountry": "GB",
    "CallerState": "",
    "CallerZip": "",
    "CallSid": FIRST,
    "CallStatus": "in-progress",
    "Digits": ENGLISH,
    "Direction": "inbound",
    "FinishedOnKey": "",
    "From": CALLER,
    "FromCity": "",
    "FromCountry": "GB",
    "FromState": "",
    "FromZip": "",
    "msg": "Gather End",
    "To": DIALLED,
    "ToCity": "",
    "ToCountry": "GB",
    "ToState": "",
    "ToZip": "",
}


def environment_of(url: str, port: int, folder: Path) -> dict[str, str]:
    """The settings of a server on that port; its telephone network is nobody."""
    return {
        **os.environ,
        # Nothing of a rehearsal on this machine, whose clock may be ahead.
        "STARTLINE_HOME": str(folder),
        "DATABASE_URL": url,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "s" * 48,
        "FIELD_KEYS": "bench:" + base64.b64encode(b"k" * 32).decode(),
        "TWILIO_ACCOUNT_SID": FORM["AccountSid"],
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_KEY_SID": "SK" + "0" * 32,
        "TWILIO_API_KEY_SECRET": "s",
        "TWILIO_API_BASE_URL": "http://127.0.0.1:9",
        "TWILIO_TEXT_SENDER": "+447700900999",
        "LETTERS_DIR": str(folder / "letters"),
    }


@contextmanager
def serving(name: str, entry: str, url: str, folder: Path) -> Iterator[int]:
    """The port of that entry's server, started for the block."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    processes = Processes(environment_of(url, port, folder), folder / "logs")
    try:
        processes.start(name, *web_server(port, entry))
        wait_for(f"http://127.0.0.1:{port}/healthz", processes)
        yield port
    finally:
        processes.stop()


def prepare(database: Database, environment: Mapping[str, str], count: int) -> list[UUID]:
    """So many calls that have heard the first question, all copies of one that came in by the service itself."""
    migrate(database.engine)
    app = create_app(Settings.from_environment(environment), database)
    with database.transaction() as session:
        assert (
            session.scalar(text("SELECT current_setting('fsync') || current_setting('synchronous_commit')")) == "onon"
        )
        sites.load(session)
        inbound.ring(app.extensions["switchboard"], session, FIRST, CALLER, DIALLED, NOW)
        session.flush()
        first = session.execute(select(*Call.__table__.c)).mappings().one()
        copies = [{**first, "id": uuid4(), "sid": f"CA{number:032}"} for number in range(1, count + 1)]
        session.execute(insert(Call), copies)
        session.execute(text("ANALYZE calls"))
    return [copy["id"] for copy in copies]


def requests_to(port: int, calls: Sequence[UUID]) -> list[bytes]:
    """English is chosen in each of the calls."""
    signer = RequestValidator(TOKEN)
    form = urlencode(FORM).encode()
    paths = [f"/voice/call/{call}/turn/0" for call in calls]
    return [post(path, port, form, signer.compute_signature(f"http://127.0.0.1:{port}{path}", FORM)) for path in paths]


def compare(folder: Path) -> tuple[list[Round], list[Round]]:
    """Rounds of the real step and of the bare view, turn about."""
    of_each = (WARM_UP + ROUNDS) * REQUESTS
    with embedded.serving(folder, DATABASE) as url:
        database = Database(connect(url))
        calls = prepare(database, environment_of(url, 1, folder), 2 * of_each)
        with (
            ProcessPoolExecutor(PROCESSES) as clients,
            serving("step", "wsgi:app", url, folder) as step_port,
            serving("bare", "tests.benchmarks.bare:app", url, folder) as bare_port,
        ):
            to_step, to_bare = requests_to(step_port, calls[:of_each]), requests_to(bare_port, calls[of_each:])
            step, bare = [], []
            for first in range(0, of_each, REQUESTS):
                step.append(send(clients, step_port, to_step[first : first + REQUESTS], b"To start a claim"))
                bare.append(send(clients, bare_port, to_bare[first : first + REQUESTS], b"<Gather"))
        with database.transaction() as session:
            taken_in = session.scalar(select(func.count()).where(Call.turn == 1, Call.field == "call.wish"))
            assert taken_in == 2 * of_each, "every request was to change its call, once"
        database.engine.dispose()
    return step[WARM_UP:], bare[WARM_UP:]


def measure() -> dict[str, dict[str, float | str | None]]:
    """Steps a second, their ratio to the bare view's, and the 99th percentile of both in milliseconds."""
    with tempfile.TemporaryDirectory(prefix="startline-bench-") as folder:
        step, bare = compare(Path(folder))
    ratios = [one.rate / other.rate for one, other in zip(step, bare, strict=True)]
    return {
        "ivr_step": {
            "value": round(median(one.rate for one in step)),
            "unit": "requests a second, two processes",
            "ratio": round(median(ratios), 2),
            "goal": 0.5,
        },
        "ivr_step_bare": _figure(median(one.rate for one in bare), "requests a second, two processes"),
        "ivr_step_slowest": _figure(median(one.slow_ms for one in step), "ms, 99th percentile"),
        "ivr_step_bare_slowest": _figure(median(one.slow_ms for one in bare), "ms, 99th percentile"),
    }


def _figure(value: float, unit: str) -> dict[str, float | str | None]:
    return {"value": round(value, 1), "unit": unit, "ratio": None, "goal": None}


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
