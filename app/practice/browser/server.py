"""Serving browser telephones from a thread: the signalling, and a page by which a browser learns to trust it."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from app.practice.browser import certificate
from app.practice.browser.away import Away
from app.practice.browser.signalling import Session

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

STARTS_WITHIN_SECONDS = 10
TRUSTED = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Practice exchange</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<h1>This browser trusts the practice exchange</h1>
<p>Close this page and go back to your telephone: it connects by itself.</p></html>"""


class BrowserServer:
    """Signalling at wss://`address`/signal, with the certificate that is kept in `folder`; port 0 takes a free one.

    Raises OSError where the port is taken.
    """

    def __init__(self, exchange: Exchange, folder: Path, port: int = 0) -> None:
        self._exchange = exchange
        self._tls = certificate.context(certificate.kept_in(folder))
        self._port = port
        self._fault: OSError | None = None
        self._started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._sockets: set[web.WebSocketResponse] = set()
        self._away = Away()
        self._thread = threading.Thread(target=self._run, name="exchange-signalling", daemon=True)
        self._thread.start()
        self._started.wait(STARTS_WITHIN_SECONDS)
        if self._fault is not None:
            raise self._fault
        self.address = f"{certificate.ADDRESS}:{self._port}"

    def lose_signalling(self) -> None:
        """A fault: every page is cut off from the signalling. The sound of its call goes on."""
        asyncio.run_coroutine_threadsafe(self._cut_off_all(), self._loop).result(STARTS_WITHIN_SECONDS)

    def stop(self) -> None:
        """Let every page go and serve nothing more."""
        self.lose_signalling()
        asyncio.run_coroutine_threadsafe(self._away.give_up(), self._loop).result(STARTS_WITHIN_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        application = web.Application()
        application.add_routes([web.get("/", self._page), web.get("/signal", self._signal)])
        runner = web.AppRunner(application, access_log=None)
        try:
            self._loop.run_until_complete(self._start(runner))
        except OSError as fault:
            self._fault = fault
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()
            return
        finally:
            self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        self._loop.close()

    async def _start(self, runner: web.AppRunner) -> None:
        await runner.setup()
        await web.TCPSite(runner, certificate.ADDRESS, self._port, ssl_context=self._tls).start()
        self._port = runner.addresses[0][1]

    async def _page(self, _request: web.Request) -> web.Response:
        return web.Response(text=TRUSTED, content_type="text/html")

    async def _signal(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        try:
            await Session(self._exchange, socket, self._away).run()
        finally:
            self._sockets.discard(socket)
        return socket

    async def _cut_off_all(self) -> None:
        await asyncio.gather(*(socket.close() for socket in list(self._sockets)))
