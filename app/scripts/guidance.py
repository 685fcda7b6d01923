"""Finding what the guidance says, whatever question it stands beside: pure."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.scripts import wording
from app.scripts.definition import Guidance, Question
from app.scripts.walking import Script

FOUND_AT_MOST: Final = 12
# What was written in English is found by English words as well, whoever reads it in another language.
WRITTEN_IN: Final = "en"


@dataclass(frozen=True)
class Piece:
    """One piece of guidance, and the question of the script that it stands beside."""

    guidance: Guidance
    script: Script
    question: Question
    section: str

    def said(self, language: str) -> str:
        """The question, with nothing known of anybody."""
        return self.script.said(self.question, {}, language)


def pieces(scripts: Iterable[Script]) -> list[Piece]:
    """Every piece of the scripts once, in their order; what stands beside several questions, beside the first."""
    found: dict[tuple[str, str | None], Piece] = {}
    for script in scripts:
        titles = {section.id: section.title for section in script.definition.sections}
        for field in script.fields:
            question = script.question(field.replace("[]", "[0]"))
            for one in question.guidance:
                found.setdefault((one.text, one.group), Piece(one, script, question, titles[question.section]))
    return list(found.values())


def find(among: Iterable[Piece], words: str, language: str) -> list[Piece]:
    """Those that have a word beginning with each of `words`, whatever the case and the accents; at most FOUND_AT_MOST.

    First come those whose own text has them all, then those whose question, section, source or group does.
    """
    wanted = _words(words)
    if not wanted:
        return []
    in_text, around = [], []
    for piece in among:
        text = _read(language, piece.guidance.text)
        if _has_all(text, wanted):
            in_text.append(piece)
            continue
        beside = _read(language, piece.section, piece.guidance.source, piece.guidance.group or "")
        asked = set(_words(piece.said(language))) | set(_words(piece.said(WRITTEN_IN)))
        if _has_all(text | beside | asked, wanted):
            around.append(piece)
    return (in_text + around)[:FOUND_AT_MOST]


def _read(language: str, *sentences: str) -> set[str]:
    versions = {version for one in sentences if one for version in (one, wording.say(one, language))}
    return {word for version in versions for word in _words(version)}


def _has_all(words: set[str], wanted: Iterable[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in wanted)


def _words(sentence: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", sentence.casefold())
    return "".join(
        sign if sign.isalnum() else "" if unicodedata.combining(sign) or sign in "'’" else " " for sign in plain
    ).split()
