"""National Insurance numbers: the rule, prefix by prefix."""

from itertools import product
from string import ascii_uppercase

import pytest

from app.values.errors import Invalid
from app.values.national_insurance import NationalInsuranceNumber

NEVER_FIRST = set("DFIQUV")
NEVER_SECOND = set("DFIOQUV")
NEVER_TOGETHER = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


@pytest.mark.parametrize("first", ascii_uppercase)
def test_each_of_the_676_prefixes_is_judged_as_the_manual_says(first: str) -> None:
    for first_letter, second in product(first, ascii_uppercase):
        prefix = first_letter + second
        allowed = first_letter not in NEVER_FIRST and second not in NEVER_SECOND and prefix not in NEVER_TOGETHER
        if allowed:
            assert NationalInsuranceNumber.parse(prefix + "123456A").value == prefix + "123456A"
        else:
            with pytest.raises(Invalid):
                NationalInsuranceNumber.parse(prefix + "123456A")


@pytest.mark.parametrize("suffix", ascii_uppercase)
def test_the_last_letter_is_a_to_d(suffix: str) -> None:
    if suffix in "ABCD":
        NationalInsuranceNumber.parse("AB123456" + suffix)
    else:
        with pytest.raises(Invalid):
            NationalInsuranceNumber.parse("AB123456" + suffix)


def test_spaces_and_case_do_not_matter() -> None:
    assert NationalInsuranceNumber.parse(" ab 12 34-56 c ").value == "AB123456C"


def test_a_missing_last_letter_is_named() -> None:
    with pytest.raises(Invalid, match="letter at the end is missing"):
        NationalInsuranceNumber.parse("AB 12 34 56")


@pytest.mark.parametrize("typed", ["", "AB12345C", "AB1234567C", "11a11111", "AB١٢٣٤٥٦C"])
def test_anything_else_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Invalid, match="QQ 12 34 56 C"):
        NationalInsuranceNumber.parse(typed)


def test_the_example_prefix_is_for_practice_alone() -> None:
    with pytest.raises(Invalid, match="example"):
        NationalInsuranceNumber.parse("QQ123456C")
    example = NationalInsuranceNumber.parse("qq 12 34 56 c", allow_example=True)
    assert example.is_example
    assert example.formatted() == "QQ 12 34 56 C"


def test_it_is_said_in_pairs_and_hidden_in_logs() -> None:
    number = NationalInsuranceNumber.parse("AB123456C")
    assert number.spoken() == "A B, 1 2, 3 4, 5 6, C"
    assert "123456" not in repr(number)
