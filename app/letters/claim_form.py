"""The claim form behind the covering letter: what was asked, what she said, room to correct it, and to sign."""

from collections.abc import Iterable
from typing import Any, Final

from app.letters.letterhead import passages, said
from app.letters.pack import ClaimPack, Row, Section, Words, languages_of
from app.scripts.wording import mark, say

Place = tuple[int, int]
"""Which section, which row in it, both from nought."""

SHORT: Final = 90
"""Characters of a line of an answer that is set so that it stands out; a longer one is read like any other text."""
FROM_RIGHT_TO_LEFT: Final = "\N{HEBREW ACCENT ETNAHTA}"
"""Before this character none is written from right to left."""
VERY_LONG: Final = 600
"""Characters beyond which an answer may be cut by the end of a page."""

LEFT_EMPTY = mark("This side is left empty, so that you can keep the letter and give back the form.")
FORM = mark("Claim form")
HOW_TO_CORRECT = mark(
    "This is what you told us. If an answer is right, leave it. If not, cross it out and write beside it."
)
ANSWER = mark("Your answer")
CORRECTION = mark("Correction")
DECLARATION = mark("Declaration")
NAME_OF_SIGNATORY = mark("Name")
SIGNATURE = mark("Signature")
DATE = mark("Date")
CONTINUED = mark("{heading} (continued)")


def form(
    pack: ClaimPack,
    sections: Iterable[Section],
    *,
    places: list[list[Place]],
    first: bool,
    last: bool,
) -> dict[str, Any]:
    languages = languages_of(pack.language)
    return {
        "title": said(FORM, languages),
        "new_sheet": first,
        "left_empty": said(LEFT_EMPTY, languages),
        "opening": [said(HOW_TO_CORRECT, languages)],
        "titles": {
            "answer": said(ANSWER, languages),
            "correction": said(CORRECTION, languages),
        },
        "sections": [
            {
                "heading": passages(section.heading, languages),
                "rows": [_row(row, languages) | {"place": place} for row, place in zip(section.rows, at, strict=True)],
            }
            for section, at in zip(sections, places, strict=True)
        ],
        "declaration": _declaration(pack) if last else None,
    }


def _declaration(pack: ClaimPack) -> dict[str, Any]:
    languages = languages_of(pack.language)
    return {
        "heading": said(DECLARATION, languages),
        "statements": [passages(statement, languages) for statement in pack.declaration.statements],
        "lines": [
            {
                "signatory": signatory,
                "name": said(NAME_OF_SIGNATORY, languages),
                "signature": said(SIGNATURE, languages),
                "date": said(DATE, languages),
            }
            for signatory in pack.declaration.signatories
        ],
    }


def only(pack: ClaimPack, rows: set[Place]) -> tuple[list[Section], list[list[Place]]]:
    """The sections with `rows` alone; one that began in an earlier letter says that it goes on."""
    sections, places = [], []
    for index, section in enumerate(pack.sections):
        kept = [(index, at) for at in range(len(section.rows)) if (index, at) in rows]
        if not kept:
            continue
        heading: Words = section.heading
        if kept[0][1] > 0:
            heading = {one: say(CONTINUED, one, heading=text) for one, text in heading.items()}
        sections.append(Section(heading, tuple(section.rows[at] for _, at in kept)))
        places.append(kept)
    return sections, places


def all_places(sections: tuple[Section, ...]) -> list[list[Place]]:
    return [[(index, at) for at in range(len(section.rows))] for index, section in enumerate(sections)]


def _row(row: Row, languages: tuple[str, ...]) -> dict[str, Any]:
    label, answer = row.label[languages[0]], row.answer[languages[0]]
    very_long = len(answer) > VERY_LONG
    longest_line = max(map(len, answer.splitlines()), default=0)
    return {
        "label": passages(row.label, languages),
        "answer": passages(row.answer, languages),
        "short": longest_line <= SHORT and not very_long,
        "very_long": very_long,
        "plain": len(languages) == 1 and not very_long and max(label + answer, default="") < FROM_RIGHT_TO_LEFT,
    }
