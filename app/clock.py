"""The only place that asks what time it is.

SQL never calls now() and no rule reads a clock: times are handed down from the edge. A test, or a
rehearsal, puts a clock of its own in place with `use()`.
"""

from collections.abc import Callable
from datetime import UTC, datetime


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
