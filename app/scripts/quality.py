"""How good a translation is, as data: each sentence of a catalogue is drafted, or was checked by a speaker.

A speaker's mark is a comment of the sentence in the .po file, such as "checked 2026-11-28 3fa9c1d2 by A. Speaker". The
figures are those of the words that were checked: if the words change afterwards, the sentence is drafted again.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

Area = Literal["line", "waiting", "text", "letter"]

AREAS: Final[tuple[Area, ...]] = ("line", "waiting", "text", "letter")
HEARD: Final = "heard on the line"
HEARD_WAITING: Final = "heard while waiting"
"""Comments of the template, in every catalogue: where a caller hears the sentence. ", in pl" after one: by its
menu it is always said in that language, and only that one needs it."""

_WRITTEN: Final[Mapping[Area, tuple[str, ...]]] = {
    "text": ("app/texts/",),
    "letter": ("app/letters/", "app/claims/evidence.yaml"),
}
_CHECKED: Final = re.compile(r"checked (?P<on>\d{4}-\d\d-\d\d) (?P<words>[0-9a-f]{8}) by (?P<by>.+)")


class NoSuchSentenceError(Exception):
    """The catalogue has no such sentence, or no words for it that could be checked."""


@dataclass(frozen=True)
class Checked:
    """Who checked a sentence, a speaker of its language, and on which day."""

    by: str
    on: date


@dataclass(frozen=True)
class Tally:
    """Of the sentences of an area, how many there are, have words, and were checked."""

    sentences: int
    drafted: int
    checked: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing in it lacks words."""
        return 0 < self.sentences == self.drafted

    @property
    def is_checked(self) -> bool:
        """Whether every sentence of it was checked."""
        return 0 < self.sentences == self.checked


def checked(message: Message) -> Checked | None:
    """The speaker's mark on a sentence, if it has one and its words are still those that were checked."""
    found = _CHECKED.search(" ".join(message.user_comments))
    if found is None or message.fuzzy or found["words"] != _figures(message):
        return None
    return Checked(found["by"].strip(), date.fromisoformat(found["on"]))


def areas_of(message: Message, language: str) -> frozenset[Area]:
    """Where the sentence is heard or read in this language."""
    files = [file for file, _ in message.locations]
    found: set[Area] = {area for area, parts in _WRITTEN.items() if any(one.startswith(parts) for one in files)}
    for comment in message.auto_comments:
        where, _, always_in = comment.partition(", in ")
        if always_in in ("", language):
            found |= {"line"} if where == HEARD else {"waiting"} if where == HEARD_WAITING else set()
    return frozenset(found)


def tallies(file: Path) -> dict[Area, Tally]:
    """What a catalogue has in each area; an area it does not serve has no sentences."""
    entries = [(areas_of(message, file.parts[-3]), message) for message in read(file) if message.id]
    return {area: _tally(message for areas, message in entries if area in areas) for area in AREAS}


@cache
def line_is_checked(file: Path) -> bool:
    """Whether a speaker has checked all that a caller hears. Asked once: a catalogue does not change in a process."""
    return file.is_file() and all(tallies(file)[area].is_checked for area in ("line", "waiting"))


@cache
def sentence_is_checked(file: Path, sentence: str) -> bool:
    """Whether a speaker has checked that one sentence. Asked once, as `line_is_checked`."""
    found = read(file).get(sentence) if file.is_file() else None
    return found is not None and checked(found) is not None


def check(file: Path, by: str, on: date, sentences: Iterable[str] | None = None, area: Area | None = None) -> int:
    """Mark sentences (their English), or all, or all of an area, as checked; returns how many were newly marked.

    Raises NoSuchSentenceError, and then marks none.
    """
    catalogue = read(file)
    chosen: list[Message] = []
    if sentences is None:
        language = file.parts[-3]
        of_area = [one for one in catalogue if one.id and (area is None or area in areas_of(one, language))]
        chosen = [one for one in of_area if _has_words(one)]
    else:
        for sentence in sentences:
            found = catalogue.get(sentence)
            if found is None or not _has_words(found):
                raise NoSuchSentenceError(sentence)
            chosen.append(found)
    fresh = [one for one in chosen if checked(one) is None]
    for one in fresh:
        said = _CHECKED.sub("", " ".join(one.user_comments)).strip()
        one.user_comments = [*([said] if said else []), f"checked {on.isoformat()} {_figures(one)} by {by.strip()}"]
    write(catalogue, file)
    return len(fresh)


def read(file: Path) -> Catalog:
    """A catalogue as it stands in its file."""
    with file.open("rb") as opened:
        return read_po(opened)


def write(catalogue: Catalog, file: Path) -> None:
    """Write a catalogue as `pybabel update --no-wrap` does, so that neither undoes what the other wrote."""
    with file.open("wb") as opened:
        write_po(opened, catalogue, width=None, ignore_obsolete=True)  # type: ignore[arg-type]  # None: not wrapped


def forms(message: Message) -> tuple[str, ...]:
    """The words in all their forms: one, or as many as the language has plurals."""
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (str(message.string or ""),)


def _has_words(message: Message) -> bool:
    return all(forms(message)) and not message.fuzzy


def _tally(messages: Iterable[Message]) -> Tally:
    seen = list(messages)
    return Tally(len(seen), sum(map(_has_words, seen)), sum(checked(one) is not None for one in seen))


def _figures(message: Message) -> str:
    return hashlib.sha256("\0".join(forms(message)).encode()).hexdigest()[:8]
