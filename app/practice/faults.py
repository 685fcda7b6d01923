"""Faults that a test switches on: what a bad day of the network or of Twilio looks like from the service."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Match = str | Callable[[str], bool]
Kind = Literal["fail_rest", "lose_answer", "refuse_webhook", "fail_webhook", "lose_webhook"]


@dataclass
class Fault:
    """One fault: what it strikes, how often still, and with which answer."""

    kind: Kind
    match: Match
    times: int
    status: int = 0
    code: int = 0

    def strikes(self, target: str) -> bool:
        """`target` is the method and the address, e.g. "POST /2010-04-01/Accounts/AC…/Calls.json"."""
        return self.match in target if isinstance(self.match, str) else self.match(target)


class Faults:
    """The faults that are switched on. A string matches where it is part of "METHOD address"."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def fail_rest(self, match: Match, times: int = 1, status: int = 503, code: int = 20500) -> None:
        """REST requests that match are answered with an error; nothing is done."""
        self._add(Fault("fail_rest", match, times, status=status, code=code))

    def lose_answer(self, match: Match, times: int = 1) -> None:
        """REST requests that match are carried out, but the connection breaks before the answer."""
        self._add(Fault("lose_answer", match, times))

    def refuse_webhook(self, match: Match, times: int = 1) -> None:
        """Connecting to the service fails. Once is mended by the one retry, twice is error 11205."""
        self._add(Fault("refuse_webhook", match, times))

    def fail_webhook(self, match: Match, times: int = 1, status: int = 502) -> None:
        """The service does the work, but something between answers in its stead (a proxy, say)."""
        self._add(Fault("fail_webhook", match, times, status=status))

    def lose_webhook(self, match: Match, times: int = 1) -> None:
        """A webhook is never sent, as a callback that expired in Twilio's own queue."""
        self._add(Fault("lose_webhook", match, times))

    def clear(self) -> None:
        """All is well again."""
        with self._lock:
            self._faults.clear()

    def take(self, kind: Kind, target: str) -> Fault | None:
        """The fault that strikes now, counted down."""
        with self._lock:
            for fault in self._faults:
                if fault.kind == kind and fault.times > 0 and fault.strikes(target):
                    fault.times -= 1
                    return fault
        return None

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)
