"""Every letter can be read by everybody and kept for years: PDF/UA-1 and PDF/A-2a, as far as we can check."""

import io
from collections.abc import Callable

import pikepdf
import pytest

from app.letters.envelopes import typeset
from app.letters.keeping import elements, faults
from tests.letters import packs


@pytest.mark.parametrize("name", packs.EVERY_KIND)
def test_every_letter_keeps_the_standards(name: str) -> None:
    for pdf in typeset(packs.EVERY_KIND[name]).letters:
        assert faults(pdf) == []


def test_the_same_claim_is_the_same_bytes() -> None:
    assert typeset(packs.BOTH).letters == typeset(packs.BOTH).letters


def without_title_shown(document: pikepdf.Pdf) -> None:
    del document.Root.ViewerPreferences


def without_intent(document: pikepdf.Pdf) -> None:
    del document.Root.OutputIntents


def without_tags(document: pikepdf.Pdf) -> None:
    del document.Root.StructTreeRoot


def with_script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = document.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))
    )


def without_words_for_pictures(document: pikepdf.Pdf) -> None:
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") in ("/Figure", "/H1") and "/K" in thing:
            thing.S = pikepdf.Name.Figure
            if "/Alt" in thing:
                del thing["/Alt"]


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (without_title_shown, "A reader would show the file's name and not its title."),
        (without_intent, "It names no output intent for its colours."),
        (without_tags, "It is not tagged."),
        (with_script, "It has an action /JavaScript, which a file to be kept may not have."),
        (without_words_for_pictures, "A picture has no words in its place."),
    ],
)
def test_what_is_lacking_is_told(spoil: Callable[[pikepdf.Pdf], None], fault: str) -> None:
    with pikepdf.open(io.BytesIO(typeset(packs.PLAIN).letters[0])) as document:
        spoil(document)
        out = io.BytesIO()
        document.save(out)

    assert fault in faults(out.getvalue())


def test_each_question_and_each_answer_is_read_by_itself() -> None:
    # given a form with five answers, in one language and in two
    rows = sum(len(section.rows) for section in packs.PLAIN.sections)

    # then a screen reader finds a paragraph for every question and every answer after the form's heading
    for pack, columns in ((packs.PLAIN, 2), (packs.BOTH, 3), (packs.LARGE, 2)):
        with pikepdf.open(io.BytesIO(typeset(pack).letters[0])) as document:
            kinds = [str(element.get("/S")) for element in elements(document.Root.StructTreeRoot)]
        form = kinds[len(kinds) - kinds[::-1].index("/H1") :]
        assert form.count("/P") >= rows * columns
        assert "/Span" not in form
