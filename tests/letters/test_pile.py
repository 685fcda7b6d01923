"""The pile of a run: each envelope on sheets of its own, and a list that counts."""

import csv
import io
from pathlib import Path

import pypdfium2

from app.letters.pile import Envelope, bundle, manifest


def envelope(folder: Path, reference: str, pages: int, kind: str = "claim_pack") -> Envelope:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    file = folder / f"{reference}.pdf"
    document.save(file)
    document.close()
    return Envelope(file, reference, kind, 1, 1, pages, "first", "0" * 64)


def test_no_two_envelopes_share_a_sheet(tmp_path: Path) -> None:
    pile = [envelope(tmp_path, "SL-1", 3), envelope(tmp_path, "SL-2", 2), envelope(tmp_path, "SL-3", 1)]

    whole = pypdfium2.PdfDocument(bundle(pile))

    # Three pages take two sheets, two take one, one takes one: four sheets of two sides.
    assert len(whole) == 8
    whole.close()


def test_the_list_counts_each_kind_and_all(tmp_path: Path) -> None:
    pile = [envelope(tmp_path, "SL-1", 3), envelope(tmp_path, "SL-2", 1, "confirmation")]

    rows = list(csv.DictReader(io.StringIO(manifest(pile))))

    assert [(row["place"], row["kind"], row["pages"], row["sheets"]) for row in rows] == [
        ("1", "claim_pack", "3", "2"),
        ("2", "confirmation", "1", "1"),
        ("total", "claim_pack", "3", "2"),
        ("total", "confirmation", "1", "1"),
        ("total", "all", "4", "3"),
    ]
