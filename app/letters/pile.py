"""The pile of a print run: every envelope's pages in one PDF, in order, and the list that lies on top of it."""

import io
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pypdfium2

from app.values.spreadsheet import write

COLUMNS: Final = (
    "place",
    "reference",
    "kind",
    "envelope",
    "of",
    "file",
    "pages",
    "sheets",
    "postage",
    "sha256",
)
TOTAL: Final = "total"


@dataclass(frozen=True)
class Envelope:
    """One envelope of a run: its PDF, whose it is by reference, which of how many, and how many pages it has."""

    file: Path
    reference: str
    kind: str
    number: int
    of: int
    pages: int
    postage: str
    sha256: str


def sheets_of(pages: int) -> int:
    """Sheets of paper, printed on both sides."""
    return -(-pages // 2)


def bundle(pile: Sequence[Envelope]) -> bytes:
    """All in one PDF. Each envelope begins on a sheet of its own: an odd last page has an empty one behind it."""
    out = io.BytesIO()
    with closing(pypdfium2.PdfDocument.new()) as whole:
        for envelope in pile:
            with closing(pypdfium2.PdfDocument(envelope.file)) as one:
                whole.import_pages(one)
                if len(one) % 2:
                    width, height = one[len(one) - 1].get_size()
                    whole.new_page(width, height)
        whole.save(out)
    return out.getvalue()


def manifest(pile: Sequence[Envelope]) -> str:
    """A row an envelope, in order, then the counts of each kind and of all. No names and no addresses."""
    rows: list[tuple[object, ...]] = [
        (
            place,
            one.reference,
            one.kind,
            one.number,
            one.of,
            one.file.name,
            one.pages,
            sheets_of(one.pages),
            one.postage,
            one.sha256,
        )
        for place, one in enumerate(pile, start=1)
    ]
    kinds = Counter(one.kind for one in pile)
    for kind, count in (*sorted(kinds.items()), ("all", len(pile))):
        these = [one for one in pile if kind in (one.kind, "all")]
        pages, sheets = sum(one.pages for one in these), sum(sheets_of(one.pages) for one in these)
        rows.append((TOTAL, "", kind, count, count, "", pages, sheets, "", ""))
    return write(COLUMNS, rows)
