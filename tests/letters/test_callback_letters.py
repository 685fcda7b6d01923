"""Letters about a call-back: the post takes them in every language and size, and they say what was agreed."""

from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
import pytest

from app.letters.envelopes import typeset
from app.letters.pack import CallbackConfirmation, NobodyInterpreted, PostedLetter, TriedToRing, TypedPage
from app.letters.validating import faults
from app.scripts import wording
from app.scripts.catalogues import OF_THE_LINE, SORRY_BY_LETTER
from tests.letters.packs import PLAIN

HEAD: dict[str, Any] = {
    name: getattr(PLAIN, name) for name in ("reference", "recipient", "address_lines", "sender", "written_on")
}
PLACE = "Startline Casnewydd, Example House, 5 Sample Street, Newport, NP20 1AA"
AT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def letters(language: str, large_print: bool) -> list[PostedLetter]:
    head = HEAD | {"language": language, "large_print": large_print}
    return [
        CallbackConfirmation(**head, at=AT, minutes=40, number_that_shows="03069 990103"),
        CallbackConfirmation(**head, at=AT, minutes=80, owed=True, number_that_shows="03069 990103"),
        CallbackConfirmation(
            **head, at=AT, minutes=80, place=PLACE, number_that_shows="03069 990103", interpreted_in="Punjabi"
        ),
        CallbackConfirmation(
            **head,
            at=AT,
            minutes=80,
            number_that_shows="03069 990103",
            typed=TypedPage("https://x.example/text", "123 456"),
        ),
        TriedToRing(**head, last_tried_on=date(2026, 11, 23)),
        NobodyInterpreted(
            **head, on=date(2026, 11, 23), again_at=AT, in_her_own=("ur", wording.say(SORRY_BY_LETTER, "ur"))
        ),
        NobodyInterpreted(**head, on=date(2026, 11, 23), again_at=None, in_her_own=None),
    ]


@pytest.mark.parametrize("language", ["en", "cy", "both"])
@pytest.mark.parametrize("large_print", [False, True])
def test_the_post_takes_them(language: str, large_print: bool) -> None:
    for letter in letters(language, large_print):
        typed = typeset(letter)
        assert [faults(pdf) for pdf in typed.letters] == [[]]
        assert typed.pages[0] <= (4 if large_print else 1)


@pytest.mark.parametrize("language", OF_THE_LINE)
def test_the_apology_begins_where_its_script_begins(language: str) -> None:
    # given an apology that is first said in her own language
    own = (language, wording.say(SORRY_BY_LETTER, language))
    letter = NobodyInterpreted(**HEAD, language="en", on=date(2026, 11, 23), again_at=None, in_her_own=own)

    # when it is set, then that begins at the right for who reads from there, and else at the left
    with closing(pypdfium2.PdfDocument(typeset(letter).letters[0])) as document:
        page = document[0]
        words = page.get_textpage()
        after = words.get_text_range().index("Dear")
        greeting = words.get_charbox(after)
        comma = words.get_text_range().index(",", after)
        line = [words.get_charbox(comma + at) for at in range(3, 40)]
        margin = greeting[0]
        begins_left = abs(min(box[0] for box in line) - margin) < 3
        begins_right = abs(page.get_width() - max(box[2] for box in line) - margin) < 3
    assert (begins_left, begins_right) == (language != "ur", language == "ur"), line
