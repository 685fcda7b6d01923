"""Telephone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.errors import Invalid
from app.values.telephone import DRAMA_RANGES, TelephoneNumber


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("01632 960 001", "+441632960001"),
        ("01632960001", "+441632960001"),
        ("(01632) 960-001", "+441632960001"),
        ("+44 1632 960001", "+441632960001"),
        ("+44 (0)1632 960001", "+441632960001"),
        ("+44(0) 7700 900 982", "+447700900982"),
        ("0044 7700 900982", "+447700900982"),
        ("441632960001", "+441632960001"),
        ("0113.496.0000", "+441134960000"),
        ("03069 990101", "+443069990101"),
        ("01460 52345", "+44146052345"),
        ("016977 2345", "+44169772345"),
        ("+353 1 234 5678", "+35312345678"),
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str, e164: str) -> None:
    assert TelephoneNumber.parse(typed).e164 == e164


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "home",
        "12",
        "0163296000",
        "0163296000123",
        "0207 946 000",
        "07700 90098",
        "0909 123 4567",
        "070 1234 5678",
        "118118",
        "06000 960001",
        "04000 960001",
        "+999 1234567",
        "+353 1",
        "01632 960001 ext 4",
    ],
)
def test_what_cannot_be_rung_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        TelephoneNumber.parse(typed)
    sentence = str(refused.value)
    assert sentence
    assert not typed or typed not in sentence


RINGABLE = [prefix for prefix in DRAMA_RANGES if not prefix.startswith("9")]


@pytest.mark.parametrize("prefix", RINGABLE)
def test_every_drama_range_is_known_whole(prefix: str) -> None:
    for last in ("0" * (10 - len(prefix)), "9" * (10 - len(prefix))):
        number = TelephoneNumber.parse("0" + prefix + last)
        assert number.is_drama
        with pytest.raises(Invalid):
            TelephoneNumber.parse("0" + prefix + last, allow_drama=False)


def test_a_real_number_is_no_drama() -> None:
    assert not TelephoneNumber.parse("020 7000 0000", allow_drama=False).is_drama


@pytest.mark.parametrize(
    ("typed", "is_mobile"),
    [
        ("07700 900001", True),
        ("07624 123456", True),
        ("07600 123456", False),
        ("01632 960001", False),
        ("03069 990101", False),
        ("+353 87 123 4567", False),
    ],
)
def test_only_british_mobiles_take_text_messages(typed: str, is_mobile: bool) -> None:
    assert TelephoneNumber.parse(typed).is_mobile is is_mobile


@pytest.mark.parametrize(
    ("typed", "national", "spoken"),
    [
        ("03069990101", "03069 990101", "0 3 0 6 9, 9 9 0, 1 0 1"),
        ("03031234567", "0303 123 4567", "0 3 0 3, 1 2 3, 4 5 6 7"),
        ("01632960001", "01632 960001", "0 1 6 3 2, 9 6 0, 0 0 1"),
        ("02079460000", "020 7946 0000", "0 2 0, 7 9 4 6, 0 0 0 0"),
        ("01134960000", "0113 496 0000", "0 1 1 3, 4 9 6, 0 0 0 0"),
        ("01214960000", "0121 496 0000", "0 1 2 1, 4 9 6, 0 0 0 0"),
        ("02920180123", "029 2018 0123", "0 2 9, 2 0 1 8, 0 1 2 3"),
        ("07700900982", "07700 900982", "0 7 7 0 0, 9 0 0, 9 8 2"),
        ("+35312345678", "+353 1 234 5678", "3 5 3, 1, 2 3 4, 5 6 7 8"),
    ],
)
def test_it_is_written_and_said_in_groups(typed: str, national: str, spoken: str) -> None:
    number = TelephoneNumber.parse(typed)
    assert number.national() == national
    assert number.spoken() == spoken


@given(st.sampled_from(RINGABLE), st.integers(0, 999))
def test_what_is_written_reads_back_the_same(prefix: str, last: int) -> None:
    number = TelephoneNumber.parse(f"0{prefix}{last:0{10 - len(prefix)}d}")
    assert TelephoneNumber.parse(number.national()) == number
    assert TelephoneNumber.parse(number.e164) == number


@given(st.text(max_size=30))
def test_nothing_typed_does_worse_than_invalid(typed: str) -> None:
    try:
        number = TelephoneNumber.parse(typed)
    except Invalid:
        return
    assert number.e164.startswith("+")
