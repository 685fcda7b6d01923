"""What the guidance says is found by words, whatever question it stands beside."""

import pytest

from app.scripts import guidance
from tests.scripts.test_walking import SHORT_CALL, STARTUP

PIECES = guidance.pieces([STARTUP, SHORT_CALL])


def texts(words: str, language: str = "en") -> list[str]:
    return [one.guidance.text for one in guidance.find(PIECES, words, language)]


def test_every_piece_is_there_once() -> None:
    keys = [(one.guidance.text, one.guidance.group) for one in PIECES]
    assert len(keys) == len(set(keys)) > 50


@pytest.mark.parametrize("words", ["appointee attorney", "ATTORNEY appoint", "attor"])
def test_each_word_need_only_begin_one_whatever_the_case(words: str) -> None:
    found = texts(words)
    assert found
    assert all("attorney" in one.casefold() for one in found)


def test_what_says_it_itself_comes_before_what_stands_beside_a_question_that_does() -> None:
    found = guidance.find(PIECES, "rent", "en")
    says = [any(word.startswith("rent") for word in one.guidance.text.casefold().split()) for one in found]
    assert says == sorted(says, reverse=True)
    assert len(found) <= guidance.FOUND_AT_MOST


@pytest.mark.parametrize("words", ["", "  ", "…", "zebra"])
def test_nothing_is_found_for_nothing(words: str) -> None:
    assert texts(words) == []
