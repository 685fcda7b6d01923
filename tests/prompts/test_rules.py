"""What of a sentence is recorded, how it is put together, and what a recording must be."""

import io
import struct
import wave

import pytest

from app.prompts.rules import Piece, fragments, media_of, pieces
from app.values.errors import Invalid

RECORDED = {"قطار میں آپ کا نمبر", "ہے", "2", "4", "24", "منگل", "نومبر", "کے لیے 1 دبائیں"}


def sound(loud: int = 9000, seconds: float = 1, width: int = 2) -> bytes:
    """A WAV file of one channel."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(width)
        opened.setframerate(8000)
        opened.writeframes(struct.pack("<h", loud)[:width] * int(8000 * seconds))
    return kept.getvalue()


def test_a_sentence_is_recorded_in_what_stands_around_its_places() -> None:
    assert fragments("قطار میں آپ کا نمبر {place} ہے۔") == ["قطار میں آپ کا نمبر", "ہے"]
    assert fragments("{closed_message}") == []


def test_a_filled_sentence_is_put_together_from_what_was_recorded() -> None:
    assert pieces("قطار میں آپ کا نمبر 24 ہے۔", RECORDED) == [
        Piece("قطار میں آپ کا نمبر", recorded=True),
        Piece("24", recorded=True),
        Piece("ہے", recorded=True),
    ]


def test_a_number_that_was_not_recorded_is_said_figure_by_figure_and_a_name_in_english() -> None:
    said = pieces("42 نومبر، Calderdale and Kirklees", RECORDED)

    assert said == [
        Piece("4", recorded=True),
        Piece("2", recorded=True),
        Piece("نومبر", recorded=True),
        Piece("Calderdale and Kirklees", recorded=False),
    ]


@pytest.mark.parametrize("text", ["قطار میں", "بدھ، 24 نومبر", "3 نومبر", "ہےں"])
def test_where_something_was_not_recorded_there_is_nothing_to_play(text: str) -> None:
    assert pieces(text, RECORDED) is None


def test_what_can_be_played() -> None:
    assert media_of(sound()) == "audio/wav"
    assert media_of(b"\xff\xfb\x90\x00" + bytes(400)) == "audio/mpeg"
    assert media_of(b"ID3" + bytes(400)) == "audio/mpeg"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "Choose a file"),
        (b"OggS" + bytes(100), "neither a WAV nor an MP3"),
        (b"RIFF" + bytes(60), "cannot be read"),
        (sound(width=1), "cannot be read"),
        (sound(seconds=24.9, loud=20), "Nothing can be heard"),
        (bytes(400_001), "too big"),
        (sound(loud=20), "Nothing can be heard"),
    ],
)
def test_what_cannot_be_played_is_refused_and_told_why(data: bytes, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        media_of(data)

    assert why in str(refused.value.message)
