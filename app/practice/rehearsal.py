"""The clock of a rehearsal: a file that says by how much everybody is ahead of the machine's time.

The service reads the same file, so that both move together when a person does not wish to wait half an hour for a
call-back. It holds the seconds; after them, where time passes more quickly, since when by the machine's clock
(seconds since 1970) and how many times as quickly.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

# The service's processes give a sign of life every five of the machine's seconds; at a greater pace than this the
# board would take them for dead.
GREATEST_PACE = 5.0


class RehearsalClock:
    """How far ahead the rehearsal is; without a file, not at all, and not to be moved."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._read_at: int | None = None
        self._ahead, self._since, self._pace = 0.0, 0.0, 1.0

    @classmethod
    def from_environment(cls) -> RehearsalClock:
        """By PRACTICE_CLOCK, the path of the file."""
        named = os.environ.get("PRACTICE_CLOCK", "")
        return cls(Path(named) if named else None)

    @property
    def can_be_moved(self) -> bool:
        """Whether there is a file that others read too."""
        return self._file is not None

    @property
    def pace(self) -> float:
        """How many times as quickly as the machine's time it passes."""
        self._read()
        return self._pace

    def __call__(self) -> timedelta:
        """How far ahead it is now."""
        self._read()
        return timedelta(seconds=self._seconds(time.time()))

    def move_on(self, by: timedelta) -> None:
        """Move everybody on; nobody can go back. Raises ValueError where `by` is not ahead or there is no file."""
        if by <= timedelta():
            raise ValueError("this clock is moved forward only")
        self._write(by.total_seconds(), self.pace)

    def go_at(self, pace: float) -> None:
        """Let time pass so many times as quickly from now on. Raises ValueError where it cannot."""
        if not 1 <= pace <= GREATEST_PACE:
            raise ValueError(f"time passes once to {GREATEST_PACE:g} times as quickly, not {pace:g} times")
        self._write(0, pace)

    def _seconds(self, at: float) -> float:
        return self._ahead + (at - self._since) * (self._pace - 1)

    def _read(self) -> None:
        if self._file is None:
            return
        with suppress(OSError, ValueError):  # being written at this moment, or not there
            changed = self._file.stat().st_mtime_ns
            if changed != self._read_at:
                ahead, since, pace, *_ = [*map(float, self._file.read_text().split()), 0.0, 1.0]
                self._ahead, self._since, self._pace = ahead, since, pace
                self._read_at = changed

    def _write(self, further: float, pace: float) -> None:
        if self._file is None:
            raise ValueError("this clock is moved only where others read it too")
        self._read()
        at = time.time()
        fresh = self._file.with_name(self._file.name + ".new")
        fresh.write_text(f"{self._seconds(at) + further:.6f} {at:.6f} {pace:g}")
        fresh.replace(self._file)
