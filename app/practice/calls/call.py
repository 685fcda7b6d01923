"""One telephone call: its states, what has been heard on it, and what the person on it can do."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from app.practice.calls.subscription import Subscription
from app.practice.clock import Entry
from app.practice.signing import Pairs

if TYPE_CHECKING:
    from app.practice.calls.conferences import Participation
    from app.practice.calls.people import Telephone
    from app.practice.exchange import Exchange
    from app.practice.twiml.performance import Performance

ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
MOVES: dict[str, frozenset[str]] = {
    "queued": frozenset({"ringing", "in-progress", "busy", "failed", "no-answer", "canceled"}),
    "ringing": frozenset({"in-progress", "busy", "failed", "no-answer", "canceled"}),
    "in-progress": frozenset({"completed"}),
    **{status: frozenset() for status in ENDED},
}
TIME_LIMIT_SECONDS = 4 * 3600


@dataclass(frozen=True)
class Heard:
    """Something the person on the call heard said. `voice` is "person" for another person on the call."""

    text: str
    language: str
    voice: str
    at: datetime


@dataclass(frozen=True)
class Happening:
    """A line of the call's journal, for developers."""

    at: datetime
    kind: str
    text: str
    detail: str = ""


@dataclass(eq=False)
class Call:
    """A call, inbound or rung by the exchange; also what a test holds in its hand as the person on it."""

    exchange: Exchange = field(repr=False)
    sid: str
    direction: str
    from_: str
    to: str
    created: datetime
    status: str = "queued"
    updated: datetime | None = None
    started: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    parent_sid: str | None = None
    number_sid: str | None = None
    fallback_url: str = ""
    fallback_method: str = "POST"
    subscription: Subscription | None = None
    sequence: int = 0
    said: list[Heard] = field(default_factory=list)
    journal: list[Happening] = field(default_factory=list)
    performance: Performance | None = None
    participation: Participation | None = None
    telephone: Telephone | None = None
    custom_parameters: dict[str, str] = field(default_factory=dict)
    answered_by: str | None = None
    timers: list[Entry] = field(default_factory=list)
    music: str = ""
    in_fallback: bool = False
    fallbacks: int = 0
    when_answered: Callable[[], None] | None = field(default=None, repr=False)
    when_ended: list[Callable[[], None]] = field(default_factory=list, repr=False)
    time_limit_seconds: int | None = None
    queue_milliseconds: int = 0
    _limit: Entry | None = None
    past: list[tuple[datetime, Call]] = field(default_factory=list, repr=False)

    # ── what a person sees and does ──────────────────────────────────────────────────────────────

    @property
    def last_said(self) -> str:
        """The last thing heard on the call, "" before anything was."""
        return self.said[-1].text if self.said else ""

    @property
    def is_live(self) -> bool:
        """Whether the call has not ended."""
        return self.status not in ENDED

    @property
    def in_conference(self) -> str | None:
        """The name of the conference the call is in, if any."""
        return self.participation.conference.friendly_name if self.participation else None

    @property
    def on_hold(self) -> bool:
        """Whether the call is held in its conference."""
        return self.participation.hold if self.participation else False

    def press(self, keys: str) -> None:
        """Press keys one after another, 0-9 * #."""
        with self.exchange.lock:
            for key in keys:
                if key not in "0123456789*#":
                    raise ValueError(f"a telephone has no key {key!r}")
                self.note("key", key)
                if self.performance is not None and self.status == "in-progress":
                    self.performance.key(key)
                else:
                    self.note("lost", f"key {key}: nobody is listening")

    def speak(self, text: str) -> None:
        """Say something into the telephone."""
        with self.exchange.lock:
            self.note("spoken", text)
            if self.performance is not None and self.status == "in-progress":
                self.performance.speech(text)
            else:
                self.note("lost", "nobody is listening")

    def hang_up(self) -> None:
        """The person hangs up, in whichever state the call is; one whose telephone rings refuses the call."""
        with self.exchange.lock:
            if not self.is_live:
                return
            self.note("person", "hangs up")
            unanswered = "no-answer" if self.direction == "inbound" else "busy"
            self.end("completed" if self.status == "in-progress" else unanswered)

    # ── what the exchange does ───────────────────────────────────────────────────────────────────

    def note(self, kind: str, text: str, detail: str = "") -> None:
        """A line in the journal."""
        self.journal.append(Happening(self.exchange.now(), kind, text, detail))

    def hear(self, text: str, language: str, voice: str) -> None:
        """Something is said into the person's ear."""
        heard = Heard(text, language, voice, self.exchange.now())
        self.said.append(heard)
        self.note("said", text, " ".join(filter(None, (language, voice))))
        if self.telephone is not None:
            self.telephone.heard(self, heard)

    def move(self, status: str) -> None:
        """Go to another state; an illegal move is a fault of this exchange."""
        if status not in MOVES[self.status]:
            raise RuntimeError(f"call {self.sid}: {self.status} does not become {status}")
        self.past.append((self.exchange.now(), copy.copy(self)))
        self.status = status
        self.updated = self.exchange.now()
        self.note("state", status)

    def parameters(self, status: str | None = None) -> Pairs:
        """What every voice webhook of this call carries."""
        form = [
            ("CallSid", self.sid),
            ("AccountSid", self.exchange.account_sid),
            ("From", self.from_),
            ("To", self.to),
            ("Caller", self.from_),
            ("Called", self.to),
            ("CallStatus", status or self.status),
            ("ApiVersion", "2010-04-01"),
            ("Direction", self.direction),
        ]
        for whose, number in (
            ("From", self.from_),
            ("To", self.to),
            ("Caller", self.from_),
            ("Called", self.to),
        ):
            country = "GB" if number.startswith("+44") else ""
            form += [
                (f"{whose}City", ""),
                (f"{whose}State", ""),
                (f"{whose}Zip", ""),
                (f"{whose}Country", country),
            ]
        if self.parent_sid:
            form.append(("ParentCallSid", self.parent_sid))
        return form

    def start_ringing(self) -> None:
        """The other end rings."""
        self.move("ringing")
        self.tell("ringing", "ringing")

    def answer(self) -> None:
        """The other end picks up; what follows was settled when the call was made."""
        self.move("in-progress")
        self.answered = self.exchange.now()
        self.limit(self.time_limit_seconds or self.exchange.time_limit_seconds)
        self.tell("answered", "in-progress")
        if self.telephone is not None:
            self.telephone.connected(self)
        if self.when_answered is not None:
            self.when_answered()

    def pick_up(self) -> None:
        """An inbound call that still rings is answered, since a verb is played to it."""
        if self.direction == "inbound" and self.status == "ringing":
            self.answer()

    def finish(self) -> None:
        """Nothing is left to be played: the exchange hangs up."""
        self.end("completed" if self.status == "in-progress" else "no-answer")

    def limit(self, seconds: int) -> None:
        """The call ends so long after it was answered, unless it has ended before."""
        self.time_limit_seconds = seconds
        if self.answered is not None:
            left = seconds - (self.exchange.now() - self.answered).total_seconds()
            if self._limit is not None:
                self._limit.cancel()
            self._limit = self.later(max(0.0, left), lambda: self.end("completed"), "time limit")

    def end(self, status: str, sip_code: int | None = None) -> None:
        """The call is over; everything that hung on it is let go."""
        if not self.is_live:
            return
        was_queued = self.status == "queued" and status == "canceled"
        self.move(status)
        self.ended = self.exchange.now()
        for timer in self.timers:
            timer.cancel()
        if self.performance is not None:
            performance, self.performance = self.performance, None
            performance.stop("hangup")
        self.music = ""
        if self.telephone is not None:
            self.telephone.over(self)
        for then in self.when_ended:
            then()
        # A call that is cancelled while it still waits its turn is never reported.
        if not was_queued:
            extra = [("CallDuration", str(self.duration)), ("Duration", str(-(-self.duration // 60)))]
            if sip_code is not None:
                extra.append(("SipResponseCode", str(sip_code)))
            self.tell("completed", status, extra)

    def as_it_was(self, moment: datetime) -> Call | None:
        """A picture of the call at that time; None before it was made."""
        if self.created > moment:
            return None
        return next((before for until, before in self.past if moment < until), self)

    @property
    def duration(self) -> int:
        """Seconds from the answer to the end, 0 for a call that was not answered."""
        if self.answered is None or self.ended is None:
            return 0
        return round((self.ended - self.answered).total_seconds())

    def tell(self, event: str, status: str, extra: Pairs | None = None) -> None:
        """Report an event to the status callback, if it asked for this one."""
        if self.subscription is None or event not in self.subscription.events:
            return
        form = [
            *self.parameters(status),
            *(extra or []),
            ("Timestamp", format_datetime(self.exchange.now())),
            ("CallbackSource", "call-progress-events"),
            ("SequenceNumber", str(self.sequence)),
        ]
        self.sequence += 1
        self.exchange.correspondence.notify(
            "status",
            self.subscription.url,
            self.subscription.method,
            form,
            lane=f"{self.sid}/status",
            call=self,
        )

    def later(self, seconds: float, action: Callable[[], None], what: str) -> Entry:
        """A timer that goes when the call does."""
        entry = self.exchange.later(seconds, self.sid, action, f"{what} of {self.sid[:8]}")
        self.timers = [timer for timer in self.timers if not timer.cancelled][-50:]
        self.timers.append(entry)
        return entry
