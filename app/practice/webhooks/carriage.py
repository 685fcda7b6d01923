"""When each webhook sets out: at once and in order, or as the faults of the day have it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.practice.clock import Clock, Entry
from app.practice.faults import Faults

HELD_SECONDS = 10.0


class Carriage:
    """What stands between an event and its webhook. `lock` is the exchange's."""

    def __init__(self, clock: Clock, faults: Faults, lock: threading.RLock) -> None:
        self._clock, self._faults, self._lock = clock, faults, lock
        self._held: dict[str, tuple[Callable[[], None], Entry]] = {}

    def document(self, target: str, lane: str, run: Callable[[], None], what: str) -> None:
        """A request for a document sets out; only lateness can befall it on the way."""
        late = self._faults.take("delay_webhook", target)
        self._clock.after(late.seconds if late else 0, lane, run, what)

    def event(self, target: str, lane: str, run: Callable[[], None], what: str) -> None:
        """News of an event sets out. Those of one lane (a call, a conference) go in order if all is well."""
        with self._lock:
            late = self._faults.take("delay_webhook", target)
            if late is not None:
                self._clock.after(late.seconds, lane, run, f"late {what}")
                return
            held = self._held.pop(lane, None)
            if held is None and self._faults.take("swap_webhook", target):
                overdue = self._clock.after(HELD_SECONDS, lane, lambda: self._overdue(lane, run), f"overtaken {what}")
                self._held[lane] = (run, overdue)
                return
            times = 2 if self._faults.take("double_webhook", target) else 1
            for _time in range(times):
                self._clock.after(0, lane, run, what)
            if held is not None:
                overtaken, entry = held
                entry.cancel()
                self._clock.after(0, lane, overtaken, entry.what)

    def _overdue(self, lane: str, run: Callable[[], None]) -> None:
        with self._lock:
            self._held.pop(lane, None)
        run()
