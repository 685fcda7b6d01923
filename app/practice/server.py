"""Serving the exchange over HTTP from a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.practice.pages import pages
from app.practice.rest import interface
from app.practice.rest.api import EXCHANGE

if TYPE_CHECKING:
    from app.practice.exchange import Exchange


LOOK_FOR_STOP_SECONDS = 0.05


class QuietHandler(WSGIRequestHandler):
    """Keeps connections open, and does not write a line for each request: the page of calls shows them."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


class Server:
    """A running exchange."""

    def __init__(self, exchange: Exchange, host: str, port: int) -> None:
        self._server = make_server(host, port, for_exchange(exchange), threaded=True, request_handler=QuietHandler)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            args=(LOOK_FOR_STOP_SECONDS,),
            name="exchange-http",
            daemon=True,
        )
        self.base_url = f"http://{host}:{self._server.server_port}"
        self._thread.start()

    def stop(self) -> None:
        """Serve nothing more."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def for_exchange(exchange: Exchange) -> WSGIApplication:
    """The application as one exchange serves it."""
    app = application()

    def serving(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[EXCHANGE] = exchange
        return app(environ, start_response)

    return serving


@cache
def application() -> Flask:
    """The REST interface and the pages, made once in a process: each request says which exchange it is for."""
    app = Flask(pages.__package__)  # Templates and static files lie beside the pages.
    interface.install(app)
    for more in ("calls", "faults"):  # Their routes stand on the pages' blueprint once they are imported.
        import_module(f"app.practice.pages.{more}")
    app.register_blueprint(pages.pages)
    return app


def serve(exchange: Exchange, host: str = "127.0.0.1", port: int = 0) -> Server:
    """Serve an exchange, and tell it where it is found; port 0 takes a free one."""
    server = Server(exchange, host, port)
    exchange.base_url = server.base_url
    return server
