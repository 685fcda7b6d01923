"""Holds a PDF against the letter's geometry and what the post takes: by its pixels, its text and its structure."""

import io
from collections.abc import Iterator
from contextlib import closing

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from app.letters.geometry import (
    ADDRESS,
    GRACE,
    MM_PER_POINT,
    MOST_BYTES,
    MOST_PAGES,
    PAGE,
    PRINTABLE_ON_FIRST_PAGE,
    PRINTABLE_ON_LATER_PAGES,
    Box,
)
from app.values.postal_address import PostalAddress

DOTS_PER_MM = 5
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
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Dictionary) or thing.get("/Type") != "/Font":
            continue
        if thing.get("/Subtype") != "/Type0":  # a composite font is embedded by its descendants
            yield thing


def _is_embedded(font: pikepdf.Object) -> bool:
    descriptor = font.get("/FontDescriptor")
    return descriptor is not None and any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _pages(document: pypdfium2.PdfDocument) -> list[str]:
    found = []
    if len(document) > MOST_PAGES:
        found.append(f"It has {len(document)} pages; an envelope holds {MOST_PAGES}.")
    for index in range(len(document)):
        found += _page(document[index], index + 1)
    return [*found, *_window(document[0])]


def _page(page: pypdfium2.PdfPage, number: int) -> Iterator[str]:
    width, height = (side * MM_PER_POINT for side in page.get_size())
    if abs(width - PAGE.width) > GRACE or abs(height - PAGE.height) > GRACE:
        yield f"Page {number} is {width:.0f} by {height:.0f} mm, not A4 upright (210 by 297)."
        return
    zones = PRINTABLE_ON_FIRST_PAGE if number == 1 else PRINTABLE_ON_LATER_PAGES
    stray = _first_mark_outside(_picture(page), zones)
    if stray:
        yield f"Page {number} is not white {stray[0]:.0f} mm from the left and {stray[1]:.0f} mm from the top."


def _picture(page: pypdfium2.PdfPage) -> Image.Image:
    """The page in shades of grey, `DOTS_PER_MM` to the millimetre."""
    picture: Image.Image = page.render(scale=DOTS_PER_MM * MM_PER_POINT, grayscale=True).to_pil()
    return picture.convert("L")


def _first_mark_outside(picture: Image.Image, zones: tuple[Box, ...]) -> tuple[float, float] | None:
    """Where the topmost mark outside the zones stands, in millimetres from the left and the top."""
    outside = ImageChops.invert(picture)
    for zone in zones:
        left, top, right, bottom = zone.left - GRACE, zone.top - GRACE, zone.right + GRACE, zone.bottom + GRACE
        outside.paste(0, (_dots(left), _dots(top), _dots(right), _dots(bottom)))
    marks = outside.getbbox()
    if marks is None:
        return None
    top = marks[1]
    row = outside.crop((0, top, outside.width, top + 1)).getbbox()
    return (row[0] if row else marks[0]) / DOTS_PER_MM, top / DOTS_PER_MM


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
