"""`flask up`: the whole service on one machine, with the practice exchange in Twilio's place.

It makes what is missing (secrets, database, demonstration data), starts every process, says where things are, and
stops all of them on Ctrl-C, the database last. Each process can be started by itself just as well.
"""

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click

from app import clock, settings
from app.commands import demonstration
from app.database import DATABASE, embedded
from app.settings import local_environment
from app.values.london import to_london

WEB_PORT, PRACTICE_PORT, SIGNALLING_PORT = 5000, 5050, 5051
READY_SECONDS = 30
STOP_SECONDS = 10


def make_environment(home: Path) -> dict[str, str]:
    """Settings for one machine with the practice exchange: made once, with secrets of its own, and kept."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "environment").exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": "first:" + base64.b64encode(os.urandom(32)).decode(),
            "PUBLIC_BASE_URL": f"http://127.0.0.1:{WEB_PORT}",
            "TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
            "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
            "TWILIO_API_KEY_SID": "SK" + secrets.token_hex(16),
            "TWILIO_API_KEY_SECRET": secrets.token_hex(16),
            "TWILIO_API_BASE_URL": f"http://127.0.0.1:{PRACTICE_PORT}",
            "TWILIO_CALLS_PER_SECOND": "20",
            "TWILIO_TEXT_SENDER": "+447700900999",
            "LETTERS_DIR": str(home / "letters"),
            "EXPORTS_DIR": str(home / "exports"),
            "PRACTICE_CLOCK": str(home / "clock"),
        }
        file = home / "environment"
        file.touch(mode=0o600)
        file.write_text("".join(f"{name}={value}\n" for name, value in made.items()))
    return local_environment()


@contextmanager
def _database(home: Path) -> Iterator[str]:
    """The address of the database: the one we are told of, or the embedded server's, started for the block."""
    told = os.environ.get("DATABASE_URL")
    if told:
        yield told
        return
    with embedded.serving(home / "postgresql", DATABASE) as url:
        yield url


class Processes:
    """The processes that were started, and how they are stopped."""

    def __init__(self, environment: dict[str, str], logs: Path) -> None:
        self.environment = environment
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *command: str) -> None:
        """Start one; what it says goes to a file of its own."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def ended(self) -> str | None:
        """The name of one that has ended by itself, if any has."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def stop(self) -> None:
        """Ask all to end, the newest first; make them after a while."""
        for process in reversed(self.running.values()):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _refuse_if_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"port {port} is taken. Is another `make run` going on this machine? Stop it first."
            ) from error


def wait_for(url: str, processes: Processes) -> None:
    """Until that address answers; raises ClickException when a process ends first, or after `READY_SECONDS`."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if name := processes.ended():
            raise click.ClickException(f"{name} ended at once: see {processes.logs / name}.log")
        try:
            with urlopen(url, timeout=2):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise click.ClickException(f"{url} did not answer within {READY_SECONDS} s: see {processes.logs}")


@click.command("up")
def up() -> None:
    """Run the whole service on this machine, with the practice exchange. Ctrl-C stops it."""
    home = settings.home()
    for port in (WEB_PORT, PRACTICE_PORT, SIGNALLING_PORT):
        _refuse_if_taken(port)
    signalling = f"127.0.0.1:{SIGNALLING_PORT}"
    environment = {**make_environment(home), "PRACTICE_SIGNALLING": signalling, **os.environ}
    click.echo(f"Startline keeps its data in {home}")
    # Ctrl-C and a plain kill both end in `finally`, so that nothing is left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with _database(home) as url:
        environment["DATABASE_URL"] = url
        prepared = demonstration.prepare(environment, home)
        _say_the_time(environment)
        environment |= demonstration.telephones(prepared)
        processes = Processes(environment, home / "logs")
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        try:
            ports = ("--port", str(PRACTICE_PORT), "--signalling-port", str(SIGNALLING_PORT))
            processes.start("practice", *flask, "practice", *ports, "--folder", str(home / "practice"))
            wait_for(f"http://127.0.0.1:{PRACTICE_PORT}/", processes)
            processes.start("web", *web_server(WEB_PORT))
            processes.start("worker", *flask, "worker")
            processes.start("scheduler", *flask, "scheduler")
            wait_for(f"http://127.0.0.1:{WEB_PORT}/healthz", processes)
            _connect_numbers(flask, environment)
            wait_for(f"http://127.0.0.1:{WEB_PORT}/readyz", processes)
            _say_where(prepared.people)
            while (name := processes.ended()) is None:
                time.sleep(0.5)
            raise click.ClickException(f"{name} has ended: see {processes.logs / name}.log")
        except KeyboardInterrupt:
            click.echo("\nStopping.")
        finally:
            # Told twice to stop (a key pressed again, a terminal that tells everybody), it still stops them all.
            for one in (signal.SIGTERM, signal.SIGINT):
                signal.signal(one, signal.SIG_IGN)
            processes.stop()


def _say_the_time(environment: dict[str, str]) -> None:
    ahead = clock.Ahead(Path(environment["PRACTICE_CLOCK"]))()
    if ahead - datetime.now(UTC) > timedelta(minutes=1):
        when = to_london(ahead).strftime("%A %d %B %Y, %H.%M")
        click.echo(f"The sites are shut just now, so this rehearsal begins on {when}.")


def web_server(port: int, entry: str = "wsgi:app") -> list[str]:
    """The web server: two processes, with threads enough for the live streams beside the requests.

    One that dies has another in its place within a second; meanwhile the other serves.
    """
    manner = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    manner += ["--respawn-failed-workers", "--respawn-interval", "0.5"]
    return [sys.executable, "-m", "granian", *manner, "--blocking-threads", "100", "--no-ws", entry]


def _connect_numbers(flask: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(  # noqa: S603 - our own command
        [*flask, "telephony", "connect"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise click.ClickException(f"the telephone numbers could not be connected:\n{done.stderr}")


def _say_where(people: list[demonstration.Person]) -> None:
    click.echo(f"\n  Console and board   http://127.0.0.1:{WEB_PORT}/")
    click.echo(f"  Handset             http://127.0.0.1:{PRACTICE_PORT}/        ring as a claimant")
    click.echo(f"  Desk telephones     http://127.0.0.1:{PRACTICE_PORT}/desks   answer as an adviser")
    click.echo("                      (the interpreters among them answer, and join, by themselves)")
    click.echo("  A crowd             .venv/bin/flask practice crowd    invented people ring in and answer (--help)")
    click.echo(f"  Texts, post room    http://127.0.0.1:{PRACTICE_PORT}/texts   http://127.0.0.1:{PRACTICE_PORT}/post")
    click.echo("  Browser telephones  chosen for an adviser by a supervisor, on the page Staff. This rehearsal's")
    click.echo("                      certificate is made on this machine; let your browser trust it once: open")
    click.echo(f"                      https://127.0.0.1:{SIGNALLING_PORT}/ and go on in spite of the warning\n")
    width = max(len(person.site) for person in people)
    for person in people:
        desk = f"desk {person.desk}" if person.desk else ""
        click.echo(f"  {person.site:{width}}  {person.role:10}  {person.username:12} {person.password:26} {desk}")
    click.echo("\nCtrl-C stops everything. The next `make run` goes on with the same data.")
