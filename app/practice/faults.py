"""Faults that a test or a person switches on: what a bad day of the network or of Twilio looks like.

How to ask for each, with `faults = exchange.faults`:

    faults.double_webhook("/status")                  the next webhook to that address is sent twice
    faults.delay_webhook("/status", seconds=60)       …is sent a minute late, as it was when it happened
    faults.lose_webhook("/status")                    …is never sent
    faults.swap_webhook("/status")                    …is sent after the next of its own kind (or 10 s later)
    faults.answer_late("/voice/inbound")              …is received, but its answer comes after Twilio's 15 s
    faults.answer_late("/leg/", seconds=4)            …or late, but in time: things may happen meanwhile
    faults.refuse_webhook("/voice/", times=2)         connecting fails: once is retried, twice is error 11205
    faults.fail_webhook("/turn/", status=500)         the service does its work; a 500 comes back all the same
    faults.fail_webhook("/turn/", reached=False)      …and here it never hears of it
    faults.spoil_webhook("/turn/", "bad-xml")         …or "too-large" (over 64 kB), "wrong-type", "wrong-root"
    faults.redirect_webhook("/turn/")                 a 302 on the way: the form, digits included, is lost
    faults.fill_queue("line")                         the queue of that name is full for the next caller
    faults.break_queue("line")                        …or fails: QueueResult is system-error
    faults.fail_rest("Calls.json", status=429, code=20429)    REST refuses, and does nothing
    faults.lose_answer("Calls.json")                  REST does it, and the answer never arrives
    faults.lose_request("Calls.json")                 REST never hears of it, and the connection breaks just so
    faults.stale_read("Calls", seconds=30)            REST shows how things were half a minute ago
    exchange.calls_per_second = 1                     calls made over REST go out one a second

The first argument says which requests are struck. Held against it is the target "METHOD address EVENT", e.g.
"POST http://127.0.0.1:5000/voice/leg/7/status completed"; the event is the `StatusCallbackEvent`, `CallStatus`,
`MessageStatus` or `QueueResult` of the form, and for REST there is none. A string strikes where it is part of the
target, a tuple where all its strings are, a function where it says so; "" strikes everything. So
`lose_webhook(("/status", "completed"))` loses the end of a call alone.

`times` is how often (1 unless said; None: until it is cleared), `every=3` spares two of every three. A webhook that
asks for a document may be struck by each kind too: doubled, the answer to the second counts, as after a retry.
Faults are taken in the order in which they were asked for, one of a kind at a time; `faults.clear()` ends them all,
and `faults.struck` counts what really happened.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.practice.signing import Pairs

Match = str | tuple[str, ...] | Callable[[str], bool]
Kind = Literal[
    "fail_rest",
    "lose_answer",
    "lose_request",
    "stale_read",
    "refuse_webhook",
    "fail_webhook",
    "lose_webhook",
    "double_webhook",
    "delay_webhook",
    "swap_webhook",
    "answer_late",
    "spoil_webhook",
    "redirect_webhook",
    "fill_queue",
    "break_queue",
]
Spoilt = Literal["bad-xml", "too-large", "wrong-type", "wrong-root"]
# What names the event, in the order of preference: an action's CallStatus is of the call, not of what is told.
NAMES_THE_EVENT = (
    *("StatusCallbackEvent", "QueueResult", "DialCallStatus", "RecordingStatus", "MessageStatus", "SmsStatus"),
    *("CallStatus", "AnsweredBy"),
)
TOO_LATE_SECONDS = 16.0


@dataclass
class Fault:
    """One fault: what it strikes, how often still (None: for ever), and what it does."""

    kind: Kind
    match: Match
    times: int | None
    every: int = 1
    status: int = 0
    code: int = 0
    seconds: float = 0
    reached: bool = True
    spoilt: Spoilt = "bad-xml"
    number: int = 0
    met: int = 0
    struck: int = 0

    def strikes(self, target: str) -> bool:
        """`target` is "METHOD address EVENT", e.g. "POST /2010-04-01/Accounts/AC…/Calls.json "."""
        if isinstance(self.match, str):
            return self.match in target
        if isinstance(self.match, tuple):
            return all(part in target for part in self.match)
        return self.match(target)


def target_of(method: str, url: str, form: Pairs) -> str:
    """What a fault's match is held against."""
    given = dict(form)
    event = next((given[name] for name in NAMES_THE_EVENT if given.get(name)), "")
    return f"{method} {url} {event}"


