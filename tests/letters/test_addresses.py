"""Awkward addresses stand whole in the window: every line read as it was written, apart from the next."""

from dataclasses import replace

import pypdfium2
import pytest

from app.letters.checking import DOTS_PER_MM, address_lines
from app.letters.envelopes import typeset
from app.letters.geometry import ADDRESS, MM_PER_POINT
from app.letters.validating import faults
from tests.letters.packs import NOTHING_OPTIONAL

DARK = 160
NAME = "Mrs N Example"
AWKWARD = {
    "three lines": (NAME, "14 Invented Terrace", "NP4 6AA"),
    "seven lines": (NAME, "Flat 2", "Invented House", "14 Invented Terrace", "Upper Nowhere", "Halifax", "HX1 1AB"),
    "seven wide lines": (*("W" * 45 for _ in range(6)), "HX1 1AB"),
    "forty-five narrow letters": ("i" * 45, "l" * 45, "HX1 1AB"),
    "forces": ("Cpl B Example", "Unit 9, Invented Barracks", "BFPO 57"),
    "forces with a postcode": ("Cpl B Example", "1 Invented Regiment", "BFPO 58", "BF1 2AT"),
    "Welsh": ("Ms Ŵyn Ŷchwanegol", "Tŷ’r Ŵyl, Llanfihangel-y-Pennant", "Casnewydd", "NP20 1AA"),
    "a long Welsh place": (NAME, "Llanfairpwllgwyngyllgogerychwyrndrobwllll", "LL61 5UJ"),
    "care of": (NAME, "c/o Mr & Mrs O’Invented-Smith", "14 Invented Terrace", "Halifax", "HX1 1AB"),
    "a hostel": (NAME, "Room 4, The Hostel of Saint Somebody", "1–3 High Street", "Halifax", "HX1 1AB"),
    "a flat and a half": (NAME, "Flat ½", "14A Invented Terrace", "Halifax", "HX1 1AB"),
    "figures and signs": (NAME, "Unit #7 (rear), 14/16 High St.", "St. John's; Halifax", "HX1 1AB"),
    "abroad": ("Mr C Example", "Rue Inventée 1", "1000 Bruxelles", "Belgium"),
}


def bands(pdf: bytes) -> int:
    """How many bands of ink there are in the window, one under the other, with white between them."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=DOTS_PER_MM * MM_PER_POINT, grayscale=True).to_pil().convert("L")
    document.close()
    edges = (ADDRESS.left, ADDRESS.top, ADDRESS.right, ADDRESS.bottom)
    window = picture.crop(tuple(round(edge * DOTS_PER_MM) for edge in edges))
    rows = [window.crop((0, y, window.width, y + 1)).getextrema()[0] < DARK for y in range(window.height)]
    return sum(ink and not above for ink, above in zip(rows, [False, *rows], strict=False))


@pytest.mark.parametrize("large", [False, True], ids=["11 point", "18 point"])
@pytest.mark.parametrize("lines", AWKWARD.values(), ids=AWKWARD.keys())
def test_it_stands_whole_in_the_window(lines: tuple[str, ...], large: bool) -> None:
    pack = replace(NOTHING_OPTIONAL, recipient=lines[0], address_lines=lines[1:], large_print=large)

    pdf = typeset(pack).as_one()

    assert faults(pdf) == []
    assert address_lines(pdf) == list(lines)
    assert bands(pdf) >= len(lines)
