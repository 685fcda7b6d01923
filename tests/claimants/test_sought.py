"""What was typed into the search, taken apart."""

from datetime import date
from random import Random

import pytest

from app.claimants import sought
from app.values.reference import Reference

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("07700 900123", ["telephone"]),
        ("+44 1632 960001", ["telephone"]),
        ("qq 12 34 56 c", ["nino"]),
        ("Nora Example", ["words"]),
        ("Example, TA1 1AA", ["postcode", "words"]),
        ("ta11aa", ["postcode"]),
        ("3.4.1970", ["born"]),
        ("Nora Example 3 April 1970 TA1 1AA", ["born", "postcode", "words"]),
        ("31.2.1970", []),
        ("??", []),
        ("", []),
    ],
)
def test_its_kind_is_seen_from_how_it_is_written(typed: str, kinds: list[str]) -> None:
    assert sought.read(typed, TODAY, allow_example=True).kinds == kinds


@pytest.mark.parametrize(
    "typed", ["3.4.1970", "3/4/70", "03-04-1970", "3 apr 1970", "3 April 1970", "3 Ebrill 1970", "1970-04-03"]
)
def test_a_date_of_birth_is_read_however_it_is_written(typed: str) -> None:
    assert sought.read(f"Nora {typed}", TODAY) == sought.Sought(born=date(1970, 4, 3), words=("nora",))


def test_nobody_was_born_in_a_year_to_come() -> None:
    assert sought.read("1.1.27", TODAY).born == date(1927, 1, 1)
    assert sought.read("1.1.05", TODAY).born == date(2005, 1, 1)


def test_an_example_number_is_one_only_in_practice() -> None:
    assert sought.read("QQ 12 34 56 C", TODAY).nino is None


def test_a_reference_is_read_in_any_writing_and_a_name_of_eight_letters_is_none() -> None:
    written = Reference.generate(Random(7)).value
    assert sought.read(written.lower().replace("-", " "), TODAY).reference == written
    assert sought.read("Samantha", TODAY).kinds == ["words"]
