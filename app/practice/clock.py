"""The exchange's one queue of things to come, moved by hand in tests and by the wall clock for people."""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.practice.rehearsal import RehearsalClock


@dataclass(order=True)
class Entry:
    """One thing that will happen. `lane` keeps the order of what belongs together among many threads."""

    due: datetime
    order: int
    lane: str = field(compare=False)
    what: str = field(compare=False)
    run: Callable[[], None] = field(compare=False, repr=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Nothing comes of it; an entry that already ran is not undone."""
        self.cancelled = True
        # It may lie in the queue for hours yet: what it would have done, and to whom, is let go now.
        self.run = _nothing


def _nothing() -> None:
    """What a cancelled entry does."""


class Clock:
    """A priority queue of entries, by due time and then by the order in which they were put in.

    With `start` (aware, UTC) the time stands still until `move_to`; without, it is the machine's, moved on by what
    `ahead` says at each moment.
    """

    def __init__(self, start: datetime | None, ahead: RehearsalClock | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("the exchange's clock needs an aware datetime")
        self._moment = start.astimezone(UTC) if start else None
        self.ahead = ahead or RehearsalClock(None)
        self._heap: list[Entry] = []
        self._numbers = itertools.count()
        self.changed = threading.Condition()

    @property
    def by_hand(self) -> bool:
        """Whether a test moves this clock."""
        return self._moment is not None

    def now(self) -> datetime:
        """The time of the exchange, aware, UTC."""
        return self._moment or datetime.now(UTC) + self.ahead()

    def after(self, seconds: float, lane: str, run: Callable[[], None], what: str) -> Entry:
        """Put in an entry due `seconds` from now."""
        entry = Entry(self.now() + timedelta(seconds=seconds), next(self._numbers), lane, what, run)
        with self.changed:
            heapq.heappush(self._heap, entry)
            self.changed.notify_all()
        return entry

    def next_due(self) -> datetime | None:
        """When the next entry is due that still counts."""
        with self.changed:
            while self._heap and self._heap[0].cancelled:
                heapq.heappop(self._heap)
            return self._heap[0].due if self._heap else None

    def take_due(self) -> Entry | None:
        """Take out the next entry if it is due by now."""
        with self.changed:
            due = self.next_due()
            return heapq.heappop(self._heap) if due is not None and due <= self.now() else None

    def move_to(self, moment: datetime) -> None:
        """Move a hand-moved clock forward."""
        if self._moment is None:
            raise RuntimeError("this exchange keeps real time: its clock is not moved by hand")
        if moment < self._moment:
            raise ValueError("the clock of the exchange does not go back")
        self._moment = moment
