"""Skills: a language, or the textphone."""

from functools import cache
from typing import Final

from app.line.snapshot import Adviser

TEXTPHONE: Final = "textphone"


@cache
def needed(language: str | None, textphone: bool) -> frozenset[str]:
    """What an adviser needs to take somebody; no language where there is an interpreter. Asked again and again."""
    skills = () if language is None else (language,)
    return frozenset((*skills, TEXTPHONE) if textphone else skills)


def skills_of(adviser: Adviser) -> frozenset[str]:
    """What an adviser has."""
    return adviser.languages | {TEXTPHONE} if adviser.textphone else adviser.languages
