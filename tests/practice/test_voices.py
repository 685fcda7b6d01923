"""What may be said in which language, and by whom; and that the exchange's lists are those that are published."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from app.practice.twiml import grammar
from app.practice.twiml.document import TwimlFault, parse
from app.practice.twiml.voices import VOICES
from app.values.language import LANGUAGES


def saying(attributes: str) -> bytes:
    return f"<Response><Say {attributes}>Bore da.</Say></Response>".encode()


@pytest.mark.parametrize(
    "attributes",
    [
        'voice="Polly.Gwyneth" language="cy-GB"',
        'voice="Polly.Amy-Neural" language="en-GB"',
        'voice="Polly.Kajal-Neural" language="hi-IN"',
        'voice="Google.pa-IN-Wavenet-B" language="pa-IN"',
        'voice="Google.en-GB-Chirp3-HD-Aoede" language="en-GB"',
        'language="cy-GB"',
        'voice="alice"',
    ],
)
def test_a_voice_says_what_is_in_its_language(attributes: str) -> None:
    assert parse(saying(attributes))[0].text == "Bore da."


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ('voice="Polly.Amy" language="cy-GB"', 13520),
        ('voice="Polly.Gwyneth" language="en-GB"', 13520),
        ('voice="Google.pl-PL-Standard-A" language="en-GB"', 13520),
        ('voice="woman" language="cy-GB"', 13520),
        ('voice="Polly.Gwyneth-Neural" language="cy-GB"', 13511),
        ('voice="Polly.Nobody"', 13511),
        ('voice="Google.ur-PK-Standard-A"', 13511),
        ('language="ur-PK"', 12200),
    ],
)
def test_a_voice_that_does_not_speak_the_language_or_is_none_of_twilios_is_refused(attributes: str, code: int) -> None:
    with pytest.raises(TwimlFault) as refusal:
        parse(saying(attributes))

    assert refusal.value.code == code


def test_every_voice_of_the_service_speaks_its_language() -> None:
    for language in LANGUAGES.values():
        if language.voice is not None:
            assert language.say_language in VOICES[language.voice], language.code


@pytest.fixture
def published(twilio_check: ModuleType) -> dict[str, Any]:
    """Twilio's elements, attributes and enumerations."""
    found: dict[str, Any] = json.loads((Path(twilio_check.DATA) / "twiml_voice_schema.json").read_text())
    return found


def test_the_lists_of_voices_and_languages_are_those_published(published: dict[str, Any]) -> None:
    lists = published["enums"]

    assert frozenset(lists["SayVoice"]) == VOICES.keys()
    assert frozenset(lists["SayLanguage"]) == grammar.SAY_LANGUAGES
    assert frozenset(lists["GatherLanguage"]) == grammar.GATHER_LANGUAGES


def test_no_element_or_attribute_is_taken_that_is_not_published(published: dict[str, Any]) -> None:
    for name in grammar.VERBS | {"Number", "Client", "Sip", "Conference", "Parameter"}:
        assert grammar.ATTRIBUTES[name].keys() <= published["attributes"].get(name, {}).keys(), name
    for parent, children in grammar.CHILDREN.items():
        known = published["children"].get("VoiceResponse" if parent == "Response" else parent)
        # The published list names the marks of speech by the methods that make them.
        if known is not None and parent not in grammar.SPEECH_MARKS:
            names = {name.replace("_", "") for name in known}
            assert {child.replace("-", "").lower() for child in children} <= names, parent
