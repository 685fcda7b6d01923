"""Gather: keys and speech, with prompts that can be interrupted."""

from __future__ import annotations

from datetime import datetime

from app.practice.clock import Entry
from app.practice.signing import Pairs
from app.practice.twiml.document import Document, Element
from app.practice.twiml.performance import Occupation, Performance
from app.practice.twiml.voices import seconds_to_say

SPEECH_PAUSE_SECONDS = 1  # What `speechTimeout="auto"` comes to here.
LONGEST_SPEECH_SECONDS = 60


class Gather(Occupation):
    """Listening for keys or speech.

    The timeout starts when the prompts are over, and again with each key. Without any result the document
    goes on after the Gather, unless `actionOnEmptyResult` is true.
    """

    def __init__(self, performance: Performance, verb: Element) -> None:
        self.performance = performance
        self.verb = verb
        self.inputs = frozenset(verb.get("input", "dtmf").split())
        self.finish_key = verb.get("finishOnKey", "#")
        self.number_of_digits = verb.number("numDigits", 0)
        self.digits = ""
        self.spoken = ""
        self._speaking_since: datetime | None = None
        self._timer: Entry | None = None
        self._prompts: Performance | None = None

    def start(self) -> None:
        """Play the prompts, then wait."""
        inner = Performance(self.performance.call, "a Gather", self._prompts_over)
        self._prompts = inner
        inner.perform(Document(self.verb.children, self.performance.document.url))

    def key(self, key: str) -> bool:
        """Take a key, if keys are listened for."""
        if "dtmf" not in self.inputs or self.spoken:
            return False
        if self._prompts is not None and not self.verb.true("bargeIn", default=True):
            return False
        if key in self.finish_key:
            # The finishing key counts only after at least one other.
            if self.digits:
                self._finish()
            return True
        self._interrupt()
        self.digits += key
        if self.number_of_digits and len(self.digits) >= self.number_of_digits:
            self._finish()
        else:
            self._wait(self.verb.number("timeout", 5))
        return True

    def speech(self, text: str) -> bool:
        """Take speech, if it is listened for and no key was pressed before."""
        if "speech" not in self.inputs or self.digits:
            return False
        self._interrupt()
        self.spoken = f"{self.spoken} {text}".strip()
        pause = self.verb.get("speechTimeout", self.verb.get("timeout", "5"))
        quiet = SPEECH_PAUSE_SECONDS if pause == "auto" else int(pause)
        now = self.performance.exchange.now()
        self._speaking_since = self._speaking_since or now
        longest = self.verb.number("maxSpeechTime", LONGEST_SPEECH_SECONDS)
        left = longest - (now - self._speaking_since).total_seconds()
        self._wait(max(0.0, min(left, seconds_to_say(text) + quiet)))
        return True

    def leave(self, _why: str) -> None:
        """The call ended or was taken elsewhere: nothing is reported."""
        self._interrupt()

    def _interrupt(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._prompts is not None:
            prompts, self._prompts = self._prompts, None
            prompts.stop("interrupted")

    def _prompts_over(self) -> None:
        self._prompts = None
        self._wait(self.verb.number("timeout", 5))

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.performance.after(seconds, self._finish, "gather timeout")

    def _finish(self) -> None:
        self._interrupt()
        result: Pairs
        if self.spoken:
            result = [("SpeechResult", self.spoken), ("Confidence", "0.9")]
        elif self.digits or self.verb.true("actionOnEmptyResult"):
            result = [("Digits", self.digits)] if "dtmf" in self.inputs else [("SpeechResult", "")]
        else:
            self.performance.proceed()
            return
        self.performance.ask(self.verb.get("action", ""), self.verb.get("method", "POST"), result)


def gather(performance: Performance, verb: Element) -> None:
    """Listen."""
    listening = Gather(performance, verb)
    performance.occupation = listening
    listening.start()
