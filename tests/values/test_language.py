"""Languages and what the telephone can do in them."""

import re

import pytest

from app.values.errors import Invalid
from app.values.language import ENGLISH, LANGUAGES, WELSH, parse


def test_welsh_is_said_but_never_asked_for_by_speech() -> None:
    assert WELSH.voice == "Polly.Gwyneth"
    assert WELSH.say_language == "cy-GB"
    assert not WELSH.can_be_heard


def test_english_is_said_and_understood() -> None:
    assert (ENGLISH.say_language, ENGLISH.voice, ENGLISH.gather) == ("en-GB", "Polly.Amy-Neural", "en-GB")


@pytest.mark.parametrize("code", ["ur", "so", "fa", "ti", "ps", "ckb", "kmr", "phr", "pnb"])
def test_these_need_recordings(code: str) -> None:
    assert not LANGUAGES[code].can_be_said


@pytest.mark.parametrize("code", ["ar", "ur", "fa", "ps", "ckb"])
def test_these_are_written_from_right_to_left(code: str) -> None:
    assert LANGUAGES[code].right_to_left


def test_a_voice_always_goes_with_its_own_language() -> None:
    for language in LANGUAGES.values():
        assert (language.voice is None) == (language.say_language is None)
        if language.voice and language.voice.startswith("Google."):
            assert re.match(rf"Google\.{language.say_language}-", language.voice)


def test_a_language_is_found_by_code_or_by_either_name() -> None:
    assert parse("pl").english_name == "Polish"
    assert parse("cymraeg") is WELSH
    assert parse(" Punjabi ").code == "pa"
    with pytest.raises(Invalid):
        parse("Klingon")
