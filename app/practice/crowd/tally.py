"""What happened: a line for each event that matters, and the figures."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIGURES = ("rung", "answered", "given up", "booked", "rung back", "finished", "faults")


class Tally:
    """Counts, and tells whoever watches; `now` is the time by the exchange's clock. Many hands may use it at once."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self.now: datetime | None = None
        self.counted: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()

    def say(self, words: str) -> None:
        """Something that is nobody's event."""
        with self._lock:
            self._write(words)

    def tell(self, who: str, what: str, figure: str = "") -> None:
        """Something happened; `figure` counts it."""
        with self._lock:
            if figure:
                self.counted[figure] += 1
            self._write(f"{self._time()}  {who:<24} {what}")

    def fault(self, who: str, what: str) -> None:
        """Something that ought not to happen."""
        with self._lock:
            self.faults[what] += 1
        self.tell(who, f"FAULT: {what}", "faults")

    def summary(self) -> str:
        """The figures so far, in one line."""
        with self._lock:
            figures = ", ".join(f"{name} {self.counted[name]}" for name in FIGURES)
        return f"{self._time()}  so far: {figures}"

    def _time(self) -> str:
        return f"{self.now.astimezone(LONDON):%H.%M.%S}" if self.now is not None else " " * 8
