"""Record: what a person says after the tone."""

from __future__ import annotations

from urllib.parse import urljoin

from app.practice.calls.recordings import EVENTS, Recording
from app.practice.calls.subscription import Subscription
from app.practice.clock import Entry
from app.practice.twiml.document import Element
from app.practice.twiml.performance import Occupation, Performance
from app.practice.twiml.voices import seconds_to_say


class Taking(Occupation):
    """A recording being made. Ends on a key, on silence, at its greatest length or when she hangs up."""

    def __init__(self, performance: Performance, verb: Element) -> None:
        self.performance = performance
        self.verb = verb
        self.words: list[str] = []
        self.began = performance.exchange.now()
        self._silence: Entry | None = None
        self._recording = Recording(
            performance.exchange,
            performance.exchange.identifiers.new("RE"),
            performance.call.sid,
            None,
            "RecordVerb",
            self.began,
            subscription=self._subscription(),
        )

    def start(self) -> None:
        """Wait for the first word."""
        self.performance.call.note("state", "recording")
        self._recording.begin()
        self.performance.after(self.verb.number("maxLength", 3600), lambda: self._over(""), "greatest length")
        self._quiet_for(self.verb.number("timeout", 5))

    def key(self, key: str) -> bool:
        """Any key ends it by default."""
        if key in self.verb.get("finishOnKey", "1234567890*#"):
            self._over(key)
        return True

    def speech(self, text: str) -> bool:
        """Words go into the recording."""
        self.words.append(text)
        self._quiet_for(seconds_to_say(text) + self.verb.number("timeout", 5))
        return True

    def leave(self, why: str) -> None:
        """What was recorded before hanging up is kept, and the action is told."""
        recording = self._keep()
        if recording is not None and why == "hangup":
            action = urljoin(self.performance.document.url, self.verb.get("action", ""))
            call = self.performance.call
            self.performance.exchange.correspondence.notify_of_call(
                call, action, self.verb.get("method", "POST"), self._told(recording, "hangup")
            )

    def _quiet_for(self, seconds: int) -> None:
        if self._silence is not None:
            self._silence.cancel()
        self._silence = self.performance.after(seconds, lambda: self._over(""), "silence")

    def _over(self, key: str) -> None:
        if self.performance.occupation is not self:
            return
        if self._silence is not None:
            self._silence.cancel()
        recording = self._keep()
        if recording is None:
            self.performance.proceed()
            return
        self.performance.ask(self.verb.get("action", ""), self.verb.get("method", "POST"), self._told(recording, key))

    def _keep(self) -> Recording | None:
        recording, exchange = self._recording, self.performance.exchange
        if not self.words:
            recording.give_up()
            return None
        recording.text = " ".join(self.words)
        elapsed = round((exchange.now() - self.began).total_seconds())
        longest = self.verb.number("maxLength", 3600)
        recording.seconds = max(1, min(max(elapsed, seconds_to_say(recording.text)), longest))
        exchange.recordings[recording.sid] = recording
        recording.complete()
        return recording

    def _subscription(self) -> Subscription | None:
        callback = self.verb.get("recordingStatusCallback", "")
        if not callback:
            return None
        return Subscription(
            urljoin(self.performance.document.url, callback),
            self.verb.get("recordingStatusCallbackMethod", "POST"),
            frozenset(self.verb.get("recordingStatusCallbackEvent", "completed").split()) & EVENTS,
        )

    def _told(self, recording: Recording, key: str) -> list[tuple[str, str]]:
        return [
            ("RecordingSid", recording.sid),
            ("RecordingUrl", self.performance.exchange.recording_url(recording)),
            ("RecordingDuration", str(recording.seconds)),
            ("Digits", key),
        ]


def record(performance: Performance, verb: Element) -> None:
    """Sound the tone and record."""
    taking = Taking(performance, verb)
    performance.occupation = taking
    taking.start()
