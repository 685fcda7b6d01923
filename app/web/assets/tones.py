"""The sounds of the telephone in the browser, made here so that none is fetched from elsewhere."""

import io
import math
import wave
from itertools import chain, repeat

RATE = 8000
LOUDEST = 0.25
# The ring of this country: twice 0.4 s with 0.2 s between, then 2 s of quiet.
RING_HZ = (400.0, 450.0)
RING_SECONDS = ((0.4, True), (0.2, False), (0.4, True), (2.0, False))
SHORT_HZ = (620.0,)
SHORT_SECONDS = ((0.08, True),)


def ring() -> bytes:
    """One round of the ring, a WAV file: 16 bits, mono."""
    return _wav(RING_HZ, RING_SECONDS)


def short() -> bytes:
    """A short tone for everything else that is to be noticed, a WAV file."""
    return _wav(SHORT_HZ, SHORT_SECONDS)


def _wav(hertz: tuple[float, ...], parts: tuple[tuple[float, bool], ...]) -> bytes:
    loud = chain.from_iterable(repeat(on, round(seconds * RATE)) for seconds, on in parts)
    samples = bytearray()
    for moment, on in enumerate(loud):
        height = sum(math.sin(math.tau * one * moment / RATE) for one in hertz) / len(hertz) if on else 0.0
        samples += round(height * LOUDEST * 32767).to_bytes(2, "little", signed=True)
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(bytes(samples))
    return file.getvalue()
