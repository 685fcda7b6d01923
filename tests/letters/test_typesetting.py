"""Setting words: what cannot be printed does not keep a letter from going."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters.claim_letter import lay_out
from app.letters.errors import TypesettingError
from app.letters.pack import Row, Section
from app.letters.typesetting import printable, set_pages
from tests.letters import packs
from tests.letters.packs import words


def test_welsh_and_polish_letters_are_printed() -> None:
    assert printable("Ŵyl ŷd Łódź żółw ½ ‘’ – £ €") == "Ŵyl ŷd Łódź żółw ½ ‘’ – £ €"


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
    del letter["sender"]

    with pytest.raises(TypesettingError):
        set_pages(letter)
