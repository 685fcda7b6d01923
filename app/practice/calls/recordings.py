"""Recordings of calls and conferences, being made and made: kept as text and as so many seconds of sound."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from app.practice.calls.call import Call
from app.practice.calls.subscription import Subscription

if TYPE_CHECKING:
    from app.practice.calls.conferences import Conference
    from app.practice.exchange import Exchange

SAMPLES_A_SECOND = 8000
PROCESSING_SECONDS = 1
EVENTS = frozenset({"in-progress", "completed", "absent"})
ON_THE_TAPE = frozenset({"said", "spoken"})
Tape = Callable[[], list[str]]


@dataclass(eq=False)
class Recording:
    """One recording; `text` is what was said meanwhile, which the real thing would not know.

    `tape` is all that was said so far on what is recorded, `heard` which parts of it are in the recording.
    """

    exchange: Exchange = field(repr=False)
    sid: str
    call_sid: str | None
    conference_sid: str | None
    source: str
    created: datetime
    tape: Tape = field(repr=False, default=list)
    channels: int = 1
    track: str = "both"
    subscription: Subscription | None = None
    status: str = "in-progress"
    updated: datetime | None = None
    text: str = ""
    seconds: int = 0
    heard: list[tuple[int, int]] = field(default_factory=list)
    _from: int = 0
    _paused_at: datetime | None = None
    _skipped_seconds: float = 0.0
    _skips: bool = False

    @property
    def finished(self) -> bool:
        """Whether there is a file of sound."""
        return self.status == "completed"

    @property
    def live(self) -> bool:
        """Whether it is being made, or paused."""
        return self.status in ("in-progress", "paused")

    def begin(self) -> None:
        """Record from now on."""
        self._from = len(self.tape())
        self.updated = self.created
        self._tell("in-progress")

    def pause(self, *, skip: bool) -> None:
        """Take in nothing until `resume`; with `skip` the pause is left out, else it is silence."""
        if self.status == "paused":
            return
        self.heard.append((self._from, len(self.tape())))
        self._skips, self._paused_at = skip, self.exchange.now()
        self._move("paused")

    def resume(self) -> None:
        """Go on after a pause."""
        if self.status == "in-progress":
            return
        self._end_pause()
        self._from = len(self.tape())
        self._move("in-progress")

    def stop(self, status: str = "stopped") -> None:
        """It is over; the file is there a little later."""
        if not self.live:
            return
        if self.status == "in-progress":
            self.heard.append((self._from, len(self.tape())))
        self._end_pause()
        tape = self.tape()
        self.text = " ".join(words for first, last in self.heard for words in tape[first:last])
        elapsed = (self.exchange.now() - self.created).total_seconds()
        self.seconds = max(0, round(elapsed - self._skipped_seconds))
        self._move(status)
        self.exchange.later(PROCESSING_SECONDS, self.sid, self.complete, "recording completed")

    def complete(self) -> None:
        """The file is there."""
        self._move("completed")
        self._tell("completed")

    def give_up(self) -> None:
        """Nothing was said: there is no file."""
        self._move("absent")
        self._tell("absent")

    def _end_pause(self) -> None:
        if self._paused_at is not None and self._skips:
            self._skipped_seconds += (self.exchange.now() - self._paused_at).total_seconds()
        self._paused_at = None

    def _move(self, status: str) -> None:
        self.status, self.updated = status, self.exchange.now()

    def _tell(self, status: str) -> None:
        """Report to whoever asked for this event."""
        told = self.subscription
        if told is None or status not in told.events:
            return
        exchange = self.exchange
        form = [
            ("AccountSid", exchange.account_sid),
            ("CallSid", self.call_sid or ""),
            *([("ConferenceSid", self.conference_sid)] if self.conference_sid else []),
            ("RecordingSid", self.sid),
            ("RecordingUrl", exchange.recording_url(self)),
            ("RecordingStatus", status),
            *([("RecordingDuration", str(self.seconds))] if status == "completed" else []),
            ("RecordingChannels", str(self.channels)),
            ("RecordingStartTime", format_datetime(self.created)),
            ("RecordingSource", self.source),
            ("RecordingTrack", self.track),
        ]
        call = exchange.calls.get(self.call_sid or "")
        exchange.correspondence.notify("recording", told.url, told.method, form, lane=self.sid, call=call)

    def wav(self) -> bytes:
        """Silence of the right length."""
        out = io.BytesIO()
        with wave.open(out, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(SAMPLES_A_SECOND)
            sound.writeframes(b"\0\0" * SAMPLES_A_SECOND * self.seconds)
        return out.getvalue()


def record_call(call: Call, *, track: str, channels: int, subscription: Subscription | None) -> Recording:
    """Record a call that is in progress, until it ends or the recording is stopped."""
    exchange = call.exchange

    def tape() -> list[str]:
        return [happening.text for happening in call.journal if happening.kind in ON_THE_TAPE]

    recording = Recording(
        exchange,
        exchange.identifiers.new("RE"),
        call.sid,
        None,
        "StartCallRecordingAPI",
        exchange.now(),
        tape,
        channels,
        track,
        subscription,
    )
    _start(recording)
    call.when_ended.append(lambda: recording.stop("processing"))
    return recording


def record_conference(conference: Conference, first: Call, subscription: Subscription | None) -> Recording:
    """Record a conference that has just started, until it ends or the recording is stopped."""
    exchange = conference.exchange
    recording = Recording(
        exchange,
        exchange.identifiers.new("RE"),
        first.sid,
        conference.sid,
        "Conference",
        exchange.now(),
        lambda: conference.words,
        subscription=subscription,
    )
    _start(recording)
    conference.when_ended.append(lambda: recording.stop("processing"))
    return recording


def _start(recording: Recording) -> None:
    recording.exchange.recordings[recording.sid] = recording
    recording.begin()
