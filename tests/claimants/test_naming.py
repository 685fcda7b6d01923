"""Names as they are searched for: accents, spellings, slips of the finger."""

import pytest

from app.claimants import naming


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("Siân", "O'Neil-Huws"), ["huws", "oneil", "sian"]),
        (("Mrs Nora", "ŴYN"), ["nora", "wyn"]),
        ((None, "Ó Dónaill"), ["donaill", "o"]),
        (("", None), []),
    ],
)
def test_names_are_words_in_small_letters_without_accents(names: tuple[str | None, ...], words: list[str]) -> None:
    assert naming.words(*names) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gruffydd", "griffith"),
        ("muhammad", "mohamed"),
        ("dafydd", "davydd"),
        ("llywelyn", "llewellyn"),
        ("rhys", "reece"),
        ("stephen", "steven"),
        ("catherine", "kathryn"),
    ],
)
def test_the_same_name_spelt_otherwise_sounds_the_same(one: str, other: str) -> None:
    assert naming.sound(one) == naming.sound(other)
    assert set(naming.keys(one)) & set(naming.keys(other))


@pytest.mark.parametrize(("one", "other"), [("smith", "jones"), ("nora", "nerys"), ("bell", "price")])
def test_another_name_does_not(one: str, other: str) -> None:
    assert naming.sound(one) != naming.sound(other)
    assert naming.likeness(one, other) is None


@pytest.mark.parametrize("slip", ["exampel", "exmple", "eexample", "exemple"])
def test_one_slip_of_the_finger_is_found_by_a_key_and_counts_one(slip: str) -> None:
    assert set(naming.keys(slip)) & set(naming.keys("example"))
    assert naming.distance(slip, "example") == 1


def test_the_nearest_comes_first() -> None:
    assert naming.likeness("example", "example") == 0
    whole = naming.closeness(["example", "nora"], ["example", "nora"])
    begun = naming.closeness(["exam", "nora"], ["example", "nora"])
    slipped = naming.closeness(["exampel", "nora"], ["example", "nora"])
    assert whole < begun < slipped < naming.closeness(["sample"], ["jones"])
