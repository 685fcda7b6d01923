"""`flask practice`: the exchange as a process of its own, in real time."""

from __future__ import annotations

import os
import secrets
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.practice.crowd.command import crowd
from app.practice.delivery import Pump
from app.practice.exchange import Exchange
from app.practice.pages.pages import LOOPBACK
from app.practice.rehearsal import RehearsalClock
from app.practice.server import serve

if TYPE_CHECKING:
    from app.practice.browser.server import BrowserServer

# Numbers that Ofcom keeps for drama: four sites with a textphone each, and the usual sender of text messages.
TEXT_SENDER = "+447700900999"
NUMBERS = {
    "+443069990101": "Buckinghamshire",
    "+443069990102": "Calderdale and Kirklees",
    "+443069990103": "South East Gwent",
    "+443069990104": "Somerset",
    "+443069990111": "Buckinghamshire, textphone",
    "+443069990112": "Calderdale and Kirklees, textphone",
    "+443069990113": "South East Gwent, textphone",
    "+443069990114": "Somerset, textphone",
}


def _needed(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise click.ClickException(f"{name} is not set: the exchange must know who may ask it, and how to sign")
    return value


def named_numbers(text: str) -> dict[str, str]:
    """ "+44…=A name; +44…=Another" as number → name."""
    pairs = (entry.split("=", 1) for entry in text.split(";") if "=" in entry)
    return {number.strip(): name.strip() for number, name in pairs}


def make_exchange() -> Exchange:
    """An exchange in real time, by the environment."""
    exchange = Exchange(
        account_sid=_needed("TWILIO_ACCOUNT_SID"),
        auth_token=_needed("TWILIO_AUTH_TOKEN"),
        api_key_sid=os.environ.get("TWILIO_API_KEY_SID", ""),
        api_key_secret=os.environ.get("TWILIO_API_KEY_SECRET", ""),
        seed=secrets.token_hex(16),
        ahead=RehearsalClock.from_environment(),
    )
    service = os.environ.get("PUBLIC_BASE_URL", "").rstrip("/")
    text_sender = os.environ.get("TWILIO_TEXT_SENDER", TEXT_SENDER)
    for number, name in {**NUMBERS, text_sender: "Text messages"}.items():
        exchange.connect_number(
            number,
            friendly_name=name,
            voice_url=f"{service}/voice/inbound" if service else "",
            fallback_url=f"{service}/voice/fallback" if service else "",
            status_callback=f"{service}/voice/status" if service else "",
            sms_url=f"{service}/text/inbound" if service else "",
        )
    for number, name in named_numbers(os.environ.get("PRACTICE_DESKS", "")).items():
        exchange.telephone(number).name = name
    for number, name in named_numbers(os.environ.get("PRACTICE_INTERPRETERS", "")).items():
        interpreter = exchange.telephone(number)
        # Nobody need play them; who wants to see one fail chooses on the desk's page what the telephone does.
        interpreter.name, interpreter.behaviour = name, "joins"
    return exchange


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=5050, show_default=True, help="The port to listen on.")
@click.option("--signalling-port", type=int, help="Serve browser telephones there; without it there are none.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("practice"),
    show_default=True,
    help="Where the certificate of the signalling is kept.",
)
@click.pass_context
def practice(context: click.Context, host: str, port: int, signalling_port: int | None, folder: Path) -> None:
    """Run the practice exchange: a stand-in for Twilio, with a handset and a post room."""
    if context.invoked_subcommand is not None:
        return
    if host not in LOOPBACK:
        raise click.ClickException(f"the practice exchange listens on this machine only, not on {host}")
    exchange = make_exchange()
    try:
        server = serve(exchange, host, port)
    except (OSError, SystemExit) as fault:
        raise click.ClickException(f"port {port} of {host} is taken: is another exchange running?") from fault
    signalling = _serve_browsers(exchange, folder, signalling_port) if signalling_port is not None else None
    pump = Pump(exchange.clock)
    pump.start()
    click.echo(f"practice exchange: {server.base_url}/")
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
    if exchange.clock.ahead.pace != 1:
        exchange.clock.ahead.go_at(1)
    if signalling is not None:
        signalling.stop()
    server.stop()
    pump.stop()


def _serve_browsers(exchange: Exchange, folder: Path, port: int) -> BrowserServer:
    # What carries sound takes a second to load, and only a rehearsal with browser telephones needs it.
    from app.practice.browser.server import BrowserServer

    try:
        server = BrowserServer(exchange, folder, port)
    except OSError as fault:
        raise click.ClickException(f"port {port} is taken: is another exchange running?") from fault
    click.echo(f"browser telephones: wss://{server.address}/signal, certificate {folder / 'signalling.pem'}")
    return server


practice.add_command(crowd)
