"""What the answers of a script say of a person."""

from datetime import date
from typing import Any

import pytest

from app.claimants import rules

UNSURE = {"unsure": True}
HOME = {"lines": ["1 High Street", "Taunton"], "postcode": "TA1 1AA"}
ELSEWHERE = {"lines": ["The Hostel", "Bridgwater"], "postcode": "TA6 1AA"}


def test_only_what_was_asked_is_touched() -> None:
    assert rules.columns({"benefits": ["jsa"], "you.surname": "Pryce"}) == {"surname": "Pryce"}


@pytest.mark.parametrize(("answer", "column"), [("1970-11-24", date(1970, 11, 24)), (UNSURE, None)])
def test_a_date_of_birth(answer: Any, column: date | None) -> None:
    assert rules.columns({"you.date_of_birth": answer}) == {"date_of_birth": column}


@pytest.mark.parametrize(("answer", "column"), [("yes", True), ("no", False), (UNSURE, False), (None, False)])
@pytest.mark.parametrize("field", ["safe_to_ring", "safe_to_leave_message", "safe_to_text", "may_say_who"])
def test_what_is_not_known_to_be_safe_is_not_done(field: str, answer: Any, column: bool) -> None:
    assert rules.columns({f"contact.{field}": answer}) == {field: column}


@pytest.mark.parametrize(
    ("answers", "times", "in_words"),
    [
        ({"contact.safe_times": "09:00–11:00", "contact.safe_in_words": None}, "09:00–11:00", None),
        ({"contact.safe_times": None, "contact.safe_in_words": "Not on Thursdays"}, None, "Not on Thursdays"),
        # As it was kept before there was a place for words.
        ({"contact.safe_times": "Not on Thursdays"}, None, "Not on Thursdays"),
        ({"contact.safe_times": "After two", "contact.safe_in_words": None}, None, "After two"),
    ],
)
def test_no_word_of_when_it_is_safe_is_lost(answers: dict[str, Any], times: str | None, in_words: str | None) -> None:
    said = rules.columns(answers)
    assert (said["safe_times"], said.get("safe_in_words")) == (times, in_words)


@pytest.mark.parametrize(("said", "unknown"), [(UNSURE, True), (None, False), ("", False), ("09:00–11:00", False)])
def test_not_sure_when_it_is_safe_is_not_any_time(said: Any, unknown: bool) -> None:
    found = rules.columns({"contact.safe_times": said})
    assert found["safe_times_unknown"] is unknown


@pytest.mark.parametrize(
    ("answers", "interpreter"),
    [
        ({"contact.spoken_language": "pa", "contact.interpreter": "yes"}, "pa"),
        ({"contact.spoken_language": "pa", "contact.interpreter": "no"}, None),
        ({"contact.spoken_language": "en"}, None),
        ({"contact.spoken_language": "en", "contact.interpreter": "yes"}, None),
    ],
)
def test_an_interpreter_is_for_the_language_spoken(answers: dict[str, Any], interpreter: str | None) -> None:
    assert rules.columns(answers)["interpreter_language"] == interpreter


@pytest.mark.parametrize(
    ("answers", "goes_to"),
    [
        ({"you.address": HOME}, HOME),
        ({"you.address": HOME, "you.letters_elsewhere": "yes", "you.postal_address": ELSEWHERE}, ELSEWHERE),
        ({"you.address": HOME, "you.letters_elsewhere": "no", "you.postal_address": ELSEWHERE}, HOME),
        ({"you.settled": "no", "you.postal_address": ELSEWHERE}, ELSEWHERE),
    ],
)
def test_letters_go_where_she_wishes(answers: dict[str, Any], goes_to: dict[str, Any]) -> None:
    said = rules.columns(answers)
    assert (said["address_lines"], said["postcode"]) == (goes_to["lines"], goes_to["postcode"])


@pytest.mark.parametrize(
    ("answers", "urgent"),
    [
        ({"urgent.any": "yes", "urgent.what": ["no_money", "danger"]}, ["no_money", "danger"]),
        ({"urgent.any": "no", "urgent.what": ["no_money"]}, None),
        ({"urgent.any": "yes", "urgent.what": UNSURE}, None),
    ],
)
def test_what_is_urgent(answers: dict[str, Any], urgent: list[str] | None) -> None:
    assert rules.columns(answers) == {"urgent": urgent}
