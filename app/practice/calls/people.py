"""The telephones at the far end: what they do when they are rung, and what the person at one can do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from app.practice.calls.call import Call, Heard
from app.practice.journals import Journal

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

Behaviour = Literal["manual", "answer", "joins", "no-answer", "busy", "voicemail", "unreachable"]
KEY_TO_JOIN = re.compile(r"\bpress (\d)", re.IGNORECASE)
JOINS_AFTER_SECONDS = 2
VOICEMAIL_RECORDS_SECONDS = 120
KEPT_OF_ONE_TELEPHONE = 200
ENGAGED, UNREACHABLE, RUNG_OUT = 486, 404, 487


class Telephone:
    """A telephone with a number. One call at a time; whoever rings meanwhile finds it engaged."""

    def __init__(self, exchange: Exchange, number: str) -> None:
        self._exchange = exchange
        self.number = number
        self.name = ""
        self.behaviour: Behaviour = "manual"
        self.answers_after_seconds = 3
        self.voicemail_after_seconds = 15
        self.greeting_seconds = 8
        # What the detection of answering machines takes this telephone for; None: for what it is.
        self.taken_for: str | None = None
        self.call: Call | None = None
        self.history: list[Call] = Journal(KEPT_OF_ONE_TELEPHONE)

    @property
    def ringing(self) -> bool:
        """Whether it rings now."""
        return self.call is not None and self.call.status == "ringing" and self.call.direction != "inbound"

    @property
    def said(self) -> list[Heard]:
        """What was heard on the present call, or the last."""
        return self.history[-1].said if self.history else []

    @property
    def last_said(self) -> str:
        """The last thing heard, "" before anything was."""
        return self.said[-1].text if self.said else ""

    def answer(self) -> None:
        """Pick up."""
        with self._exchange.lock:
            if self.call is None or not self.ringing:
                raise RuntimeError(f"{self.number} is not ringing")
            self.call.note("person", "answers")
            self.call.answer()

    def decline(self) -> None:
        """Refuse the call; the other end hears an engaged tone."""
        with self._exchange.lock:
            if self.call is None or not self.ringing:
                raise RuntimeError(f"{self.number} is not ringing")
            self.call.note("person", "declines")
            self.call.end("busy", ENGAGED)

    def press(self, keys: str) -> None:
        """Press keys."""
        self._live().press(keys)

    def speak(self, text: str) -> None:
        """Say something."""
        self._live().speak(text)

    def hang_up(self) -> None:
        """Put the receiver down; nothing happens when there is no call."""
        if self.call is not None:
            self.call.hang_up()

    def take(self, call: Call) -> None:
        """This telephone is at the far end of the call."""
        self.call = call
        call.telephone = self
        self.history.append(call)

    def connected(self, call: Call) -> None:
        """The call was answered here."""

    def heard(self, call: Call, heard: Heard) -> None:
        """Something was said into the ear of whoever is on the call."""
        told = KEY_TO_JOIN.search(heard.text) if self.behaviour == "joins" and heard.voice != "person" else None
        if told is not None and call.in_conference is None:
            key = told[1]
            call.later(JOINS_AFTER_SECONDS, lambda: self._presses(call, key), "joins")

    def over(self, call: Call) -> None:
        """The call has ended."""
        if self.call is call:
            self.call = None

    def ring(self, call: Call, timeout_seconds: int) -> None:
        """A call reaches this telephone."""
        if self.behaviour == "unreachable":
            call.end("failed", UNREACHABLE)
            return
        if self.behaviour == "busy" or self.call is not None:
            if self.call is None:
                # Nothing rings; whoever looks at it afterwards sees that somebody tried.
                call.telephone = self
                self.history.append(call)
            call.note("state", "engaged")
            call.end("busy", ENGAGED)
            return
        self.take(call)
        call.start_ringing()
        call.later(timeout_seconds, lambda: self._rung_out(call), "ring timeout")
        if self.behaviour in ("answer", "joins"):
            call.later(self.answers_after_seconds, lambda: self._picked_up(call), "answer")
        elif self.behaviour == "voicemail":
            call.later(self.voicemail_after_seconds, lambda: self._picked_up(call), "voicemail")

    def _picked_up(self, call: Call) -> None:
        if call.status != "ringing":
            return
        call.answer()
        if self.behaviour == "voicemail":
            call.note("person", "a voicemail answers")
            call.later(VOICEMAIL_RECORDS_SECONDS, call.hang_up, "voicemail full")

    def _presses(self, call: Call, key: str) -> None:
        if call.is_live and call.in_conference is None:
            call.press(key)

    def _rung_out(self, call: Call) -> None:
        if call.status == "ringing":
            call.end("no-answer", RUNG_OUT)

    def _live(self) -> Call:
        if self.call is None:
            raise RuntimeError(f"there is no call on {self.number}")
        return self.call
