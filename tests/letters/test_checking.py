"""The check finds a mark outside each edge, and lets one inside it pass."""

import io
from dataclasses import replace

import pikepdf
import pytest

from app.letters.checking import check
from app.letters.envelopes import typeset
from app.letters.geometry import MM_PER_POINT, PAGE
from tests.letters import packs

DOT = 0.4  # millimetres


def letter() -> bytes:
    """A letter that the post takes, of one page of words and a form."""
    return typeset(packs.DEFERRED).as_one()


def with_dot(pdf: bytes, page: int, x: float, y: float) -> bytes:
    """`pdf` with a black dot at (x, y) mm from the top left of a page, counted from 1."""
    left, bottom, side = x / MM_PER_POINT, (PAGE.height - y) / MM_PER_POINT, DOT / MM_PER_POINT
    drawing = f"q 0 g {left} {bottom} {side} {-side} re f Q".encode()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[page - 1].contents_add(drawing)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


OUTSIDE = [
    (1, 13, 150),  # left margin
    (1, 197, 150),  # right margin
    (1, 100, 2),  # top margin
    (1, 100, 294),  # bottom margin
    (1, 100, 33),  # between the logo and the window
    (1, 20, 50),  # left of the window
    (1, 122, 50),  # between the window and who writes
    (1, 50, 70),  # under the window
    (1, 193, 50),  # right of who writes
    (1, 150, 20),  # above who writes
    (2, 13, 150),
    (2, 197, 150),
    (3, 100, 2),
    (3, 100, 294),
]
INSIDE = [
    (1, 15, 150),
    (1, 194, 150),
    (1, 20, 6),
    (1, 100, 291),
    (1, 124, 20),
    (1, 126, 40),
    (1, 189, 94),
    (1, 20, 96),
    (2, 15, 5),
    (2, 194, 291),
]


@pytest.mark.parametrize(("page", "x", "y"), OUTSIDE)
def test_a_mark_outside_is_found(page: int, x: float, y: float) -> None:
    assert check(with_dot(letter(), page, x, y)) == [
        f"Page {page} is not white {x:.0f} mm from the left and {y:.0f} mm from the top."
    ]


@pytest.mark.parametrize(("page", "x", "y"), INSIDE)
def test_a_mark_inside_may_be_there(page: int, x: float, y: float) -> None:
    assert check(with_dot(letter(), page, x, y)) == []


def test_nothing_may_be_drawn_in_the_window() -> None:
    assert check(with_dot(letter(), 1, 100, 50)) == ["Something is drawn in the window beside the address."]


def test_an_address_that_the_post_refuses_is_named() -> None:
    pack = replace(packs.DEFERRED, address_lines=("1 Invented Road", "Halifax"))

    assert check(typeset(pack).as_one()) == ["In the address: The last line must be a UK postcode, or a country."]


def test_an_untagged_file_without_language_is_named() -> None:
    with pikepdf.open(io.BytesIO(letter())) as document:
        del document.Root.StructTreeRoot
        del document.Root.Lang
        out = io.BytesIO()
        document.save(out)

    assert check(out.getvalue()) == [
        "The file is not tagged, so a screen reader cannot follow it.",
        "The file does not say what language it is in.",
    ]


def test_a_font_that_is_not_embedded_is_named() -> None:
    with pikepdf.open(io.BytesIO(letter())) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
                del thing["/FontFile2"]
        out = io.BytesIO()
        document.save(out)

    assert any("is not embedded" in fault for fault in check(out.getvalue()))


def test_a_page_of_another_size_is_named() -> None:
    with pikepdf.open(io.BytesIO(letter())) as document:
        document.pages[1].mediabox = pikepdf.Array([0, 0, 612, 792])
        out = io.BytesIO()
        document.save(out)

    assert check(out.getvalue()) == ["Page 2 is 216 by 279 mm, not A4 upright (210 by 297)."]


def test_too_many_pages_are_named() -> None:
    with pikepdf.open(io.BytesIO(letter())) as document:
        for _ in range(10):
            document.pages.append(document.pages[1])
        out = io.BytesIO()
        document.save(out)

    assert "pages; an envelope holds 10." in check(out.getvalue())[0]


def test_what_is_no_pdf_is_said_to_be_none() -> None:
    assert check(b"Dear Sir")[0].startswith("The file cannot be read as a PDF")


def test_a_font_of_something_stamped_on_a_page_is_found_too() -> None:
    # Given a letter with a picture on its second page that brings a font of its own, which is not embedded
    with pikepdf.open(io.BytesIO(letter())) as document:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Stamped)
        stamp = document.make_stream(b"BT /F 9 Tf (stamped) Tj ET")
        stamp.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 9, 9],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=document.make_indirect(font))),
        )
        document.pages[1].add_resource(stamp, pikepdf.Name.XObject)
        out = io.BytesIO()
        document.save(out)

    # Then the check names it
    assert "Stamped is not embedded in the file." in check(out.getvalue())
