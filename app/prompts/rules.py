"""What of a sentence is recorded, how it is put together again, and what a recording must be. Pure."""

import io
import re
import wave
from collections.abc import Collection
from dataclasses import dataclass
from string import Formatter
from typing import Final

from app.values.errors import Invalid
from app.values.sentence import mark

LONGEST_BYTES: Final = 400_000
LONGEST_SECONDS: Final = 25
# What a textphone number plays: while a desk is looked for; and where none answers.
WAITING: Final = "waiting"
UNANSWERED: Final = "unanswered"
TEXTPHONE_KINDS: Final = (WAITING, UNANSWERED)
_AROUND: Final = " \t.,:;?!'\"،۔؟।፡።-"
_QUIET: Final = 200
"""A sample below this, of 32,768, is silence."""
_LATIN: Final = re.compile(r"[A-Za-zÀ-ÿŵŷŴŶ][A-Za-zÀ-ÿŵŷŴŶ0-9 ,.'’&-]*")
_DIGITS: Final = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True)
class Piece:
    """A piece of a sentence: words that were recorded, or a name that an English voice says."""

    words: str
    recorded: bool


def fragments(sentence: str) -> list[str]:
    """What of a sentence is recorded: the words before, between and after its places."""
    return [words for literal, *_ in Formatter().parse(sentence) if (words := bare(literal))]


def bare(words: str) -> str:
    """Words without the spaces and marks around them."""
    return " ".join(words.split()).strip(_AROUND)


def pieces(text: str, recorded: Collection[str]) -> list[Piece] | None:
    """A sentence whose places are filled, cut into what was recorded, the longest first; None where something was not.

    A number that was not recorded is said figure by figure; names of places and people stay in English.
    """
    longest_first = sorted(recorded, key=len, reverse=True)
    found, rest = [], text.lstrip(_AROUND)
    while rest:
        number, name = _DIGITS.match(rest), _LATIN.match(rest)
        words = next((one for one in longest_first if rest.startswith(one) and _ends(one, rest)), None)
        if words is not None:
            found.append(Piece(words, recorded=True))
        elif number and all(figure in recorded for figure in number[0]):
            words = number[0]
            found += [Piece(figure, recorded=True) for figure in words]
        elif name:
            words = name[0]
            found.append(Piece(words.strip(_AROUND), recorded=False))
        else:
            return None
        rest = rest[len(words) :].lstrip(_AROUND)
    return found


def _ends(words: str, text: str) -> bool:
    """Whether the words end where a word of the text ends: "2" is not the beginning of "24"."""
    following = text[len(words) : len(words) + 1]
    return not following or not (words[-1].isalnum() and following.isalnum())


def media_of(sound: bytes) -> str:
    """What a file is, "audio/wav" or "audio/mpeg". Raises Invalid where it could not be played or holds nothing."""
    if not sound:
        raise Invalid(mark("Choose a file, or record the sentence."))
    if len(sound) > LONGEST_BYTES:
        raise Invalid(mark("That file is too big. Record it with one channel and 8,000 samples a second."))
    if sound[:4] == b"RIFF":
        _check_wave(sound)
        return "audio/wav"
    if sound[:3] == b"ID3" or (len(sound) > 1 and sound[0] == 0xFF and sound[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    raise Invalid(mark("That is neither a WAV nor an MP3 file."))


def _check_wave(sound: bytes) -> None:
    try:
        with wave.open(io.BytesIO(sound)) as opened:
            frames, rate, width = opened.getnframes(), opened.getframerate(), opened.getsampwidth()
            samples = opened.readframes(frames)
    except (wave.Error, EOFError) as problem:
        raise Invalid(mark("That WAV file cannot be read. Save it as PCM, 16 bit.")) from problem
    if width != 2:
        raise Invalid(mark("That WAV file cannot be read. Save it as PCM, 16 bit."))
    if frames > rate * LONGEST_SECONDS:
        raise Invalid(mark("That is longer than 25 seconds. Record this sentence only."))
    values = memoryview(samples[: len(samples) // 2 * 2]).cast("h")
    if not values or max(max(values), -min(values)) < _QUIET:
        raise Invalid(mark("Nothing can be heard in it. Record it again, nearer to the microphone."))
