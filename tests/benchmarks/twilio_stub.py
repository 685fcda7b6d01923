"""A Twilio that takes every request to ring at once, remembers whom it rang and when, and loses some answers.

Of each five hundred numbers one is rung though the answer is lost, and one is not rung though the request went out;
each is lost once. It sends no callbacks. What it did is asked of `/rung`, and how
much of it there is of `/count`.
"""

import asyncio
import json
import time
from collections import Counter
from email.utils import formatdate
from multiprocessing.connection import Connection
from typing import cast
from urllib.parse import parse_qs, urlsplit

NUMBERS = 500
RUNG_BUT_LOST, LOST_BEFORE_IT_RANG = 7, 13  # the last figures of a number, modulo NUMBERS

Answer = tuple[int, object]


class Stub:
    """What was asked for: each number with the times at which it was rung."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, float]] = []
        self.sids: dict[str, list[str]] = {}
        self._lost = Counter[str]()

    def answer(self, method: str, path: str, body: bytes) -> Answer | None:
        """Status and body; None where the answer is lost."""
        if method == "POST" and path.endswith("/Calls.json"):
            # Read by hand: what it takes of the machine is not there for who is measured.
            return self._ring("+" + body.partition(b"To=%2B")[2].partition(b"&")[0].decode())
        parts = urlsplit(path)
        if parts.path == "/rung":
            return 200, self.rung
        if parts.path == "/count":
            return 200, len(self.rung)
        if parts.path.endswith("/Calls.json"):
            (to,) = parse_qs(parts.query).get("To", [""])
            return 200, {"calls": [_call(sid, to) for sid in self.sids.get(to, [])], "page": 0, "next_page_uri": None}
        return 404, {"code": 20404, "message": "nothing else is asked of it", "status": 404}

    def _ring(self, to: str) -> Answer | None:
        fate = int(to[-5:]) % NUMBERS
        is_lost = fate in (RUNG_BUT_LOST, LOST_BEFORE_IT_RANG) and not self._lost[to]
        self._lost[to] += is_lost
        if is_lost and fate == LOST_BEFORE_IT_RANG:
            return None
        sid = f"CA{len(self.rung):032x}"
        self.rung.append((to, time.time()))
        self.sids.setdefault(to, []).append(sid)
        return None if is_lost else (201, _call(sid, to))


def _call(sid: str, to: str) -> dict[str, str]:
    return {
        "sid": sid,
        "to": to,
        "status": "ringing",
        "start_time": formatdate(usegmt=False),
        "direction": "outbound-api",
    }


class _Talk(asyncio.Protocol):
    """One connection that is kept: a request after the other, each answered as soon as it is whole."""

    def __init__(self, stub: Stub) -> None:
        self.stub = stub
        self.came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self.came += data
        head, ended, rest = self.came.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if not ended or len(rest) < length:
            return
        self.came = b""
        method, path, _ = head.decode().split(" ", 2)
        answer = self.stub.answer(method, path, rest)
        if answer is None:
            self.transport.close()
            return
        body = json.dumps(answer[1]).encode()
        self.transport.write(
            b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (answer[0], len(body), body)
        )


def serve(ready: Connection) -> None:
    """Serve on a free port of this machine, which is sent through `ready`, until the process is ended."""
    stub = Stub()

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Talk(stub), "127.0.0.1", 0, backlog=512)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())
