"""Sentences in a language: the catalogues in translations/, and dates and times as they are said and written.

Catalogues are read from their .po files, once a process: there is nothing to compile and nothing to be stale.
A sentence that a language does not have is said in English.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from gettext import c2py
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Final

from babel.messages.pofile import read_po

from app.scripts import english_calendar, line_calendars, welsh_calendar
from app.scripts.definition import Spoken
from app.values.language import LANGUAGES
from app.values.london import to_london
from app.values.sentence import Sentence, mark

__all__ = ["TRANSLATIONS", "catalogue", "clock_time", "day", "digits", "mark", "say", "say_all", "say_sentence", "when"]

TRANSLATIONS: Final = Path(__file__).resolve().parents[2] / "translations"


def say(message: str, language: str, /, **params: str | int) -> str:
    """The sentence in the language (a BCP 47 code), its `{name}` places filled. Raises KeyError for a place that
    nothing fills."""
    words = catalogue(language).get(message, message)
    if isinstance(words, Counted):
        words = words.form(next((filled for name in _places(message) if isinstance(filled := params[name], int)), 0))
    return words.format(**params) if params or "{" in words else words


def tongue_of(message: str, language: str) -> str:
    """The language in which `say` says it: the one asked for, or English where its catalogue has no such sentence.

    A language without a voice keeps its sentences, since what is played in it was recorded: only whoever knows the
    recordings can tell.
    """
    has_voice = LANGUAGES[language].can_be_said
    return language if language == "en" or not has_voice or message in catalogue(language) else "en"


def say_all(spoken: Iterable[Spoken], language: str, /, **params: str | int) -> list[tuple[str, str]]:
    """Each sentence with the language it is in: the listener's, unless the sentence has one of its own, and English
    where there is no such sentence in it."""
    return [
        (say(one.message, tongue, **{**params, **one.params}), tongue_of(one.message, tongue))
        for one in spoken
        for tongue in (one.language or language,)
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


PluralRule = Callable[[int], int]


@dataclass(frozen=True)
class Counted:
    """The forms of a sentence that follow a number, and which of them a number takes (gettext's rule)."""

    forms: tuple[str, ...]
    rule: PluralRule

    def form(self, number: int) -> str:
        """The words for so many."""
        return self.forms[self.rule(number)]


@cache
def catalogue(language: str) -> Mapping[str, str | Counted]:
    """The language's sentences by their English, of one with plurals the plural; empty where there is no catalogue."""
    file = TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"
    if not language.isalpha() or not file.is_file():
        return MappingProxyType({})
    with file.open("rb") as opened:
        entries = read_po(opened, locale=language)
    choose = c2py(str(entries.plural_expr))
    found: dict[str, str | Counted] = {}
    for entry in entries:
        if entry.id and entry.string and not entry.fuzzy:
            if isinstance(entry.id, str):
                found[entry.id] = str(entry.string)
            elif all(entry.string):
                found[entry.id[1]] = Counted(tuple(entry.string), choose)
    return MappingProxyType(found)


def _places(message: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(message) if name]


def _calendar(language: str) -> english_calendar.Calendar:
    if language == "cy":
        return welsh_calendar.WELSH
    return line_calendars.CALENDARS.get(language, english_calendar.ENGLISH)
