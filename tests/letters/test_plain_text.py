"""The plain text of a letter: all of it, one thing a line, in the order in which it is read."""

from dataclasses import replace

import pytest

from app.letters.letterhead import dear
from app.letters.pack import ClaimPack, languages_of
from app.letters.plain_text import BETWEEN_LANGUAGES, plain_text
from app.letters.typesetting import printable
from tests.letters import packs
from tests.letters.test_meeting_letters import letters


@pytest.mark.parametrize("pack", packs.EVERY_KIND.values(), ids=packs.EVERY_KIND.keys())
def test_every_question_has_its_answer_on_the_next_line(pack: ClaimPack) -> None:
    lines = plain_text(pack).splitlines()

    for section in pack.sections:
        for row in section.rows:
            for language in languages_of(pack.language):
                (after,) = {
                    lines[number + 1]
                    for number, line in enumerate(lines)
                    if line == printable(row.label[language])
                    and lines[number + 1].endswith(printable(row.answer[language]))
                }
                assert after.startswith(("Your answer: ", "Eich ateb: "))


def test_what_the_covering_letter_says_is_there_in_order() -> None:
    lines = plain_text(packs.PLAIN).splitlines()

    expected = (
        "Startline",
        "Mrs N Example",
        "NP4 6AA",
        "Your claim form, and what to do next",
        "Dear Mrs N Example,",
        "1. Read the form. If something is wrong or missing, write it in the space beside the answer.",
        "When: Thursday 26 November, 2.30 pm",
        "- Your rent book. You pay rent.",
        "Claim form",
        "Name: Mrs Nerys Example",
        "Date:",
    )
    assert [line for line in lines if line in expected] == list(expected)


def test_two_languages_follow_one_another() -> None:
    first, second = plain_text(packs.BOTH).split(f"\n{BETWEEN_LANGUAGES}\n\n")

    assert first + "\n" == plain_text(packs.WELSH) + "\n"
    assert second == plain_text(packs.PLAIN)


def test_nothing_is_side_by_side_and_no_two_lines_are_empty_together() -> None:
    for letter in (packs.LARGE_BOTH, *letters("en", False)):
        text = plain_text(letter)
        assert "\n\n\n" not in text
        assert "\t" not in text
        assert text == plain_text(replace(letter))
        assert text.endswith("\n")
        assert not text.endswith("\n\n")


def test_whoever_is_not_named_yet_is_greeted_without_a_name() -> None:
    nobody = replace(packs.NOTHING_OPTIONAL, recipient="")
    assert [dear(nobody, language)["text"] for language in ("en", "cy")] == ["Hello,", "Helo,"]