class Faults:
    """The faults that are switched on."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self.struck: Counter[Kind] = Counter()

    def fail_rest(
        self, match: Match, times: int | None = 1, status: int = 503, code: int = 20500, *, every: int = 1
    ) -> None:
        """REST requests that match are answered with an error; nothing is done."""
        self.add(Fault("fail_rest", match, times, every, status=status, code=code))

    def lose_answer(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """REST requests that match are carried out, but the connection breaks before the answer."""
        self.add(Fault("lose_answer", match, times, every))

    def lose_request(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """REST requests that match are not carried out; the connection breaks as if only the answer were lost."""
        self.add(Fault("lose_request", match, times, every))

    def stale_read(self, match: Match, times: int | None = 1, seconds: float = 30, *, every: int = 1) -> None:
        """REST reads of calls show them as they were so long ago; one made since is not there at all."""
        self.add(Fault("stale_read", match, times, every, seconds=seconds))

    def refuse_webhook(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """Connecting to the service fails. Once is mended by the one retry, twice is error 11205."""
        self.add(Fault("refuse_webhook", match, times, every))

    def fail_webhook(
        self, match: Match, times: int | None = 1, status: int = 502, *, reached: bool = True, every: int = 1
    ) -> None:
        """Something between answers in the service's stead (a proxy, say), which did its work if it was `reached`."""
        self.add(Fault("fail_webhook", match, times, every, status=status, reached=reached))

    def lose_webhook(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """A webhook is never sent, as a callback that expired in Twilio's own queue."""
        self.add(Fault("lose_webhook", match, times, every))

    def double_webhook(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """A webhook is sent twice, one after the other, with the same idempotency token."""
        self.add(Fault("double_webhook", match, times, every))

    def delay_webhook(self, match: Match, times: int | None = 1, seconds: float = 30, *, every: int = 1) -> None:
        """A webhook sets out late. An event is told as it was; later ones may overtake it."""
        self.add(Fault("delay_webhook", match, times, every, seconds=seconds))

    def swap_webhook(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """An event waits until the next of the same call or conference has gone before it, at most 10 s."""
        self.add(Fault("swap_webhook", match, times, every))

    def answer_late(
        self, match: Match, times: int | None = 1, seconds: float = TOO_LATE_SECONDS, *, every: int = 1
    ) -> None:
        """The service does its work, and its answer takes so long; over 15 s is error 11205 and the fallback.

        Only questions are struck: nobody waits for the answer to news of an event.
        """
        self.add(Fault("answer_late", match, times, every, seconds=seconds))

    def spoil_webhook(self, match: Match, how: Spoilt = "bad-xml", times: int | None = 1, *, every: int = 1) -> None:
        """The service does its work, and something else arrives: errors 12100, 11750, 12300, 12102."""
        self.add(Fault("spoil_webhook", match, times, every, spoilt=how))

    def redirect_webhook(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """A 302 to the same address: the service gets a GET without form, so without digits or CallSid."""
        self.add(Fault("redirect_webhook", match, times, every))

    def fill_queue(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """The queue whose name matches takes nobody: QueueResult is queue-full."""
        self.add(Fault("fill_queue", match, times, every))

    def break_queue(self, match: Match, times: int | None = 1, *, every: int = 1) -> None:
        """Queueing itself fails: QueueResult is system-error."""
        self.add(Fault("break_queue", match, times, every))

    def add(self, fault: Fault) -> Fault:
        """Switch one on."""
        with self._lock:
            fault.number = next(self._numbers)
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """All is well again."""
        with self._lock:
            self._faults.clear()

    def remove(self, number: int) -> None:
        """Switch one off."""
        with self._lock:
            self._faults = [fault for fault in self._faults if fault.number != number]

    @property
    def switched_on(self) -> list[Fault]:
        """Those that may still strike, oldest first."""
        with self._lock:
            return [fault for fault in self._faults if fault.times != 0]

    def take(self, kind: Kind, target: str) -> Fault | None:
        """The fault that strikes now, counted down."""
        with self._lock:
            for fault in self._faults:
                if fault.kind != kind or fault.times == 0 or not fault.strikes(target):
                    continue
                fault.met += 1
                if fault.met % fault.every:
                    continue
                if fault.times is not None:
                    fault.times -= 1
                fault.struck += 1
                self.struck[kind] += 1
                return fault
        return None
