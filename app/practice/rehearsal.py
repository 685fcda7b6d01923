"""The clock of a rehearsal: a file that says by how many seconds everybody is ahead of the machine's time.

The service reads the same file, so that both move together when a person does not wish to wait half an hour for a
call-back.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path


class RehearsalClock:
    """How far ahead the rehearsal is; without a file, not at all, and not to be moved."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._read_at: int | None = None
        self._ahead = timedelta()

    @classmethod
    def from_environment(cls) -> RehearsalClock:
        """By PRACTICE_CLOCK, the path of the file."""
        named = os.environ.get("PRACTICE_CLOCK", "")
        return cls(Path(named) if named else None)

    @property
    def can_be_moved(self) -> bool:
        """Whether there is a file that others read too."""
        return self._file is not None

    def __call__(self) -> timedelta:
        """How far ahead it is now."""
        if self._file is not None:
            with suppress(OSError, ValueError):  # being written at this moment, or not there
                changed = self._file.stat().st_mtime_ns
                if changed != self._read_at:
                    self._ahead = timedelta(seconds=float(self._file.read_text()))
                    self._read_at = changed
        return self._ahead

    def move_on(self, by: timedelta) -> None:
        """Move everybody on; nobody can go back. Raises ValueError where `by` is not ahead or there is no file."""
        if self._file is None or by <= timedelta():
            raise ValueError("this clock is moved forward only, and only where others read it too")
        ahead = (self() + by).total_seconds()
        fresh = self._file.with_name(self._file.name + ".new")
        fresh.write_text(str(ahead))
        fresh.replace(self._file)
