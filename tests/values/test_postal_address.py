"""An address knows whether the post takes it, and says each thing that is wrong."""

import pytest

from app.values import postal_address
from app.values.postal_address import PostalAddress

GOOD = [
    ("Mrs N Example", ["14 Invented Terrace"], "np4 6aa"),
    ("Mr A Example", ["Flat ½", "1 Invented Road", "Upper Nowhere", "Nowhere", "Somerset"], "TA1 1AA"),
    ("Mr A Example", ["c/o The Invented Hostel", "Halifax"], "HX1 1AB"),
    ("Ms Ŵ Ŷchwanegol", ["Tŷ’r Ysgol", "Llan-y-pwll"], "NP44 1AA"),
    ("Cpl B Example", ["1 Regiment", "BFPO 58"], "BF1 2AT"),
    ("Cpl B Example", ["1 Regiment"], "BFPO 58"),
    ("Mr C Example", ["Rue Inventée 1", "1000 Bruxelles"], "Belgium"),
    ("A" * 45, ["B" * 45, "C" * 45, "D" * 45, "E" * 45, "F" * 45], "HP27 9AA"),
]


@pytest.mark.parametrize(("name", "lines", "postcode"), GOOD)
def test_a_letter_may_go_there(name: str, lines: list[str], postcode: str) -> None:
    assert PostalAddress.of(name, lines, postcode).faults() == []


@pytest.mark.parametrize(
    ("name", "lines", "postcode", "fault"),
    [
        ("Mrs N Example", [], "HX1 1AB", postal_address.TOO_FEW),
        ("Mrs N Example", list("abcdef"), "HX1 1AB", postal_address.TOO_MANY),
        ("Mrs N Example", ["a" * 46], "HX1 1AB", postal_address.TOO_LONG),
        ("Mrs N Example", ["–", "Halifax"], "HX1 1AB", postal_address.SAYS_NOTHING),
        ("Mrs N Example", ["1 Invented Road", "Halifax"], "", postal_address.NO_POSTCODE),
        ("Mrs N Example", ["1 Invented Road"], "HX1 1CC", postal_address.NO_POSTCODE),
        ("Cpl B Example", ["BFPO 58"], "Germany", postal_address.BFPO_ABROAD),
        ("Mrs N Example", ["No fixed abode", "Halifax"], "HX1 1AB", postal_address.NO_FIXED_ABODE),
        ("Mrs N Example", ["NFA", "Halifax"], "HX1 1AB", postal_address.NO_FIXED_ABODE),
        ("Mrs N Example", ["Halifax"], "ZZ99 3VZ", postal_address.NO_FIXED_ABODE),
        *(
            ("Mrs N Example", [f"{character}1 Invented Road"], "HX1 1AB", postal_address.STARTS_WRONGLY)
            for character in '@()=[]"\\/,<>~'
        ),
    ],
)
def test_each_fault_is_named(name: str, lines: list[str], postcode: str, fault: str) -> None:
    faults = PostalAddress.of(name, lines, postcode).faults()

    assert [one.template for one in faults] == [fault]


def test_every_fault_is_named_at_once() -> None:
    address = PostalAddress.of("", ["@" + "a" * 45], "nowhere")

    assert [one.template for one in address.faults()] == [
        postal_address.TOO_FEW,
        postal_address.TOO_LONG,
        postal_address.STARTS_WRONGLY,
        postal_address.NO_POSTCODE,
    ]


def test_lines_are_tidied() -> None:
    address = PostalAddress.of(" Mrs  N Example ", ["", "1  Invented Road", " "], "hx11ab")

    assert address.lines == ("Mrs N Example", "1 Invented Road", "HX1 1AB")
