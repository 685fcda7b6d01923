"""The only place that asks what time it is.

SQL never calls now() and no rule reads a clock: times are handed down from the edge. A test, or a
rehearsal, puts a clock of its own in place with `use()`.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def use(source: Callable[[], datetime] | None) -> None:
    """Ask `source` from now on; None goes back to the machine's own clock."""
    global _source
    _source = source or _system


class Ahead:
    """The machine's time moved on by the seconds that a file holds, so that a rehearsal need not wait for Monday.

    After them may stand since when (seconds since 1970), and how many times as quickly, time passes from there on.
    Every process of the rehearsal reads the same file, the practice exchange too; without the file it is the
    machine's own time.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at: int | None = None
        self._ahead, self._since, self._pace = 0.0, 0.0, 1.0

    def __call__(self) -> datetime:
        with suppress(OSError, ValueError):  # being written at this moment, or not there: what was read last counts
            changed = self._file.stat().st_mtime_ns
            if changed != self._read_at:
                ahead, since, pace, *_ = [*map(float, self._file.read_text().split()), 0.0, 1.0]
                self._ahead, self._since, self._pace = ahead, since, pace
                self._read_at = changed
        now = _system()
        return now + timedelta(seconds=self._ahead + (now.timestamp() - self._since) * (self._pace - 1))
