"""Postcodes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.errors import Invalid
from app.values.postcode import Postcode, district


@pytest.mark.parametrize(
    ("typed", "written", "outward"),
    [
        ("m1 1ae", "M1 1AE", "M1"),
        ("HX11AB", "HX1 1AB", "HX1"),
        ("np19 4xx", "NP19 4XX", "NP19"),
        ("W1A 0AX", "W1A 0AX", "W1A"),
        ("ec1a1bb", "EC1A 1BB", "EC1A"),
        ("L11 1AA", "L11 1AA", "L11"),
        ("zz99 3vz", "ZZ99 3VZ", "ZZ99"),
    ],
)
def test_a_postcode_is_written_one_way(typed: str, written: str, outward: str) -> None:
    postcode = Postcode.parse(typed)
    assert postcode.value == written
    assert postcode.district == outward


def test_the_last_two_letters_are_never_these() -> None:
    for letter in "CIKMOV":
        with pytest.raises(Invalid):
            Postcode.parse(f"HX1 1A{letter}")


def test_the_pseudo_postcode_that_ends_in_v_is_known() -> None:
    assert Postcode.parse("ZZ99 3VZ").has_no_fixed_abode
    assert not Postcode.parse("HX1 1AB").has_no_fixed_abode


@pytest.mark.parametrize("typed", ["", "HX1", "HX1 1A", "1HX 1AB", "QX1 1AB", "HX111 1AB", "HX1 AB1"])
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="full UK postcode"):
        Postcode.parse(typed)


def test_a_district_may_be_typed_alone_or_in_full() -> None:
    assert district("hx1") == "HX1"
    assert district("hx1 1ab") == "HX1"
    with pytest.raises(Invalid):
        district("halifax")


@given(st.text(max_size=12))
def test_nothing_typed_does_worse_than_invalid(typed: str) -> None:
    try:
        postcode = Postcode.parse(typed)
    except Invalid:
        return
    assert Postcode.parse(postcode.value) == postcode
