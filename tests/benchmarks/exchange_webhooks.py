"""Webhooks a second that one process of the practice exchange sends, signed and each with its answer performed.

Callers ring, press a key at each question, eight times, and are thanked; so each call is an inbound document, eight
actions of a Gather and a status callback. The service is a stub in a process of its own that does nothing but answer,
so that what is measured is the exchange: clock, lanes, signature, HTTP, TwiML, journal.

    python -m tests.benchmarks.exchange_webhooks
"""

import asyncio
import json
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median
from threading import Event
from time import monotonic, sleep

from app.practice.calls.call import Call, Heard
from app.practice.calls.people import Telephone
from app.practice.delivery import Pump
from app.practice.exchange import Exchange

CALLERS, KEYS = 40, 8
ROUNDS, ROUND_SECONDS, WARM_UP_SECONDS = 5, 3.0, 2.0
GOAL = 200
THE_LINE = "+443069990101"
ASK = '<Response><Gather numDigits="1" timeout="5" action="/turn/{}"><Say>Which?</Say></Gather></Response>'
THANK = "<Response><Hangup/></Response>"


class Caller(Telephone):
    """Presses a key as soon as a question is heard, and rings again as soon as the call is over."""

    def __init__(self, exchange: Exchange, number: str, stopped: Event) -> None:
        super().__init__(exchange, number)
        self._stopped = stopped

    def ring_up(self) -> None:
        """Ring the line."""
        if not self._stopped.is_set():
            self._exchange.ring(from_=self.number, to=THE_LINE)

    def heard(self, call: Call, heard: Heard) -> None:
        """A question: press 1."""
        assert heard.text == "Which?"
        self._exchange.later(0, call.sid, lambda: call.press("1"), "a key")

    def over(self, call: Call) -> None:
        """Gone: ring again."""
        super().over(call)
        self._exchange.later(0, self.number, self.ring_up, "another call")


def stub(ready: Connection) -> None:
    """A service that answers each address with the next question, over connections that it keeps open."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
                await reader.readexactly(length)
                turn = int(path.rpartition("/")[2]) if path.startswith("/turn/") else 0
                text = "" if path == "/status" else ASK.format(turn + 1) if turn < KEYS else THANK
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
                    b"Content-Length: %d\r\n\r\n%s" % (len(text), text.encode())
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=512)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def rates(port: int) -> list[float]:
    """Webhooks a second in each round, with all callers on the telephone at once."""
    service = f"http://127.0.0.1:{port}"
    exchange = Exchange(account_sid="AC" + "0" * 32, auth_token="t" * 32)
    exchange.connect_number(THE_LINE, voice_url=f"{service}/inbound", status_callback=f"{service}/status")
    stopped, sent, count = Event(), exchange.sender.send, 0

    def counted(*args: object, **kwargs: object) -> object:
        nonlocal count
        answer = sent(*args, **kwargs)  # type: ignore[arg-type]  # whatever the exchange sends
        assert answer.status == 200, answer
        count += 1
        return answer

    exchange.sender.send = counted  # type: ignore[method-assign, assignment]  # counts, and sends
    pump = Pump(exchange.clock)
    pump.start()
    for number in range(CALLERS):
        caller = Caller(exchange, f"+4477009{number:05}", stopped)
        exchange.telephones[caller.number] = caller
        caller.ring_up()
    sleep(WARM_UP_SECONDS)
    found = []
    for _round in range(ROUNDS):
        before, began = count, monotonic()
        sleep(ROUND_SECONDS)
        found.append((count - before) / (monotonic() - began))
    stopped.set()
    assert not exchange.notifications, exchange.notifications[0]
    pump.stop()
    return found


def measure() -> dict[str, dict[str, float | str | None]]:
    """The median of the rounds."""
    apart = get_context("spawn")
    ours, theirs = apart.Pipe()
    service = apart.Process(target=stub, args=(theirs,), daemon=True)
    service.start()
    try:
        found = rates(ours.recv())
    finally:
        service.terminate()
        service.join()
    return {
        "exchange_webhooks": {
            "value": round(median(found)),
            "unit": "webhooks a second, one process",
            "ratio": None,
            "goal": GOAL,
        }
    }


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
