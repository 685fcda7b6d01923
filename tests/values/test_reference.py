"""References and proof numbers."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.errors import Invalid
from app.values.proof import ProofNumber
from app.values.reference import Reference

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
seeds = st.integers(0, 2**32)


@given(seeds)
def test_a_reference_reads_back_however_it_is_typed(seed: int) -> None:
    reference = Reference.generate(random.Random(seed))
    bare = reference.value.replace("-", "")
    for typed in (reference.value, bare, bare[2:], reference.value.lower(), " ".join(bare)):
        assert Reference.parse(typed) == reference


@given(seeds)
def test_letters_that_look_like_numbers_are_understood(seed: int) -> None:
    reference = Reference.generate(random.Random(seed))
    body = reference.value.removeprefix("SL-")
    assert Reference.parse(body.replace("0", "O").replace("1", "I")) == reference
    assert Reference.parse("sl" + body.replace("0", "o").replace("1", "l")) == reference


@given(seeds, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(seed: int, place: int, character: str) -> None:
    bare = Reference.generate(random.Random(seed)).value.replace("-", "")[2:]
    wrong = bare[:place] + character + bare[place + 1 :]
    if wrong != bare:
        with pytest.raises(Invalid, match="wrong"):
            Reference.parse(wrong)


@given(seeds, st.integers(0, 7), st.integers(0, 7))
def test_two_exchanged_characters_are_always_noticed(seed: int, one: int, other: int) -> None:
    characters = list(Reference.generate(random.Random(seed)).value.replace("-", "")[2:])
    if characters[one] == characters[other]:
        return
    characters[one], characters[other] = characters[other], characters[one]
    with pytest.raises(Invalid, match="wrong"):
        Reference.parse("".join(characters))


@pytest.mark.parametrize("typed", ["", "SL-1234", "SL-UUUU-UUUU", "AB-1234-5678"])
def test_what_is_no_reference_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        Reference.parse(typed)


def test_a_reference_is_said_letter_by_letter() -> None:
    reference = Reference.generate(random.Random(1))
    assert reference.spoken().startswith("S L, ")
    assert reference.spoken().replace(" ", "").replace(",", "-") == reference.value


@given(seeds)
def test_a_proof_number_is_never_one_a_stranger_tries_first(seed: int) -> None:
    number = ProofNumber.generate(random.Random(seed)).value
    assert len(number) == 4
    assert number not in {"0000", "1111", "1234", "4321", "0123", "9876", "1212", "7890", "1122"}
    assert number[:2] not in {"19", "20"}
    assert len(set(number)) >= 3


def test_a_proof_number_is_read_as_keyed() -> None:
    assert ProofNumber.parse("4071#") == ProofNumber("4071")
    assert ProofNumber("4071").spoken() == "4 0 7 1"
    for typed in ("407", "40711", "four", ""):
        with pytest.raises(Invalid):
            ProofNumber.parse(typed)
