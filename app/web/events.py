"""The live stream: what has changed, told to the browsers that look at it.

One connection a process listens to PostgreSQL (`app.database.notify` speaks there); a browser asks for
topics and hears when one of them changes, never what it changed to: it then asks for that part of its
page again. A topic is a channel ("presence") or one subject of it ("presence:12"). A stream holds no
database session, and ends after about a minute, so that none outlives its sign-in by much.
"""

import json
import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

import psycopg
import structlog
from flask import Flask, Response, current_app
from psycopg import sql

CHANNELS = ("line", "presence", "claims", "sites", "letters", "jobs", "board", "conversations")
STREAM_SECONDS = 60.0
HEARTBEAT_SECONDS = 15.0
STREAMS_A_PROCESS = 150
# Pages of the public have no more than these of them, so that staff always find a place.
PUBLIC_STREAMS_A_PROCESS = 100
RETRY_SECONDS = 2.0
# How soon a listener that was told to stop looks up.
LOOK_UP_SECONDS = 0.5

log = structlog.get_logger()


class Listener:
    """Hands each notification of the `live` channel to the streams that asked for its topic."""

    def __init__(self, database_url: str, *, capacity: int = STREAMS_A_PROCESS) -> None:
        self._database_url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._capacity = capacity
        self._lock = threading.Lock()
        self._streams: dict[int, tuple[frozenset[str], queue.SimpleQueue[str]]] = {}
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begin to listen, if this process does not yet."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="live", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Listen no more; for whoever closes the database that is listened to."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    @contextmanager
    def hearing(self, topics: Iterable[str], at_most: int | None = None) -> Iterator[queue.SimpleQueue[str] | None]:
        """A queue of the topics that change while the block runs; None when all places are taken,
        or `at_most`."""
        mailbox: queue.SimpleQueue[str] = queue.SimpleQueue()
        with self._lock:
            full = len(self._streams) >= min(self._capacity, at_most or self._capacity)
            if not full:
                self._streams[id(mailbox)] = (frozenset(topics), mailbox)
        try:
            yield None if full else mailbox
        finally:
            with self._lock:
                self._streams.pop(id(mailbox), None)

    def tell(self, topic: str) -> None:
        """Put `topic`, a channel or one subject of it, before every stream that asked for either."""
        either = {topic, topic.partition(":")[0]}
        with self._lock:
            mailboxes = [mailbox for topics, mailbox in self._streams.values() if topics & either]
        for mailbox in mailboxes:
            mailbox.put(topic)

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                with psycopg.connect(self._database_url, autocommit=True) as connection:
                    for channel in CHANNELS:
                        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                        # What changed before we heard is not told again: so each looks once by itself.
                        self.tell(channel)
                    while not self._stopped.is_set():
                        for notification in connection.notifies(timeout=LOOK_UP_SECONDS):
                            self.tell(topic_of(notification.channel, notification.payload))
            except psycopg.Error:
                if not self._stopped.is_set():
                    log.warning("live_listener_lost")
                self._stopped.wait(RETRY_SECONDS)


def topic_of(channel: str, payload: str) -> str:
    """The topic of one notification: its channel, and its subject where it names one."""
    try:
        subject = json.loads(payload) if payload else ""
    except ValueError:
        subject = ""
    return f"{channel}:{subject}" if subject else channel


def init(app: Flask, database_url: str) -> None:
    """Give `app` the one listener of its process; it connects when the first stream is asked for."""
    app.extensions["startline.live"] = Listener(database_url)


def stream(topics: Iterable[str], *, seconds: float = STREAM_SECONDS, public: bool = False) -> Response:
    """Server-sent events naming each of `topics` as it changes, for about `seconds`.

    Topics of no known channel are left out. When every place of this process is taken, the browser is
    told to ask again in 20 s.
    """
    listener: Listener = current_app.extensions["startline.live"]
    wanted = frozenset(topic for topic in topics if topic.partition(":")[0] in CHANNELS)

    listener.start()

    def send() -> Iterator[str]:
        with listener.hearing(wanted, PUBLIC_STREAMS_A_PROCESS if public else None) as mailbox:
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
