"""Requests sent as fast as they are answered, from several processes, over connections that are kept open."""

import socket
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from statistics import quantiles
from time import monotonic

PROCESSES, CONNECTIONS = 2, 4  # client processes, and connections of each: enough to keep two web processes at work
ANSWER_SECONDS = 10.0


@dataclass(frozen=True)
class Sent:
    """What one connection saw: when it began and ended (seconds, one clock for all processes), each answer's time."""

    began: float
    ended: float
    times: tuple[float, ...]


@dataclass(frozen=True)
class Round:
    """Requests a second over all connections, and the 99th percentile of the answers' times in milliseconds."""

    rate: float
    slow_ms: float


def post(path: str, port: int, form: bytes, signature: str) -> bytes:
    """A whole request as it goes over the wire."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        f"Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nContent-Length: {len(form)}\r\n"
        f"X-Twilio-Signature: {signature}\r\n\r\n"
    ).encode() + form


def send(clients: ProcessPoolExecutor, port: int, requests: Sequence[bytes], expected: bytes) -> Round:
    """Send each request once, in turn on every connection. Raises AssertionError at an answer without `expected`."""
    shares = [requests[first::PROCESSES] for first in range(PROCESSES)]
    found = list(chain.from_iterable(clients.map(partial(_client, port, expected), shares)))
    seconds = max(one.ended for one in found) - min(one.began for one in found)
    times = list(chain.from_iterable(one.times for one in found))
    return Round(len(times) / seconds, quantiles(times, n=100)[98] * 1000)


def _client(port: int, expected: bytes, requests: Sequence[bytes]) -> list[Sent]:
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        shares = [requests[first::CONNECTIONS] for first in range(CONNECTIONS)]
        return list(threads.map(partial(_connection, port, expected), shares))


def _connection(port: int, expected: bytes, requests: Sequence[bytes]) -> Sent:
    times = []
    with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = before = monotonic()
        for request in requests:
            connection.sendall(request)
            answer = _answer(connection)
            ended = monotonic()
            assert answer.startswith(b"HTTP/1.1 200"), answer
            assert expected in answer, answer
            times.append(ended - before)
            before = ended
    return Sent(began, before, tuple(times))


def _answer(connection: socket.socket) -> bytes:
    """One answer with its headers; every answer of ours says how long it is."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += _more(connection)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += _more(connection)
    return head + b"\r\n\r\n" + body


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    if not received:
        raise ConnectionError("the server closed the connection before it had answered")
    return received
