"""Claim forms a second on one core, held against the bare engine setting as many plain pages.

Both are timed in one run, turn about, by the processor time they take, so that whatever else the machine does
falls on both alike. No two forms are the same, neither in what is answered nor in which question stands where: the
engine remembers what it has set before. What the form costs beyond plain text: a block for each question, answer and
row (most of it), the page numbers, for which the pages are gone through twice, tags, the data and its QR code.

    python -m tests.benchmarks.claim_form
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import median
from time import process_time

import typst

from app.letters.envelopes import typeset
from app.letters.pack import ClaimPack, Row, Section
from app.letters.typesetting import FONT_FOLDER
from tests.letters.packs import PLAIN, words

BARE = Path(__file__).with_name("bare.typ")
ROUNDS = 30
SECTIONS, ROWS = 14, 8  # as many answers as an ordinary claim has


def form(number: int) -> ClaimPack:
    """A claim of the usual length, unlike every other."""
    sections = tuple(
        Section(
            words(f"Part {section}"),
            tuple(
                Row(
                    words(f"Would you tell me about the matter numbered {row} of part {section}?"),
                    words(f"What she said of it, {number}.{section}.{row}"),
                )
                for row in range(skipped, skipped + ROWS)
            ),
        )
        for section in range(SECTIONS)
        for skipped in ((7 * number + section * section) % 5,)
    )
    return replace(PLAIN, reference=f"SL-{number:04}-{number:04}", sections=sections)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)])


def bare_engine(pages: int, reference: str) -> float:
    """Seconds of processor for so many plain pages, set by the engine alone; `reference` makes them unlike others."""
    told = {"pages": str(pages), "reference": reference}
    began = process_time()
    typst.compile(BARE, font_paths=_fonts(), sys_inputs=told, timestamp=0)
    return process_time() - began


def measure() -> dict[str, dict[str, float | str | None]]:
    """Forms a second, and the bare engine's time for as many pages as a share of the form's."""
    pages = typeset(form(0)).pages_in_all
    forms, bare = [], []
    for number in range(1, ROUNDS + 1):
        pack = form(number)
        began = process_time()
        typeset(pack)
        forms.append(process_time() - began)
        bare.append(bare_engine(pages, pack.reference))
    return {
        "claim_form": {
            "value": round(1 / median(forms), 1),
            "unit": f"forms a second, one core ({pages} pages each)",
            "ratio": round(median(bare) / median(forms), 2),
            "goal": None,
        }
    }


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
