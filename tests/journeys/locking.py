"""Whether every transaction locks in the house's order, as app/switchboard/__init__.py has it.

Two that lock the same things in another order may wait for each other for ever. No journey has two at once, so that
what each locks is written down, and what would be the wrong way round is found all the same.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, Engine, event

# A number for each step of the order. Leg and connection are one step: both belong to what was locked before them.
ORDER: Final = {
    "claims": 1,
    "texted_numbers": 1,
    "conversations": 1,
    "calls": 2,
    "callbacks": 3,
    "demands": 4,
    "offers": 4,
    "presence": 5,
    "legs": 6,
    "connections": 6,
    "diary": 7,
}
LOCKED: Final = re.compile(r"\bFROM (\w+)\b.*\bFOR (?:NO KEY )?UPDATE\b", re.DOTALL)
NEVER_WAITS: Final = "SKIP LOCKED"
ADVISORY: Final = "pg_advisory_xact_lock(hashtextextended"
DAY: Final = "diary "


class Locks:
    """What the transactions of an engine lock; `out_of_order` are those that wanted something too late."""

    def __init__(self, engine: Engine) -> None:
        self.out_of_order: list[str] = []
        self._held: dict[int, list[str]] = {}
        self._before: dict[tuple[int, str], list[str]] = {}
        self._engine = engine
        self._listeners: dict[str, Callable[..., None]] = {
            "begin": self._begin,
            "before_cursor_execute": self._execute,
            "savepoint": self._savepoint,
            "rollback_savepoint": self._given_back,
        }
        for name, listener in self._listeners.items():
            event.listen(engine, name, listener)

    def close(self) -> None:
        """Look no more."""
        for name, listener in self._listeners.items():
            event.remove(self._engine, name, listener)

    def _begin(self, connection: Connection) -> None:
        self._held[id(connection)] = []

    def _savepoint(self, connection: Connection, name: str) -> None:
        self._before[id(connection), name] = list(self._held.get(id(connection), ()))

    def _given_back(self, connection: Connection, name: str, _: Any) -> None:
        self._held[id(connection)] = self._before.pop((id(connection), name), [])

    def _execute(self, connection: Connection, _: Any, statement: str, values: Any, *__: Any) -> None:
        wanted = _locked(statement, values)
        held = self._held.setdefault(id(connection), [])
        if wanted is None or wanted in held:
            return
        later = [one for one in held if ORDER[one] > ORDER[wanted]]
        if later and NEVER_WAITS not in statement:
            self.out_of_order.append(f"{wanted} is locked after {', '.join(later)}")
        held.append(wanted)


def _locked(statement: str, values: Any) -> str | None:
    if ADVISORY in statement:
        return "diary" if any(str(value).startswith(DAY) for value in values.values()) else None
    found = LOCKED.search(statement)
    return found[1] if found is not None and found[1] in ORDER else None
