"""How soon an adviser who says that he is ready is rung: from his press of the button to the request at Twilio.

The console, the worker and the database are real processes; Twilio is a listener here that notes when it is asked
for a call. Sixty advisers are signed in, five callers wait at every site, and one adviser after the other, who has
just wrapped up, sends *Ready* as his browser would. He lets it ring, which Twilio tells us, so that she waits on.

    python -m tests.benchmarks.matching_delay
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from socket import socket
from statistics import median, quantiles
from sys import executable
from threading import Thread
from time import monotonic
from urllib.parse import parse_qs
from uuid import uuid4

import requests
from argon2 import PasswordHasher
from sqlalchemy import select, text
from twilio.request_validator import RequestValidator

from app import clock
from app.calls.models import Call
from app.commands.launching import Processes, wait_for, web_server
from app.database import DATABASE, Database, connect, embedded
from app.database.migrating import migrate
from app.line import service as line
from app.line.models import Demand
from app.sites import service as sites
from app.staff import passwords
from app.staff import service as staff
from tests.benchmarks.ivr_step import TOKEN, environment_of
from tests.web.signing_in import token_in

ADVISERS, WAITING_AT_EACH_SITE = 60, 5
ROUNDS, WARM_UP = 100, 10
GOAL_MILLISECONDS = 500.0
# Longer than this nothing was offered at all.
LONGEST_SECONDS = 15.0
CALLS_A_SECOND = "1000"  # an account's rate is not what is measured
Asked = tuple[float, dict[str, str]]


class Twilio(BaseHTTPRequestHandler):
    """Makes every call that it is asked for, and notes when, and what was asked."""

    protocol_version = "HTTP/1.1"
    asked: Queue[Asked]

    def do_POST(self) -> None:
        """A call, or something else that is of no account here."""
        now = monotonic()
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if not self.path.endswith("/Calls.json"):
            self._answer(404, {"code": 20404, "message": "not here", "status": 404})
            return
        sid = f"CA{uuid4().hex}"
        self._answer(201, {"sid": sid, "status": "queued"})
        self.asked.put((now, {"CallSid": sid, **{name: value[0] for name, value in form.items()}}))

    def _answer(self, status: int, found: dict[str, str | int]) -> None:
        body = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """It says nothing."""


class Adviser:
    """An adviser's browser on the console."""

    def __init__(self, address: str, staff_id: int, desk: str, token: str) -> None:
        self.id, self.desk = staff_id, desk
        self._address = address
        self._browser = requests.Session()
        self._browser.cookies.set("startline", token)
        home = self._browser.get(f"{address}/", timeout=LONGEST_SECONDS)
        home.raise_for_status()
        self._form = {"state": "ready", "csrf_token": token_in(home.text)}

    def ready(self) -> float:
        """Press Ready; the moment at which it was sent."""
        sent = monotonic()
        answer = self._browser.post(
            f"{self._address}/presence", self._form, allow_redirects=False, timeout=LONGEST_SECONDS
        )
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), answer.text
        return sent


