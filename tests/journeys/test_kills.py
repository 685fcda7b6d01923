"""Ten real kills of the worker's and the scheduler's processes: the call-back is made all the same, and once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from app import clock, create_app
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.database import Database
from app.practice.delivery import Pump
from app.practice.exchange import Exchange
from app.practice.people import Telephone
from app.practice.server import QuietHandler
from app.settings import Settings
from app.sites import service as sites
from app.staff import service as staff
from tests import conftest as databases
from tests.journeys.test_ringing_in import together
from tests.journeys.world import ACCOUNT, CLAIMANT, NUMBERS, People

pytestmark = pytest.mark.long
KILLS, APART_SECONDS, LONGEST_SECONDS = 10, 2.0, 330
ADVISERS = ("tess", "una")


class Processes:
    """A worker and a scheduler, each started anew as soon as it was killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.running = {name: self.start(name) for name in ("worker", "scheduler")}

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start one in a process of its own."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi:app", name]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, name: str) -> None:
        """Kill one as the kernel would, and start another in its place."""
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()
        self.running[name] = self.start(name)

    def stop(self) -> None:
        """End both."""
        for process in self.running.values():
            process.send_signal(signal.SIGKILL)
            process.wait()


@pytest.fixture
def database(demonstration_loaded: tuple[str, People]) -> Iterator[Database]:
    """The demonstration, in a database of this test's own."""
    with databases.copied(demonstration_loaded[0]) as copied:
        yield copied


@pytest.fixture
def exchange(database: Database, tmp_path: Path) -> Iterator[tuple[Exchange, Processes]]:
    """The exchange in real time, the web in this process, worker and scheduler in processes that can be killed."""
    made = Exchange(**ACCOUNT)
    server = made.serve()
    web = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=QuietHandler)
    environment = {
        **os.environ,
        "DATABASE_URL": database.url.replace("postgresql+psycopg://", "postgresql://", 1),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{web.server_port}",
        "SECRET_KEY": "k" * 48,
        "FIELD_KEYS": "test:a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        "TWILIO_ACCOUNT_SID": ACCOUNT["account_sid"],
        "TWILIO_AUTH_TOKEN": ACCOUNT["auth_token"],
        "TWILIO_API_KEY_SID": ACCOUNT["api_key_sid"],
        "TWILIO_API_KEY_SECRET": ACCOUNT["api_key_secret"],
        "TWILIO_API_BASE_URL": server.base_url,
        "TWILIO_TEXT_SENDER": "+447700900999",
        "LETTERS_DIR": str(tmp_path / "letters"),
    }
    web.app = create_app(Settings.from_environment(environment), database)
    serving = Thread(target=web.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    for number in NUMBERS.values():
        made.connect_number(number)
    pump = Pump(made.clock)
    pump.start()
    processes = Processes(environment)
    yield made, processes
    processes.stop()
    pump.stop()
    web.shutdown()
    serving.join()
    web.server_close()
    server.stop()


def test_a_call_back_survives_ten_kills(
    database: Database, exchange: tuple[Exchange, Processes], demonstration_loaded: tuple[str, People]
) -> None:
    # given two advisers are ready, and a call-back is due in a few seconds
    network, processes = exchange
    people = demonstration_loaded[1]
    due_at = clock.now() + timedelta(seconds=6)
    with database.transaction() as session:
        home = sites.by_slug(session, "somerset")
        person = claimants.first_contact(session, home.id, clock.now())
        callback = Callback(
            claimant_id=person.id, site_id=home.id, booked_at=clock.now(), state="booked", due_at=due_at,
            next_at=due_at, telephone=CLAIMANT, proof_number="4711",
        )  # fmt: skip
        session.add(callback)
        for username in ADVISERS:
            staff.sign_in(session, username, people[username].password, clock.now())
            found = staff.by_username(session, username)
            assert found is not None
            staff.set_presence(session, found.id, "ready", None, clock.now())
    her = network.telephone(CLAIMANT)
    desks = [network.telephone(people[username].desk or "") for username in ADVISERS]

    # when both processes are killed again and again, while whoever is rung answers
    killed, started = 0, time.monotonic()
    while killed < KILLS or not any(together(her, desk) for desk in desks):
        assert time.monotonic() - started < LONGEST_SECONDS, "they never talked"
        if killed < KILLS and time.monotonic() - started > killed * APART_SECONDS:
            processes.kill("worker" if killed % 2 == 0 else "scheduler")
            killed += 1
        for desk in desks:
            answer(desk)
        if her.ringing:
            her.answer()
        time.sleep(0.1)

    # then the two talk, and she was rung once
    assert len(her.history) == 1
    with database.transaction() as session:
        assert session.get_one(Callback, callback.id).state == "in_progress"


def answer(desk: Telephone) -> None:
    """An adviser picks up, and takes the call when he has heard what it is."""
    if desk.ringing:
        desk.answer()
    elif desk.call is not None and desk.call.in_conference is None and desk.last_said.endswith("press 1."):
        desk.press("1")
