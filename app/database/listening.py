"""Waking up when another process tells of a change: one LISTEN connection for all threads of a process."""

import threading
from collections.abc import Iterable

import psycopg
import structlog
from psycopg import sql

RECONNECT_SECONDS = 1.0
LOOK_UP_SECONDS = 0.5

log = structlog.get_logger()


class Listener:
    """Hears channels of PostgreSQL and wakes the threads that wait for them.

    What was told while the connection was away is lost, so whoever waits looks again by itself now and then.
    """

    def __init__(self, url: str, channels: Iterable[str]) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._changed = threading.Condition()
        self._count = dict.fromkeys(channels, 0)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="listener", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Wake everybody and listen no more."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()

    def heard(self, channel: str) -> int:
        """How often the channel was heard so far; to be asked before looking, and handed to `wait`."""
        with self._changed:
            return self._count[channel]

    def wait(self, channel: str, since: int, seconds: float) -> None:
        """Until the channel is heard more often than `since`, or so many seconds have passed."""
        with self._changed:
            self._changed.wait_for(lambda: self._count[channel] > since or self._stopping.is_set(), seconds)

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    for channel in self._count:
                        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    while not self._stopping.is_set():
                        for notification in connection.notifies(timeout=LOOK_UP_SECONDS):
                            self._wake(notification.channel)
            except psycopg.Error:
                log.warning("the listening connection was lost")
                self._stopping.wait(RECONNECT_SECONDS)

    def _wake(self, channel: str) -> None:
        with self._changed:
            self._count[channel] += 1
            self._changed.notify_all()
