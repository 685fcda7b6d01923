"""Sentences in a language: the catalogues in translations/, and dates and times as they are said and written.

Catalogues are read from their .po files, once a process: there is nothing to compile and nothing to be stale.
A sentence that a language does not have is said in English.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from babel.messages.pofile import read_po

from app.scripts import english_calendar, welsh_calendar
from app.scripts.definition import Spoken
from app.values.london import to_london
from app.values.sentence import Sentence, mark

__all__ = ["TRANSLATIONS", "catalogue", "clock_time", "day", "digits", "mark", "say", "say_all", "say_sentence", "when"]

TRANSLATIONS: Final = Path(__file__).resolve().parents[2] / "translations"


def say(message: str, language: str, /, **params: str | int) -> str:
    """The sentence in the language (a BCP 47 code), its `{name}` places filled. Raises KeyError for a place that
    nothing fills."""
    words = catalogue(language).get(message, message)
    return words.format(**params) if params or "{" in words else words


def say_all(spoken: Iterable[Spoken], language: str, /, **params: str | int) -> list[tuple[str, str]]:
    """Each sentence with the language it is in: the listener's, unless the sentence has one of its own."""
    return [
        (say(one.message, one.language or language, **{**params, **one.params}), one.language or language)
        for one in spoken
    ]


def say_sentence(sentence: Sentence, language: str) -> str:
    """A sentence that carries its own parameters."""
    return say(sentence.template, language, **sentence.params)


def when(moment: datetime, language: str, *, spoken: bool = False) -> str:
    """London day and time: "Tuesday 24 November, 2.30 pm"; spoken, "Tuesday the 24th of November at half past two".

    Raises ValueError for a naive time.
    """
    return _calendar(language).when(to_london(moment), spoken=spoken)


def day(on: date, language: str, *, spoken: bool = False) -> str:
    """A day: "Tuesday 24 November"; spoken, "Tuesday the 24th of November"."""
    return _calendar(language).day(on, spoken=spoken)


def clock_time(at: time | datetime, language: str, *, spoken: bool = False) -> str:
    """A time of day: "2.30 pm"; spoken, "half past two". A datetime is taken to London first."""
    return _calendar(language).clock_time(to_london(at).time() if isinstance(at, datetime) else at, spoken=spoken)


def digits(number: str) -> str:
    """A proof number or reference, one sign at a time, for a voice: "4821" is "4, 8, 2, 1"."""
    return ", ".join(sign for sign in number if sign.isalnum())


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The language's sentences by their English; empty where there is no such catalogue."""
    file = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not language.isalpha() or not file.is_file():
        return MappingProxyType({})
    with file.open("rb") as opened:
        entries = read_po(opened, locale=language)
    return MappingProxyType(
        {
            entry.id: entry.string
            for entry in entries
            if entry.id and entry.string and isinstance(entry.id, str) and isinstance(entry.string, str)
            and not entry.fuzzy
        }
    )  # fmt: skip


def _calendar(language: str) -> english_calendar.Calendar:
    return welsh_calendar.WELSH if language == "cy" else english_calendar.ENGLISH
