"""Every claim pack becomes letters that the post takes, and every answer is on them."""

import io
import re

import pikepdf
import pypdfium2
import pytest

from app.letters.checking import address_lines, check
from app.letters.envelopes import typeset
from app.letters.geometry import MOST_PAGES
from app.letters.pack import ClaimPack, languages_of
from tests.letters import packs


def text_of(pdf: bytes) -> str:
    """All text of a PDF, its spaces and line ends made one."""
    document = pypdfium2.PdfDocument(pdf)
    found = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return squeezed(found)


def squeezed(text: str) -> str:
    """Letters and figures only, so that the end of a line in a narrow column changes nothing."""
    return re.sub(r"\W+", "", text)


@pytest.mark.parametrize("pack", packs.EVERY_KIND.values(), ids=packs.EVERY_KIND.keys())
def test_the_post_takes_every_letter(pack: ClaimPack) -> None:
    for letter in typeset(pack).letters:
        assert check(letter) == []
        assert address_lines(letter) == [pack.recipient, *pack.address_lines]


@pytest.mark.parametrize("pack", packs.EVERY_KIND.values(), ids=packs.EVERY_KIND.keys())
def test_every_answer_is_on_the_form(pack: ClaimPack) -> None:
    text = text_of(typeset(pack).as_one())

    for section in pack.sections:
        for row in section.rows:
            for language in languages_of(pack.language):
                expected = row.answer[language]
                assert squeezed(expected) in text
                assert squeezed(row.label[language]) in text


@pytest.mark.parametrize("pack", packs.EVERY_KIND.values(), ids=packs.EVERY_KIND.keys())
def test_the_same_claim_gives_the_same_bytes(pack: ClaimPack) -> None:
    assert typeset(pack) == typeset(pack)


def test_a_long_form_goes_in_numbered_letters() -> None:
    typed = typeset(packs.MANY_CHILDREN)

    assert len(typed.letters) > 1
    assert max(typed.pages) <= MOST_PAGES
    for number, letter in enumerate(typed.letters, start=1):
        assert squeezed(f"Letter {number} of {len(typed.letters)}") in text_of(letter)


def test_only_the_last_of_several_letters_is_signed() -> None:
    *earlier, last = typeset(packs.MANY_CHILDREN).letters

    assert "Signature" in text_of(last)
    assert not any("Signature" in text_of(letter) for letter in earlier)


def test_each_answer_of_a_long_form_is_printed_once() -> None:
    text = text_of(typeset(packs.MANY_CHILDREN).as_one())

    assert [text.count(f"Story{number}He") for number in range(1, 31)] == [1] * 30


def test_pages_are_counted_through() -> None:
    typed = typeset(packs.PLAIN)

    text = text_of(typed.as_one())
    for number in range(1, typed.pages_in_all + 1):
        assert f"Page{number}of{typed.pages_in_all}" in text


def test_the_form_has_sheets_of_its_own() -> None:
    letter = typeset(packs.DEFERRED).as_one()  # whose letter is one page

    document = pypdfium2.PdfDocument(letter)
    assert "left empty" in document[1].get_textpage().get_text_bounded()
    assert "Claim form" in document[2].get_textpage().get_text_bounded()
    document.close()


def test_what_does_not_apply_is_not_there() -> None:
    text = text_of(typeset(packs.NOTHING_OPTIONAL).as_one())

    for absent in ("appointment", "Papers", "Textphone", "Nomeeting"):
        assert absent not in text


def test_an_appointment_says_when_where_and_with_whom() -> None:
    text = text_of(typeset(packs.PLAIN).as_one())

    for told in ("Thursday 26 November", "2.30 pm", "1 Demonstration House", "Gwen Invented"):
        assert squeezed(told) in text


def test_a_deferral_says_until_when_and_why() -> None:
    text = text_of(typeset(packs.DEFERRED).as_one())

    assert squeezed("your baby is due") in text
    assert squeezed("1 March 2027") in text


def test_the_welsh_of_a_bilingual_letter_is_marked_as_welsh() -> None:
    letter = typeset(packs.BOTH).as_one()

    with pikepdf.open(io.BytesIO(letter)) as document:
        languages = {str(thing["/Lang"]) for thing in document.objects if "/Lang" in _keys(thing)}
    assert {language[:2] for language in languages} == {"cy", "en"}


def _keys(thing: pikepdf.Object) -> set[str]:
    return set(thing.keys()) if isinstance(thing, pikepdf.Dictionary) else set()
