"""Enqueue and Leave: waiting, with a document that is asked for again and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from app.practice.signing import Pairs
from app.practice.twiml import grammar
from app.practice.twiml.document import Element
from app.practice.twiml.performance import Occupation, Performance

if TYPE_CHECKING:
    from app.practice.calls.call import Call

USUAL_SIZE, GREATEST_SIZE = 1000, 5000
NAME_LIMIT = 64
FIRST_CODE_OF_DOCUMENTS = 12000  # Twilio's codes from here on are faults of a document, those below of its delivery


@dataclass(eq=False)
class Queue:
    """A queue, made when somebody is first put into it, or by REST."""

    sid: str
    name: str
    created: datetime
    updated: datetime
    max_size: int = USUAL_SIZE
    members: list[Waiting] = field(default_factory=list)

    @property
    def average_wait(self) -> int:
        """How long those who wait now have waited, in whole seconds; 0 where nobody does."""
        return round(sum(member.seconds for member in self.members) / len(self.members)) if self.members else 0


class Waiting(Occupation):
    """One call in one queue."""

    def __init__(self, performance: Performance, verb: Element, queue: Queue) -> None:
        self.performance = performance
        self.verb = verb
        self.queue = queue
        self.since = performance.exchange.now()
        self._wait: Performance | None = None
        self._asked_at = self.since

    def start(self) -> None:
        """Take a place and ask for what is heard meanwhile."""
        self.queue.members.append(self)
        call = self.performance.call
        call.note("queue", f"waits in {self.queue.name}")
        call.music = "music while you wait"
        self._again()

    def parameters(self) -> Pairs:
        """What each request for the waiting document carries. Times are whole seconds."""
        return [
            ("QueueSid", self.queue.sid),
            ("QueuePosition", str(self.position)),
            ("QueueTime", str(self.seconds)),
            ("AvgQueueTime", str(self.queue.average_wait)),
            ("CurrentQueueSize", str(len(self.queue.members))),
            ("MaxQueueSize", str(self.verb.number("maxQueueSize", self.queue.max_size))),
        ]

    @property
    def position(self) -> int:
        """The place in the queue, the first being 1; 0 once she is out of it."""
        return self.queue.members.index(self) + 1 if self in self.queue.members else 0

    @property
    def seconds(self) -> int:
        """How long the call has waited."""
        return round((self.performance.exchange.now() - self.since).total_seconds())

    def key(self, key: str) -> bool:
        """For a Gather in the waiting document."""
        return self._wait is not None and self._wait.occupation is not None and self._wait.occupation.key(key)

    def speech(self, text: str) -> bool:
        """For a Gather in the waiting document."""
        return self._wait is not None and self._wait.occupation is not None and self._wait.occupation.speech(text)

    def leave(self, why: str) -> None:
        """Hung up, or taken out of the queue by REST: the action is told, and its answer does not matter."""
        self._out()
        action = self.verb.get("action", "")
        if action and why in ("hangup", "redirected"):
            url = urljoin(self.performance.document.url, action)
            self.performance.exchange.correspondence.notify_of_call(
                self.performance.call, url, self.verb.get("method", "POST"), self._result(why)
            )

    def left_by_verb(self) -> None:
        """<Leave>: on with the action, or the next verb."""
        self._out()
        _go_on(self.performance, self.verb, self._result("leave"))

    def _spared(self, code: int) -> bool:
        """A waiting document that is no good ends the wait; one that cannot be had at all leads to the fallback."""
        if code < FIRST_CODE_OF_DOCUMENTS:
            return False
        self._out()
        _go_on(self.performance, self.verb, self._result("error"))
        return True

    def _result(self, result: str) -> Pairs:
        return [("QueueResult", result), ("QueueSid", self.queue.sid), ("QueueTime", str(self.seconds))]

    def _out(self) -> None:
        if self in self.queue.members:
            self.queue.members.remove(self)
        self.performance.call.music = ""
        if self._wait is not None:
            wait, self._wait = self._wait, None
            wait.stop("interrupted")

    def _again(self) -> None:
        url = self.verb.attributes.get("waitUrl")
        if not url:
            return
        self._asked_at = self.performance.exchange.now()
        wait = Performance(
            self.performance.call,
            "a queue's waiting document",
            self._ran_out,
            allowed=grammar.WHILE_QUEUED,
            extra=self.parameters,
            spared=self._spared,
        )
        wait.document = self.performance.document
        self._wait = wait
        wait.ask(url, self.verb.get("waitUrlMethod", "POST"))

    def _ran_out(self) -> None:
        """Ask again; a document that took no time is not asked for more than once a second."""
        took = (self.performance.exchange.now() - self._asked_at).total_seconds()
        if took >= 1:
            self._again()
        else:
            self.performance.after(1, self._still_here, "next waiting document")

    def _still_here(self) -> None:
        if self in self.queue.members:
            self._again()


def enqueue(performance: Performance, verb: Element) -> None:
    """Into the queue of that name, made if there is none."""
    if not 0 < len(verb.text) <= NAME_LIMIT:
        detail = f"the name of a queue has 1 to {NAME_LIMIT} characters, not {len(verb.text)}"
        performance.exchange.correspondence.record(performance.call, 12200, performance.document.url, detail)
        _go_on(performance, verb, [("QueueResult", "error")])
        return
    queue = performance.exchange.queue(verb.text)
    full = len(queue.members) >= verb.number("maxQueueSize", queue.max_size)
    if full or performance.exchange.faults.take("fill_queue", queue.name):
        _go_on(performance, verb, [("QueueResult", "queue-full")])
        return
    if performance.exchange.faults.take("break_queue", queue.name):
        _go_on(performance, verb, [("QueueResult", "system-error")])
        return
    waiting = Waiting(performance, verb, queue)
    performance.occupation = waiting
    waiting.start()


def _go_on(performance: Performance, verb: Element, result: Pairs) -> None:
    """On after an Enqueue: to its action with the result, or to the next verb."""
    action = verb.get("action", "")
    if action:
        performance.ask(action, verb.get("method", "POST"), result)
    else:
        performance.proceed()


def waiting_of(call: Call) -> Waiting | None:
    """The place of a call in a queue, if it has one."""
    occupation = call.performance.occupation if call.performance else None
    return occupation if isinstance(occupation, Waiting) else None


def leave(performance: Performance, _verb: Element) -> None:
    """Out of the queue; outside one, the document simply goes on."""
    waiting = waiting_of(performance.call)
    if waiting is None or performance is performance.call.performance:
        performance.proceed()
    else:
        waiting.left_by_verb()
