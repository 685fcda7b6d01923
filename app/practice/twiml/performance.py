"""Playing TwiML to a call, verb by verb, and what a call can be occupied with meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from app.practice.clock import Entry
from app.practice.signing import Pairs
from app.practice.twiml import grammar
from app.practice.twiml.document import Document, Element

if TYPE_CHECKING:
    from app.practice.calls.call import Call


class Occupation:
    """What a performance is busy with. By itself it hears nothing and leaves nothing behind."""

    def key(self, _key: str) -> bool:
        """A key was pressed; whether it was taken."""
        return False

    def speech(self, _text: str) -> bool:
        """Something was said; whether it was heard."""
        return False

    def leave(self, _why: str) -> None:
        """Torn away: by "hangup", "redirected" (REST) or "failed" (a document that would not play)."""


class Performance:
    """One line of documents played to one call.

    A call has one of its own, and others within it: the waiting music of a queue or a conference, the
    prompts of a Gather. `finished` is what happens after the last verb; `extra` is sent with each request
    for a document; `spared` is asked with the error code of a document that could not be had or played, and
    says True where that ends this performance only and not what the call does.
    """

    def __init__(
        self,
        call: Call,
        place: str,
        finished: Callable[[], None],
        *,
        allowed: frozenset[str] = grammar.VERBS,
        refusal: int = 12200,
        extra: Callable[[], Pairs] = list,
        spared: Callable[[int], bool] = lambda _code: False,
    ) -> None:
        self.call = call
        self.exchange = call.exchange
        self.place = place
        self.finished = finished
        self.allowed = allowed
        self.refusal = refusal
        self.extra = extra
        self.spared = spared
        self.alive = True
        self.document = Document((), "")
        self.occupation: Occupation | None = None
        self.lane = f"{call.sid}/{self.exchange.identifiers.new('')[:8]}"
        self._verbs: deque[Element] = deque()
        self._timers: list[Entry] = []

    def ask(self, url: str, method: str, extra: Pairs | None = None) -> None:
        """Ask the service for the next document, and play it."""
        self.occupation = None
        address = urljoin(self.document.url, url) if url else self.document.url
        sent = [*self.extra(), *(extra or [])]
        self.exchange.correspondence.ask_for_document(self, address, method, sent)

    def perform(self, document: Document) -> None:
        """Play a document from its first verb."""
        self.document = document
        self._verbs = deque(document.verbs)
        if not self._verbs:
            self.call.pick_up()
        self.proceed()

    def proceed(self) -> None:
        """Go on with the next verb."""
        self.occupation = None
        if not self.alive:
            return
        if not self._verbs:
            self.finished()
            return
        verb = self._verbs.popleft()
        if verb.name not in self.allowed:
            detail = f"<{verb.name}> may not stand in {self.place}"
            self.exchange.correspondence.fault(self, self.refusal, self.document.url, detail)
            return
        if verb.name not in grammar.BEFORE_ANSWER and not verb.true("answerOnBridge"):
            self.call.pick_up()
        self.call.note("verb", f"<{verb.name}>", " ".join(f'{k}="{v}"' for k, v in verb.attributes.items()))
        self.exchange.verbs[verb.name](self, verb)

    def after(self, seconds: float, action: Callable[[], None], what: str) -> Entry:
        """A timer that goes when the performance does."""

        def run() -> None:
            if self.alive:
                action()

        entry = self.exchange.later(seconds, self.lane, run, f"{what} of {self.call.sid[:8]}")
        self._timers = [timer for timer in self._timers if not timer.cancelled][-20:]
        self._timers.append(entry)
        return entry

    def key(self, key: str) -> None:
        """A key for whatever listens."""
        if self.occupation is None or not self.occupation.key(key):
            self.call.note("lost", f"key {key}: nobody is listening")

    def speech(self, text: str) -> None:
        """Speech for whatever listens."""
        if self.occupation is None or not self.occupation.speech(text):
            self.call.note("lost", "nobody is listening")

    def stop(self, why: str) -> None:
        """End it, and tear away what it was busy with."""
        if not self.alive:
            return
        self.alive = False
        for timer in self._timers:
            timer.cancel()
        occupation, self.occupation = self.occupation, None
        if occupation is not None:
            occupation.leave(why)


def begin(call: Call, place: str) -> Performance:
    """Make a fresh performance the call's own; after its last verb the call ends."""
    performance = Performance(call, place, call.finish)
    call.performance = performance
    return performance
