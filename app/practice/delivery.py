"""Delivering what is due: by the thread that moves the clock, or by a pump with many hands in real time."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.practice.clock import Clock, Entry

log = logging.getLogger(__name__)
HANDS = 48
LOOK_AGAIN_SECONDS = 1.0


class Pump:
    """Delivers in real time. Entries of one lane keep their order; one slow lane does not hold up another."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pool = ThreadPoolExecutor(HANDS, thread_name_prefix="exchange")
        self._lanes: dict[str, deque[Entry]] = {}
        self._lock = threading.Lock()
        self._running = True
        self._thread = threading.Thread(target=self._watch, name="exchange-clock", daemon=True)

    def start(self) -> None:
        """Begin to deliver."""
        self._thread.start()

    def stop(self) -> None:
        """Deliver nothing more."""
        self._running = False
        with self._clock.changed:
            self._clock.changed.notify_all()
        self._thread.join()
        self._pool.shutdown(cancel_futures=True)

    def _watch(self) -> None:
        while self._running:
            entry = self._clock.take_due()
            if entry is not None:
                self._give(entry)
                continue
            with self._clock.changed:
                due = self._clock.next_due()
                wait = LOOK_AGAIN_SECONDS
                if due is not None:
                    wait = min(wait, (due - self._clock.now()).total_seconds() / self._clock.ahead.pace)
                if wait > 0 and self._running:
                    self._clock.changed.wait(wait)

    def _give(self, entry: Entry) -> None:
        with self._lock:
            lane = self._lanes.get(entry.lane)
            if lane is not None:
                lane.append(entry)
                return
            self._lanes[entry.lane] = deque([entry])
        self._pool.submit(self._work, entry.lane)

    def _work(self, name: str) -> None:
        while True:
            with self._lock:
                lane = self._lanes[name]
                if not lane:
                    del self._lanes[name]
                    return
                entry = lane.popleft()
            deliver_safely(entry)


def deliver_safely(entry: Entry) -> None:
    """Run an entry; its fault must not stop the exchange for the others."""
    if entry.cancelled:
        return
    try:
        entry.run()
    except Exception:
        log.exception("an event of the exchange failed", extra={"what": entry.what})


class Hand:
    """Delivers by hand: one event after another, and after each whatever the service makes of it."""

    MOST_AT_ONE_MOMENT = 10_000

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.after_each: list[Callable[[], bool | None]] = []

    def settle(self) -> None:
        """Everything that is due now, without time passing."""
        self._drain()
        recent: deque[str] = deque(maxlen=12)
        for _count in range(self.MOST_AT_ONE_MOMENT):
            entry = self._clock.take_due()
            if entry is None:
                return
            if entry.cancelled:
                continue
            recent.append(entry.what)
            entry.run()
            self._drain()
        raise RuntimeError(f"more than {self.MOST_AT_ONE_MOMENT} events at one moment; the last: {list(recent)}")

    def _drain(self) -> None:
        for _count in range(self.MOST_AT_ONE_MOMENT):
            # Each is called in every round, whatever the others said: one may give another something to do.
            rounds = [callback() for callback in self.after_each]
            if not any(rounds):
                return
        raise RuntimeError("the service never comes to rest")
