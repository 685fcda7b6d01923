"""A tiny service on loopback, an exchange with a clock moved by hand, Twilio's own client between them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from flask import Flask, Response, request
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from werkzeug.serving import make_server

from app.practice.exchange import Exchange
from app.practice.server import QuietHandler, serve
from tests import published

ACCOUNT = "AC" + "0" * 32
TOKEN = "practice-token"
KEY = "SK" + "1" * 32
KEY_SECRET = "practice-secret"
HER_NUMBER = "+447700900123"
THE_LINE = "+443069990101"
DESK = "+443069990201"
TEXTS = "+447700900999"
Script = str | Callable[[dict[str, str]], str]


class Stub:
    """The service under rehearsal: addresses and what they answer."""

    def __init__(self) -> None:
        self.scripts: dict[str, Script] = {}
        self.moved: dict[str, str] = {}
        self.received: list[tuple[str, dict[str, str], dict[str, str]]] = []
        app = Flask("stub")
        app.add_url_rule("/<path:path>", view_func=self._answer, methods=["GET", "POST"])
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
        self.base_url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _answer(self, path: str) -> Response:
        form = request.form.to_dict()
        self.received.append((path, form, dict(request.headers)))
        if path in self.moved:
            return Response("", 302, {"Location": self.moved[path]})
        script = self.scripts.get(path, "<Response/>")
        text = script(form) if callable(script) else script
        if text.isdigit():
            return Response("no", int(text))
        return Response(text, mimetype="text/xml")

    def forms(self, path: str) -> list[dict[str, str]]:
        """What was sent to an address, in order of arrival."""
        return [form for where, form, _headers in self.received if where == path]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Here(TwilioHttpClient):  # type: ignore[misc]  # the client is not typed
    """Twilio's client, sent to another address."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._base_url), *args, **kwargs)


@pytest.fixture
def stub() -> Iterator[Stub]:
    service = Stub()
    yield service
    service.stop()


@pytest.fixture
def exchange(stub: Stub) -> Iterator[Exchange]:
    made = Exchange(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        api_key_sid=KEY,
        api_key_secret=KEY_SECRET,
        start=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    )
    made.connect_number(
        THE_LINE,
        voice_url=f"{stub.base_url}/inbound",
        fallback_url=f"{stub.base_url}/fallback",
        status_callback=f"{stub.base_url}/number-status",
    )
    made.connect_number(TEXTS, sms_url=f"{stub.base_url}/text")
    server = serve(made)
    yield made
    server.stop()


@pytest.fixture
def client(exchange: Exchange) -> Iterator[Client]:
    http = Here(exchange.base_url)
    yield Client(KEY, KEY_SECRET, ACCOUNT, http_client=http)
    if http.session is not None:
        http.session.close()


@pytest.fixture
def twilio_check() -> ModuleType:
    """Twilio's own descriptions, where they are at hand."""
    found = published.twilio_check()
    if found is None:
        pytest.skip("Twilio's published descriptions are not on this machine (TWILIO_CHECK names the checker)")
    return found


@pytest.fixture
def as_published(exchange: Exchange) -> Iterator[None]:
    """Hold every request of the test and every answer against Twilio's own descriptions, where they are at hand."""
    yield
    check = published.twilio_check()
    # The sound of a recording is no part of the description.
    described = [one for one in exchange.requests if ".json" in one.url]
    assert described
    assert check is None or published.faults_of(described, check) == []
