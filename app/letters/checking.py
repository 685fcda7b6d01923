"""Holds a PDF against the letter's geometry and what the post takes: by its pixels, its text and its structure."""

import io
from collections.abc import Iterable, Iterator
from contextlib import closing

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from app.letters.geometry import (
    ADDRESS,
    GRACE,
    INSIDE_MARGINS,
    MM_PER_POINT,
    MOST_BYTES,
    MOST_PAGES,
    PAGE,
    PRINTABLE_ON_FIRST_PAGE,
    Box,
)
from app.values.postal_address import PostalAddress

NOT_DRAWN = {"/Parent", "/P", "/StructParent", "/StructParents", "/Popup"}  # what leads back into the whole file
DOTS_PER_MM = 5
WHITE = b"\xff"
DRAWN = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)


def check(pdf: bytes) -> list[str]:
    """What keeps `pdf` from going in the post, a sentence each; none if it may go."""
    found = [] if len(pdf) <= MOST_BYTES else [f"The file has {len(pdf)} bytes; at most {MOST_BYTES} are taken."]
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            found += _structure(document)
            found += _fonts(document)
        with closing(pypdfium2.PdfDocument(pdf)) as drawing:
            found += _pages(drawing)
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        return [*found, f"The file cannot be read as a PDF: {error}."]
    return found


def address_lines(pdf: bytes) -> list[str]:
    """The lines of text that show in the window of the envelope, from the top."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return _lines_in_window(document[0])


def _structure(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if document.is_encrypted:
        yield "The file is encrypted."
    if "/StructTreeRoot" not in root or not _is_marked(root):
        yield "The file is not tagged, so a screen reader cannot follow it."
    if not str(root.get("/Lang", "")):
        yield "The file does not say what language it is in."
    if not document.docinfo.get("/Title"):
        yield "The file has no title."


def _is_marked(root: pikepdf.Object) -> bool:
    info = root.get("/MarkInfo")
    return info is not None and bool(info.get("/Marked", False))


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    seen: set[str] = set()
    for font in _dictionaries_of_fonts(document):
        name = str(font.get("/BaseFont", font.get("/Name", "a font"))).lstrip("/")
        if name in seen:
            continue
        seen.add(name)
        if font.get("/Subtype") == "/Type3":
            yield f"{name} is a Type 3 font, which the printer does not take."
        elif not _is_embedded(font):
            yield f"{name} is not embedded in the file."


def _dictionaries_of_fonts(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every font that a page, or what is drawn or stamped on it, can reach.

    They are looked for from the pages on: a tagged file has thousands of things, and to go through all of them takes
    as long as to draw it.
    """
    seen: set[tuple[int, int]] = set()
    waiting: list[pikepdf.Object] = []
    for page in document.pages:
        waiting.append(page.resources)
        waiting.extend(note.get("/AP", pikepdf.Dictionary()) for note in page.obj.get("/Annots", ()))
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            waiting.extend(thing)
        if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        kind = thing.get("/Type")
        if kind == "/Font" and thing.get("/Subtype") != "/Type0":  # a composite font is embedded by its descendants
            yield thing
        if kind == "/Font" and thing.get("/Subtype") != "/Type3":
            waiting.extend(thing.get("/DescendantFonts", ()))
        else:
            waiting.extend(part for key, part in thing.items() if key not in NOT_DRAWN)


def _is_embedded(font: pikepdf.Object) -> bool:
    descriptor = font.get("/FontDescriptor")
    return descriptor is not None and any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _pages(document: pypdfium2.PdfDocument) -> list[str]:
    found = []
    if len(document) > MOST_PAGES:
        found.append(f"It has {len(document)} pages; an envelope holds {MOST_PAGES}.")
    first, *later = document
    found += [*_page(first, 1), *_window(first)]
    for number, page in enumerate(later, start=2):
        found += _page(page, number)
    return found


def _page(page: pypdfium2.PdfPage, number: int) -> Iterator[str]:
    width, height = (side * MM_PER_POINT for side in page.get_size())
    if abs(width - PAGE.width) > GRACE or abs(height - PAGE.height) > GRACE:
        yield f"Page {number} is {width:.0f} by {height:.0f} mm, not A4 upright (210 by 297)."
        return
    stray = _stray(page, PRINTABLE_ON_FIRST_PAGE if number == 1 else (INSIDE_MARGINS,))
    if stray:
        yield f"Page {number} is not white {stray[0]:.0f} mm from the left and {stray[1]:.0f} mm from the top."