@contextmanager
def _twilio() -> Iterator[tuple[str, Queue[Asked]]]:
    """Its address, and what it was asked for."""
    asked: Queue[Asked] = Queue()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Twilio,), {"asked": asked}))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, name="twilio", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _service(url: str, folder: Path, twilio: str) -> Iterator[str]:
    """The address of the console; web and worker run for the block."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = environment_of(url, port, folder) | {
        "TWILIO_API_BASE_URL": twilio,
        "TWILIO_CALLS_PER_SECOND": CALLS_A_SECOND,
    }
    processes = Processes(environment, folder / "logs")
    try:
        processes.start("web", *web_server(port))
        processes.start("worker", executable, "-m", "flask", "--app", "wsgi", "worker")
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/healthz", processes)
        yield address
    finally:
        processes.stop()


def _people(database: Database) -> list[tuple[int, str, str]]:
    """The advisers at the four sites in turn, who have all just wrapped up: id, desk, and the token of the browser."""
    # Hashing a password well takes a quarter of a second, and is not what is measured.
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    found, now = [], clock.now()
    with database.transaction() as session:
        sites.load(session)
        homes = sites.all_sites(session)
        for number in range(ADVISERS):
            desk = f"+4430699902{number:02}"
            added = staff.add(
                session,
                username=f"adviser{number}",
                name=f"Adviser {number}",
                role="adviser",
                site_id=homes[number % len(homes)].id,
                now=now,
                desk_number=desk,
            )
            token = staff.sign_in(session, f"adviser{number}", added.password, now)
            assert token is not None
            found.append((added.staff.id, desk, token))
        session.execute(text("UPDATE presence SET state = 'wrapping_up', idle_since = NULL"))
    return found


def _callers(database: Database) -> None:
    with database.transaction() as session:
        for site in sites.all_sites(session):
            for number in range(WAITING_AT_EACH_SITE):
                now = clock.now()
                call = Call(
                    sid=f"CA{site.id:016}{number:016}", site_id=site.id, from_number="+447700900123",
                    to_number=site.telephone, state="waiting", part="line", started_at=now,
                )  # fmt: skip
                session.add(call)
                session.flush()
                line.join_caller(session, call.id, site.id, "en", textphone=False, now=now)


def delays(folder: Path) -> list[float]:
    """Seconds of each round, without those that only warm up."""
    signer, taken = RequestValidator(TOKEN), []
    with embedded.serving(folder, DATABASE) as url, _twilio() as (twilio, asked):
        database = Database(connect(url))
        migrate(database.engine)
        people = _people(database)
        _callers(database)
        with _service(url, folder, twilio) as address:
            advisers = [Adviser(address, *one) for one in people]
            for number in range(WARM_UP + ROUNDS):
                adviser = advisers[number % len(advisers)]
                sent = adviser.ready()
                arrived, call = asked.get(timeout=LONGEST_SECONDS)
                taken.append(arrived - sent)
                assert call["To"] == adviser.desk, "who has just become ready is the only one who is"
                _not_answered(signer, call)
                with database.transaction() as session:
                    session.execute(
                        text("UPDATE presence SET state = 'wrapping_up', idle_since = NULL WHERE staff_id = :id"),
                        {"id": adviser.id},
                    )
        with database.transaction() as session:
            waiting = session.scalars(select(Demand.state)).all()
            assert set(waiting) == {"waiting"}, f"a caller was to wait in every round, but {waiting}"
        assert asked.empty(), "one call for each time that somebody became ready"
        database.engine.dispose()
    return taken[WARM_UP:]


def _not_answered(signer: RequestValidator, call: dict[str, str]) -> None:
    """Twilio tells that nobody picked up."""
    where = call["StatusCallback"]
    form = {"CallSid": call["CallSid"], "CallStatus": "no-answer", "SequenceNumber": "2", "To": call["To"]}
    signature = {"X-Twilio-Signature": signer.compute_signature(where, form)}
    requests.post(where, form, headers=signature, timeout=LONGEST_SECONDS).raise_for_status()


def measure() -> dict[str, dict[str, float | str | None]]:
    """Milliseconds from *Ready* to the request, median and 99th percentile."""
    with tempfile.TemporaryDirectory(prefix="startline-bench-") as folder:
        found = [seconds * 1000 for seconds in delays(Path(folder))]
    what = f"{ADVISERS} advisers, {4 * WAITING_AT_EACH_SITE} callers waiting"
    return {
        "matching_delay": _figure(median(found), f"ms from Ready to the request at Twilio, median; {what}"),
        "matching_delay.slowest": _figure(quantiles(found, n=100, method="inclusive")[98], "ms, 99th percentile"),
    }


def _figure(value: float, unit: str) -> dict[str, float | str | None]:
    return {"value": round(value, 1), "unit": unit, "ratio": None, "goal": GOAL_MILLISECONDS, "goal_is": "at most"}


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
