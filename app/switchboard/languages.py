"""The languages a caller is offered: on a live line only those whose sentences a speaker has checked.

In practice, where nobody real rings, drafts may be heard too. English is what the sentences are written in.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from app.scripts import quality
from app.scripts.catalogues import OF_THE_LINE, WHOLE
from app.scripts.quality import AREAS, Area, Tally
from app.scripts.wording import TRANSLATIONS
from app.values.language import ENGLISH, LANGUAGES, Language

MENU_CHOICES: Final = 3
_HEADS: Final[Mapping[Area, str]] = {
    "line": "menu and booking",
    "waiting": "while waiting",
    "text": "confirmation by text",
    "letter": "letter",
}


def offered(wanted: Sequence[str], *, practice: bool) -> list[str]:
    """Of a site's own languages, those of its first menu, in its order; English at least."""
    found = [code for code in wanted if code in WHOLE and may_be_heard(code, practice=practice)]
    return found or [ENGLISH.code]


def other(wanted: Sequence[str]) -> list[str]:
    """Of a site's own languages, those of its second menu: an adviser or an interpreter speaks them."""
    return [code for code in wanted if code not in WHOLE][:MENU_CHOICES]


def going_on(wanted: Sequence[str], *, practice: bool, can_be_said: Callable[[str], bool]) -> list[str]:
    """Those of the second menu in which the line itself goes on; in the others an adviser helps at once.

    `can_be_said` tells whether the line has all its sentences in a language, by a voice or recorded.
    """
    return [
        code
        for code in other(wanted)
        if code in OF_THE_LINE and may_be_heard(code, practice=practice) and can_be_said(code)
    ]


def may_be_heard(language: str, *, practice: bool) -> bool:
    """Whether the line's sentences in this language are good enough for whoever rings."""
    if language == ENGLISH.code or practice:
        return True
    return quality.line_is_checked(TRANSLATIONS / language / "LC_MESSAGES" / "messages.po")


def table(recorded: Mapping[str, tuple[int, int]] | None = None) -> list[tuple[str, ...]]:
    """A row a language that has sentences of its own, the head first: how each area is said or written, how good it is.

    `recorded`: by language without a voice, how many of its prompts were recorded, and how many there are.
    """
    rows = [("language", *_HEADS.values())]
    codes = [code for code in LANGUAGES if (TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").is_file()]
    for code in codes:
        tallies = quality.tallies(TRANSLATIONS / code / "LC_MESSAGES" / "messages.po")
        cells = (_cell(LANGUAGES[code], area, tallies[area], (recorded or {}).get(code)) for area in AREAS)
        rows.append((f"{code} {LANGUAGES[code].english_name}", *cells))
    return rows


def _cell(language: Language, area: Area, tally: Tally, recorded: tuple[int, int] | None) -> str:
    if area in ("text", "letter"):
        return f"written, {_quality(language, tally)}" if tally.sentences else "in English or Welsh"
    if not tally.sentences:
        return "in English; an adviser and an interpreter"
    means = f"voice {language.voice}"
    if not language.can_be_said:
        means = "recordings" if recorded is None else f"recordings {recorded[0]} of {recorded[1]}"
    scope = "" if language.code in _WHOLE_LINE else ", only the way to an interpreter"
    return f"{means}, {_quality(language, tally)}{scope}"


def _quality(language: Language, tally: Tally) -> str:
    if language is ENGLISH:
        return "the original"
    if tally.is_checked:
        return "checked"
    return f"drafted, {tally.checked} of {tally.sentences} checked"


_WHOLE_LINE: Final[Collection[str]] = (*WHOLE, *OF_THE_LINE)