def _stray(page: pypdfium2.PdfPage, zones: tuple[Box, ...]) -> tuple[float, float] | None:
    """Where the topmost mark outside the zones stands, in millimetres from the left and the top.

    The last zone is the one in which most of the text stands: only what is around it is drawn.
    """
    allowed = [_with_grace(zone) for zone in zones]
    text = allowed[-1]
    around = (
        Box(0, 0, PAGE.width, text.top),
        Box(0, text.top, text.left, text.bottom),
        Box(text.right, text.top, PAGE.width, text.bottom),
        Box(0, text.bottom, PAGE.width, PAGE.height),
    )
    strays = [_topmost(marks, part) for part in around if (marks := _marks(page, part, allowed)) is not None]
    return min(filter(None, strays), key=lambda stray: stray[1], default=None)


def _with_grace(zone: Box) -> Box:
    return Box(zone.left - GRACE, zone.top - GRACE, zone.right + GRACE, zone.bottom + GRACE)


def _marks(page: pypdfium2.PdfPage, part: Box, allowed: Iterable[Box]) -> Image.Image | None:
    """What is drawn in `part` of the page, `DOTS_PER_MM` to the millimetre: nought where the paper is white, and where
    marks are allowed; None where it is all white, as nearly always."""
    width, height = page.get_size()
    picture = page.render(
        scale=DOTS_PER_MM * MM_PER_POINT,
        grayscale=True,
        crop=(
            part.left / MM_PER_POINT,
            max(height - part.bottom / MM_PER_POINT, 0),
            max(width - part.right / MM_PER_POINT, 0),
            part.top / MM_PER_POINT,
        ),
    )
    if bytes(picture.buffer) == WHITE * len(picture.buffer):
        return None
    marks = ImageChops.invert(picture.to_pil().convert("L"))
    for zone in allowed:
        if _overlaps(zone, part):
            left, top = zone.left - part.left, zone.top - part.top
            marks.paste(0, (_dots(left), _dots(top), _dots(left + zone.width), _dots(top + zone.height)))
    return marks


def _topmost(marks: Image.Image, part: Box) -> tuple[float, float] | None:
    """Where on the page the topmost mark in `part` of it stands, in millimetres from the left and the top."""
    around = marks.getbbox()
    if around is None:
        return None
    top = around[1]
    row = marks.crop((0, top, marks.width, top + 1)).getbbox() or around
    return part.left + row[0] / DOTS_PER_MM, part.top + top / DOTS_PER_MM


def _dots(millimetres: float) -> int:
    return round(millimetres * DOTS_PER_MM)


def _window(page: pypdfium2.PdfPage) -> Iterator[str]:
    lines = _lines_in_window(page)
    if not lines:
        yield "No address can be read in the window."
        return
    for fault in PostalAddress(tuple(lines)).faults():
        yield f"In the address: {fault.english()}."
    if any(_overlaps(box, ADDRESS) for box in _drawings(page)):
        yield "Something is drawn in the window beside the address."


def _lines_in_window(page: pypdfium2.PdfPage) -> list[str]:
    text = page.get_textpage().get_text_bounded(
        left=ADDRESS.left / MM_PER_POINT,
        right=ADDRESS.right / MM_PER_POINT,
        top=(PAGE.height - ADDRESS.top) / MM_PER_POINT,
        bottom=(PAGE.height - ADDRESS.bottom) / MM_PER_POINT,
    )
    return [line.strip() for line in text.splitlines() if line.strip()]


def _drawings(page: pypdfium2.PdfPage) -> Iterator[Box]:
    """The boxes of lines, pictures and shades on the page."""
    for drawn in page.get_objects(filter=DRAWN):
        left, bottom, right, top = (edge * MM_PER_POINT for edge in drawn.get_bounds())
        yield Box(left, PAGE.height - top, right, PAGE.height - bottom)


def _overlaps(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
