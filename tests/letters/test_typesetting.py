"""Setting words: what cannot be printed does not keep a letter from going."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters import typesetting
from app.letters.claim_letter import lay_out
from app.letters.errors import TypesettingError
from app.letters.geometry import MM_PER_POINT
from app.letters.pack import Row, Section
from app.letters.typesetting import pages_of_rows, printable, set_pages
from tests.letters import packs
from tests.letters.packs import words

IMAGES = (pdfium.FPDF_PAGEOBJ_IMAGE,)
SCRIPT_OF = {
    "ਗੁਰਪ੍ਰੀਤ ਕੌਰ": b"Gurmukhi",
    "রাবেয়া খাতুন": b"Bengali",
    "فاطمہ بیگم": b"Arabic",
    "ሰላም ተስፋይ": b"Ethiopic",
}


def test_welsh_and_polish_letters_are_printed() -> None:
    assert printable("Ŵyl ŷd Łódź żółw ½ ‘’ – £ €") == "Ŵyl ŷd Łódź żółw ½ ‘’ – £ €"


@pytest.mark.parametrize("name", SCRIPT_OF)
def test_names_in_the_scripts_of_the_languages_of_the_line_are_printed(name: str) -> None:
    # given a claimant whose name she writes in her own script
    row = Row(words("Your name"), words(name))

    # when her form is set
    pdf = set_pages(lay_out(replace(packs.PLAIN, sections=(Section(words("About you"), (row,)),))))

    # then every letter of it has a shape, from a font that is in the file
    assert printable(name) == name
    assert b"NotoSans" + SCRIPT_OF[name] in pdf


def left_of(said: str, sign: str) -> float:
    """Where on its page a sign of an answer stands, in points from the left."""
    row = Row(words("Your name"), words(said))
    pdf = set_pages(lay_out(replace(packs.PLAIN, sections=(Section(words("About you"), (row,)),))))
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage() for page in document]
    page = next(page for page in pages if sign in page.get_text_range())
    left, *_ = page.get_charbox(page.get_text_range().index(sign))
    document.close()
    return float(left)


def test_what_is_written_from_right_to_left_begins_at_the_right() -> None:
    # given an answer in Urdu with a Latin name in it, and one in English
    urdu, english = left_of("ق (Flat 7q)", "ق"), left_of("q (Flat 7)", "q (")

    # then the Urdu one begins at the right of its column, and what follows stands to the left of it
    assert urdu > english + 60
    assert left_of("ق (Flat 7q)", "7q") < urdu


def test_a_word_longer_than_its_column_goes_on_in_the_next_line() -> None:
    # given an e-mail address that is wider than the column of answers
    email = "bartholomew.featherstonehaugh.invented.claimant@mail.example.org"
    row = Row(words("What is your e-mail address?"), words(email))

    # when the form is set
    document = pypdfium2.PdfDocument(
        set_pages(lay_out(replace(packs.PLAIN, sections=(Section(words("You"), (row,)),))))
    )
    text = document[2].get_textpage()

    # then the column in which it is corrected is empty, under the sentence that goes across
    below = {"top": (297 - 40) / MM_PER_POINT, "bottom": 30 / MM_PER_POINT}
    assert "mple.org" in text.get_text_bounded(**below)
    assert text.get_text_bounded(left=(20 + 124) / MM_PER_POINT, **below) == ""
    document.close()


def test_what_no_font_has_is_marked() -> None:
    assert printable("A😀\x00B") == "A\N{REPLACEMENT CHARACTER}B"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_answer_can_be_set(said: str) -> None:
    row = Row(words("Anything else?"), words(said or "–"))
    pack = replace(packs.PLAIN, sections=(Section(words("About you"), (row,)),))

    assert set_pages(lay_out(pack)).startswith(b"%PDF")


def test_what_the_engine_refuses_is_said() -> None:
    letter = lay_out(packs.PLAIN)
    del letter["large"]

    with pytest.raises(TypesettingError):
        set_pages(letter)


def test_what_a_letter_says_lies_nowhere_once_it_is_set() -> None:
    # given a letter that is set, one that the engine refuses, and one whose rows are looked for
    refused = lay_out(packs.PLAIN)
    del refused["large"]
    set_pages(lay_out(packs.PLAIN))
    with pytest.raises(TypesettingError):
        set_pages(refused)
    pages_of_rows(lay_out(packs.PLAIN))

    # then beside the templates nothing is left of them, and nobody else could have read it
    folder = typesetting.desk().folder
    assert {file.name for file in folder.iterdir()} == {file.name for file in typesetting.TEMPLATES.iterdir()}
    assert folder.stat().st_mode & 0o077 == 0


def test_letters_set_at_one_time_are_those_that_were_asked_for() -> None:
    # given as many letters as threads, each set twice
    letters = [lay_out(replace(packs.PLAIN, reference=f"SL-0000-000{number}")) for number in range(4)]
    alone = [set_pages(letter) for letter in letters]

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(set_pages, letters * 2))

    # then each has its own words
    assert together == alone * 2
    assert len(set(alone)) == 4


def test_a_process_that_was_forked_off_sets_its_letters_elsewhere() -> None:
    mine = typesetting.desk()

    theirs = type(mine)()
    theirs.process += 1  # what a child finds that its parent left in it
    typesetting._desks.mine = theirs
    try:
        other = typesetting.desk()
        assert other.folder not in (mine.folder, theirs.folder)
    finally:
        typesetting._desks.mine = mine
    # and what is another process's is not cleared
    typesetting._clear(mine.folder, mine.process + 1)
    assert mine.template.is_file()


def test_each_page_of_the_form_bears_the_reference_as_a_code() -> None:
    # given a letter of one sheet, with a form behind it
    wanted = segno.make_qr(packs.PLAIN.reference, error="m", mask=typesetting.PATTERN).matrix

    document = pypdfium2.PdfDocument(set_pages(lay_out(packs.PLAIN)))

    # then the code stands on the form's pages, dot for dot, and on no other
    found = [[as_dots(picture, len(wanted)) for picture in page.get_objects(filter=IMAGES)] for page in document]
    document.close()
    code = [[bool(dot) for dot in row] for row in wanted]
    assert found == [[], [], [code], [code]]


def as_dots(picture: pypdfium2.PdfObject, dots: int) -> list[list[bool]]:
    """Which dots of a square code are dark."""
    assert isinstance(picture, pypdfium2.PdfImage)
    drawn = picture.get_bitmap().to_pil().convert("L")
    each = drawn.width / dots
    at = [int((place + 0.5) * each) for place in range(dots)]
    return [[drawn.getpixel((x, y)) < 128 for x in at] for y in at]
