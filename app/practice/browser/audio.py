"""What is heard in a browser telephone: tones in place of voices and music, and whether the microphone is heard.

The exchange has no voices. A sentence is a hum that comes and goes as syllables do, for as long as the sentence
takes to say; music is a higher tone; a call with nobody to be heard on it is quiet.
"""

from __future__ import annotations

import asyncio
import fractions
import math
import time
from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from app.practice.twiml.voices import seconds_to_say

if TYPE_CHECKING:
    from app.practice.calls.call import Call, Heard

RATE = 48_000
FRAME_SECONDS = 0.02
SAMPLES = round(RATE * FRAME_SECONDS)
VOICE_HZ, MUSIC_HZ, PEOPLE_HZ = 220, 660, 330
SYLLABLES_A_SECOND = 4
LOUDNESS = 0.25


class Sound:
    """What one call sounds like just now. Told from the exchange's threads, asked from the signalling's."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._said_until = 0.0

    def say(self, heard: Heard) -> None:
        """A sentence begins."""
        if heard.voice != "play" or heard.text:
            self._said_until = time.monotonic() + seconds_to_say(heard.text)

    def hertz(self) -> int:
        """The tone that stands for it; 0 for quiet."""
        if self._call.music or self._call.on_hold:
            return MUSIC_HZ
        if time.monotonic() < self._said_until:
            return VOICE_HZ
        return PEOPLE_HZ if self._somebody_is_heard() else 0

    def _somebody_is_heard(self) -> bool:
        mine = self._call.participation
        others = list(mine.conference.participants.values()) if mine is not None else []
        return any(other is not mine and not other.hold and not other.muted for other in others)


class Tone(MediaStreamTrack):
    """The sound of a call as a stream, a frame each 20 ms: 48 kHz, 16 bits, mono."""

    kind = "audio"

    def __init__(self, hertz: Callable[[], int]) -> None:
        super().__init__()
        self._hertz = hertz
        self._sent = 0
        self._began = 0.0

    async def recv(self) -> AudioFrame:
        """The next frame, when it is time for it."""
        if self.readyState != "live":
            raise MediaStreamError
        if self._sent == 0:
            self._began = time.monotonic()
        await asyncio.sleep(max(0.0, self._began + self._sent / RATE - time.monotonic()))
        frame = AudioFrame(format="s16", layout="mono", samples=SAMPLES)
        frame.planes[0].update(samples(self._hertz(), self._sent))
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._sent, fractions.Fraction(1, RATE)
        self._sent += SAMPLES
        return frame


def samples(hertz: int, first: int) -> bytes:
    """20 ms of a tone from sample `first` on, 16 bits in the machine's order; a voice swells with its syllables."""
    if hertz == 0:
        return bytes(2 * SAMPLES)
    swell = 0.5 - 0.5 * math.cos(math.tau * SYLLABLES_A_SECOND * first / RATE) if hertz == VOICE_HZ else 1.0
    height, turn = LOUDNESS * swell * 32767, math.tau * hertz / RATE
    return array("h", (round(height * math.sin(turn * (first + n))) for n in range(SAMPLES))).tobytes()


async def listen(track: MediaStreamTrack, first_heard: Callable[[], None]) -> None:
    """Take in what the microphone sends until it ends; `first_heard` is called when there is anything."""
    heard = False
    while True:
        try:
            await track.recv()
        except MediaStreamError:
            return
        if not heard:
            heard = True
            first_heard()
