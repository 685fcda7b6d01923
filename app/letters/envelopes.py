"""A claim pack as it goes into envelopes: one letter, or several numbered ones where one cannot hold it."""

import hashlib
import io
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pypdfium2

from app.letters import callback_letters, claim_letter, meeting_letters
from app.letters.claim_form import Place
from app.letters.errors import TypesettingError
from app.letters.geometry import MOST_PAGES
from app.letters.pack import CallbackConfirmation, ClaimPack, NobodyInterpreted, PostedLetter, TriedToRing
from app.letters.typesetting import pages_of_rows, set_pages


@dataclass(frozen=True)
class Typeset:
    """The letters of one pack, in order, each the bytes of a PDF that fits one envelope."""

    letters: tuple[bytes, ...]
    pages: tuple[int, ...]  # of each letter

    @property
    def pages_in_all(self) -> int:
        """Pages of all the letters together."""
        return sum(self.pages)

    def sha256_of(self, number: int) -> str:
        """The checksum, in hex, of letter `number`, from 1."""
        return hashlib.sha256(self.letters[number - 1]).hexdigest()

    def as_one(self) -> bytes:
        """All the letters in one file, for a screen or an office's printer."""
        if len(self.letters) == 1:
            return self.letters[0]
        whole = pypdfium2.PdfDocument.new()
        parts = [pypdfium2.PdfDocument(letter) for letter in self.letters]
        for part in parts:
            whole.import_pages(part)
        out = io.BytesIO()
        whole.save(out)
        for document in (whole, *parts):
            document.close()
        return out.getvalue()


def count_pages(pdf: bytes) -> int:
    """How many pages `pdf` has."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return len(document)


def typeset(letter: PostedLetter) -> Typeset:
    """Sets `letter`: in one envelope where five sheets hold it, else a claim pack in as few letters as do.

    Raises:
        TypesettingError: the engine refused it, or a single answer is longer than an envelope holds.
    """
    whole = set_pages(lay_out(letter))
    pages = count_pages(whole)
    if pages <= MOST_PAGES:
        return Typeset((whole,), (pages,))
    if not isinstance(letter, ClaimPack):
        raise TypesettingError("only a claim form may take several envelopes")
    return _in_several(letter)


def lay_out(letter: PostedLetter) -> Mapping[str, Any]:
    """Any letter, in one piece, as the template takes it."""
    match letter:
        case ClaimPack():
            return claim_letter.lay_out(letter)
        case CallbackConfirmation() | TriedToRing() | NobodyInterpreted():
            return callback_letters.lay_out(letter)
        case _:
            return meeting_letters.lay_out(letter)


def _in_several(pack: ClaimPack) -> Typeset:
    room = MOST_PAGES
    while room > 1:
        shares = _shares(pack, room)
        letters = tuple(
            set_pages(claim_letter.lay_out_part(pack, share, number=number, letters=len(shares)))
            for number, share in enumerate(shares, start=1)
        )
        counts = tuple(count_pages(letter) for letter in letters)
        if max(counts) <= MOST_PAGES:
            return Typeset(letters, counts)
        room -= 1
    raise TypesettingError("an answer is longer than an envelope holds")


def _shares(pack: ClaimPack, room: int) -> list[set[Place]]:
    """The rows of the form dealt out, in order, to letters of at most about `room` pages.

    The page on which a row would stand if all were one letter is a close measure: the later letters have
    one page of covering words, the first has its own; the last keeps a page for the declaration.
    """
    at = pages_of_rows(lay_out(pack))
    first_page_of_form = min(at.values())
    shares: list[set[Place]] = [set()]
    left_off = first_page_of_form
    free = room - (first_page_of_form - 1)
    for place, page in sorted(at.items()):
        if page >= left_off + free:
            shares.append(set())
            left_off = page
            free = room - 1
        shares[-1].add(place)
    return shares
