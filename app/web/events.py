"""The live stream: what has changed, told to the browsers that look at it.

One connection a process listens to PostgreSQL; a browser asks for topics by name and hears when one
of them changes, never what it changed to: it then asks for that part of its page again. A stream
holds no database session, and ends after about a minute so that none outlives its sign-in by much.
"""

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

import psycopg
import structlog
from flask import Flask, Response, abort, current_app

CHANNEL = "live"
STREAM_SECONDS = 60.0
HEARTBEAT_SECONDS = 15.0
STREAMS_A_PROCESS = 150
RETRY_SECONDS = 2.0

log = structlog.get_logger()


class Listener:
    """Hands each notification of the `live` channel to the streams that asked for its topic."""

    def __init__(self, database_url: str, *, capacity: int = STREAMS_A_PROCESS) -> None:
        self._database_url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._capacity = capacity
        self._lock = threading.Lock()
        self._streams: dict[int, tuple[frozenset[str], queue.SimpleQueue[str]]] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def hearing(self, topics: Iterable[str]) -> Iterator[queue.SimpleQueue[str] | None]:
        """A queue of the topics that change while the block runs; None when all places are taken."""
        mailbox: queue.SimpleQueue[str] = queue.SimpleQueue()
        with self._lock:
            full = len(self._streams) >= self._capacity
            if not full:
                self._streams[id(mailbox)] = (frozenset(topics), mailbox)
                if self._thread is None:
                    self._thread = threading.Thread(target=self._listen, name="live", daemon=True)
                    self._thread.start()
        try:
            yield None if full else mailbox
        finally:
            with self._lock:
                self._streams.pop(id(mailbox), None)

    def tell(self, topic: str) -> None:
        """Put `topic` before every stream that asked for it."""
        with self._lock:
            mailboxes = [mailbox for topics, mailbox in self._streams.values() if topic in topics]
        for mailbox in mailboxes:
            mailbox.put(topic)

    def _listen(self) -> None:
        pause = threading.Event()
        while True:
            try:
                with psycopg.connect(self._database_url, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    for notification in connection.notifies():
                        self.tell(notification.payload)
            except psycopg.Error:
                log.warning("live_listener_lost")
                pause.wait(RETRY_SECONDS)


def init(app: Flask, database_url: str) -> None:
    """Give `app` the one listener of its process; it connects when the first stream is asked for."""
    app.extensions["startline.live"] = Listener(database_url)


def stream(topics: Iterable[str], *, seconds: float = STREAM_SECONDS) -> Response:
    """Server-sent events naming each of `topics` as it changes, for about `seconds`.

    503 when every place is taken: the browser asks again by itself, and meanwhile refreshes by hand.
    """
    listener: Listener = current_app.extensions["startline.live"]
    wanted = frozenset(topics)
    if not wanted:
        abort(400)

    def send() -> Iterator[str]:
        with listener.hearing(wanted) as mailbox:
            if mailbox is None:
                yield "retry: 20000\n\n"
                return
            yield "retry: 1000\n\n"
            ends = monotonic() + seconds
            while (left := ends - monotonic()) > 0:
                try:
                    topic = mailbox.get(timeout=min(left, HEARTBEAT_SECONDS))
                except queue.Empty:
                    yield ": still here\n\n"
                else:
                    yield f"data: {topic}\n\n"

    response = Response(send(), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response
