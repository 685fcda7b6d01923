"""Ten real kills of processes of the web, the worker and the scheduler: the call-back is made all the same, once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest

from app import clock
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.commands.launching import web_server
from app.database import Database
from app.practice.calls.people import Telephone
from app.practice.delivery import Pump
from app.practice.exchange import Exchange
from app.practice.server import serve
from app.sites import service as sites
from app.staff import service as staff
from tests import conftest as databases
from tests.journeys.scenes import together
from tests.journeys.tally import survived
from tests.journeys.world import ACCOUNT, CLAIMANT, NUMBERS, People

KILLS, APART_SECONDS = 10, 0.7
# At night they come with other pauses too, so that each time something else is in hand.
NIGHTS = (0.3, 1.0, 1.3, 1.7, 2.3, 2.9)
# A dial that died with the request on its way is looked for only when it must have ended.
LONGEST_SECONDS = 330
ADVISERS, VICTIMS = ("tess", "una"), ("worker", "web", "scheduler")


class Processes:
    """Web, worker and scheduler. A killed worker or scheduler is started anew; the web server does that for its own."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment = environment
        flask = [sys.executable, "-m", "flask", "--app", "wsgi:app"]
        self.commands = {name: [*flask, name] for name in ("worker", "scheduler")} | {"web": web_server(port)}
        self.running = {name: self.start(name) for name in self.commands}

    def start(self, name: str) -> subprocess.Popen[bytes]:
        """Start one in a process of its own."""
        return subprocess.Popen(
            self.commands[name], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self, name: str) -> None:
        """Kill one as the kernel would."""
        if name == "web":
            os.kill(self.web_workers()[0], signal.SIGKILL)
            return
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()
        self.running[name] = self.start(name)

    def web_workers(self) -> list[int]:
        """The processes of the web server that answer requests, the eldest first."""
        tasks = Path(f"/proc/{self.running['web'].pid}/task").glob("*/children")
        return [int(child) for children in tasks for child in children.read_text().split()]

    def stop(self) -> None:
        """End all three; the web server first ends its own."""
        self.running["web"].terminate()
        self.running["web"].wait()
        for process in self.running.values():
            process.kill()
            process.wait()


@pytest.fixture
def database(demonstration_loaded: tuple[str, People]) -> Iterator[Database]:
    """The demonstration, in a database of this test's own."""
    with databases.copied(demonstration_loaded[0]) as copied:
        yield copied


@pytest.fixture
def exchange(database: Database, tmp_path: Path) -> Iterator[tuple[Exchange, Processes]]:
    """The exchange in real time, and the service in processes that can be killed."""
    made = Exchange(**ACCOUNT)
    server = serve(made)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        # Nothing of a rehearsal on this machine, whose clock may be ahead.
        "STARTLINE_HOME": str(tmp_path),
        "DATABASE_URL": database.url.replace("postgresql+psycopg://", "postgresql://", 1),
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
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
    for number in NUMBERS.values():
        made.connect_number(number)
    pump = Pump(made.clock)
    pump.start()
    processes = Processes(environment, port)
    wait_until_served(environment["PUBLIC_BASE_URL"])
    yield made, processes
    processes.stop()
    pump.stop()
    server.stop()


def wait_until_served(address: str) -> None:
    """Wait for the web to answer for the first time."""
    latest = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < latest:
        with suppress(OSError), urlopen(f"{address}/healthz", timeout=5) as answer:  # noqa: S310 - our own address
            assert answer.status == 200
            return
        time.sleep(0.2)
    pytest.fail("the web never served")


@pytest.mark.parametrize(
    "apart_seconds", [APART_SECONDS, *(pytest.param(apart, marks=pytest.mark.long) for apart in NIGHTS)]
)
def test_a_call_back_survives_ten_kills(
    database: Database,
    exchange: tuple[Exchange, Processes],
    demonstration_loaded: tuple[str, People],
    apart_seconds: float,
) -> None:
    # given two advisers are ready, and a call-back is due in a few seconds
    network, processes = exchange
    people = demonstration_loaded[1]
    due_at = clock.now() + timedelta(seconds=KILLS * apart_seconds / 2)
    with database.transaction() as session:
        home = sites.by_slug(session, "somerset")
        # This runs in real time, at whatever hour: nobody is rung while the site is shut.
        home.opened_at, home.opened_until = clock.now(), clock.now() + timedelta(hours=1)
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

    # when they are killed again and again, while whoever is rung answers
    killed, started = 0, time.monotonic()
    while killed < KILLS or not any(together(her, desk) for desk in desks):
        assert time.monotonic() - started < LONGEST_SECONDS, "they never talked"
        if killed < KILLS and time.monotonic() - started > killed * apart_seconds:
            processes.kill(VICTIMS[killed % len(VICTIMS)])
            killed += 1
        for desk in desks:
            answer(desk)
        if her.ringing:
            her.answer()
        time.sleep(0.1)

    # then the two talk, and she was rung once
    assert killed == KILLS
    assert len(her.history) == 1
    with database.transaction() as session:
        assert session.get_one(Callback, callback.id).state == "in_progress"
    for kind in VICTIMS:
        survived(f"SIGKILL of the {kind}", "a call-back in real time")


def answer(desk: Telephone) -> None:
    """An adviser picks up, and takes the call when he has heard what it is."""
    if desk.ringing:
        desk.answer()
    elif desk.call is not None and desk.call.in_conference is None and desk.last_said.endswith("press 1."):
        desk.press("1")
