"""`flask practice crowd`: invented people ring the service and work its console, in real time."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import click

from app.practice.crowd.advisers import SignIn
from app.practice.crowd.crowd import HANDS, Crowd
from app.practice.crowd.doors import DoorError, Exchange
from app.practice.crowd.kinds import People
from app.practice.crowd.member import Setting
from app.practice.crowd.tally import Tally
from app.practice.rehearsal import GREATEST_PACE

EXCHANGE, CONSOLE = "http://127.0.0.1:5050", "http://127.0.0.1:5000"
START_FIRST = "start the service first: `make run`"
FASTEST, MOST = 50.0, 20_000.0
LINES_ARE_FREE_SECONDS = 2.0


def home() -> Path:
    """Where `make run` keeps its data."""
    if chosen := os.environ.get("STARTLINE_HOME"):
        return Path(chosen)
    if os.geteuid() == 0:
        return Path("/var/lib/startline")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "startline"


def read_sign_ins(file: Path, without: tuple[str, ...]) -> list[SignIn]:
    """The advisers who have a desk telephone; raises ClickException that says what to do."""
    try:
        told = json.loads(file.read_text())
        found = [
            SignIn(one["username"], one["password"], one["name"], one["desk"])
            for one in told
            if one["role"] == "adviser" and one["desk"]
        ]
    except FileNotFoundError as fault:
        raise click.ClickException(
            f"{file} is not there: `make run` writes it; --sign-ins names another file, --no-advisers needs none"
        ) from fault
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise click.ClickException(f"{file} cannot be read as sign-ins: {fault!r}") from fault
    unknown = set(without) - {one.username for one in found}
    if unknown:
        raise click.ClickException(f"{', '.join(sorted(unknown))}: no such adviser in {file}")
    return [one for one in found if one.username not in without]


@contextmanager
def hurried(exchange: Exchange, speed: float) -> Iterator[float]:
    """Have the exchange's clock go as quickly as it may; yields how much quicker than it people must be besides."""
    pace = min(speed, GREATEST_PACE)
    moved = pace > 1 and exchange.go_at(pace)
    try:
        yield speed / pace if moved else speed
    finally:
        if moved:
            with suppress(DoorError):  # whoever stops the exchange first has its clock go as it always did
                exchange.go_at(1)


@click.command()
@click.option(
    "--calls-an-hour", default=30.0, show_default=True, type=click.FloatRange(0, 20_000), help="Calls on the average."
)
@click.option("--speed", default=1.0, show_default=True, type=click.FloatRange(1, FASTEST), help="Times as quickly.")
@click.option(
    "--for", "minutes", type=click.FloatRange(0, min_open=True), help="Stop after so many minutes of rehearsal."
)
@click.option("--sign-ins", type=click.Path(path_type=Path), help="Who signs in [default: that of make run].")
@click.option("--without", multiple=True, metavar="USERNAME", help="Leave this adviser's desk to a person.")
@click.option("--no-advisers", is_flag=True, help="Only ring in; people answer.")
@click.option("--exchange", "exchange_url", default=EXCHANGE, show_default=True, help="The practice exchange.")
@click.option("--console", "console_url", default=CONSOLE, show_default=True, help="The service's console.")
@click.option("--seed", type=int, help="The same people do the same again, as far as the service lets them.")
def crowd(
    calls_an_hour: float,
    speed: float,
    minutes: float | None,
    sign_ins: Path | None,
    without: tuple[str, ...],
    no_advisers: bool,
    exchange_url: str,
    console_url: str,
    seed: int | None,
) -> None:
    """Ring the service as invented claimants, and work its console as its advisers. Ctrl-C stops it.

    Claimants of many kinds (app/practice/crowd/kinds.yaml) ring in at random, --calls-an-hour on the average;
    every adviser of the sign-ins signs in, answers at the desk telephone and does what the pages ask, but for those
    left to people by --without.

    \b
    --speed X: everybody acts X times as quickly. Where the exchange's clock can be moved (as after make run),
    that clock itself goes up to 5 times as quickly, for the service too, so that ring times, waits and call-backs
    keep their proportions: an hour of rehearsal then takes 60/X minutes, and the calls an hour are of that hour.
    Beyond 5, and with a clock that cannot be moved, only the people are quicker: machines ring and speak as before.
    The service's own watches (a second between two looks for what is due) stay as they are, so figures of waiting
    times are true at --speed 1 only. For more load raise the calls an hour.

    \b
    rung: calls made to the service · answered: that reached an adviser · given up: hung up while waiting ·
    booked: call-backs, by adviser or keypad · rung back: rings at a claimant's · finished: start-ups ·
    faults: a door that was shut, an error of the service, a page nobody could make sense of.
    Whoever meets a fault pauses, each time for longer, up to five minutes.
    """
    found = [] if no_advisers else read_sign_ins(sign_ins or home() / "sign-ins.json", without)
    exchange = Exchange(exchange_url.rstrip("/"))
    try:
        lines = exchange.lines()
    except DoorError as fault:
        raise click.ClickException(f"{fault}; {START_FIRST}") from fault
    if not lines:
        raise click.ClickException(f"the exchange at {exchange_url} has no number that leads anywhere; {START_FIRST}")
    chance = Random(seed)  # noqa: S311 - who rings when is no secret
    stopped = threading.Event()

    def stop(number: int, _frame: object) -> None:
        stopped.set()
        signal.signal(number, signal.SIG_DFL)  # told a second time, it does not wait until everybody has hung up

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with hurried(exchange, speed) as quickness:
        setting = Setting(exchange, Tally(click.echo), chance, quickness)
        everybody = Crowd(
            setting,
            People(chance),
            lines=lines,
            calls_an_hour=calls_an_hour,
            sign_ins=found,
            console=console_url.rstrip("/"),
            hands=HANDS,
        )
        click.echo(f"{len(found)} advisers, {calls_an_hour:g} calls an hour on {len(lines)} lines. Ctrl-C stops.")
        until: list[datetime] = []

        def is_over(now: datetime) -> bool:
            if minutes is not None and not until:
                until.append(now + timedelta(minutes=minutes))
            return bool(until) and now >= until[0]

        everybody.run(stopped, is_over)
        click.echo("Everybody hangs up and goes home.")
        everybody.go_home(lambda: time.sleep(LINES_ARE_FREE_SECONDS))
    if everybody.tally.faults:
        click.echo("Faults:")
        for what, times in everybody.tally.faults.most_common():
            click.echo(f"  {times} × {what}")
