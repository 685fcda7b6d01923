"""Whoever claims and whatever is said: the walk ends, and the form is one the post takes, with every answer on it."""

from collections import Counter
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.letters.envelopes import lay_out, typeset
from app.letters.pack import ClaimPack, languages_of
from app.letters.typesetting import pages_of_rows, printable
from app.letters.validating import faults
from app.scripts.answers import Accepted, Raw
from app.scripts.definition import Question
from tests.people import PEOPLE, Person, answers_of, pack_of, script
from tests.scripts.people import BY_KIND, FACTS

SAID = st.text("abcdeghklmoprstwyABCDLMT 0123456789.,-'ŵŷâêôżłó", min_size=1, max_size=60)


def words_of(text: str) -> str:
    """The text without what setting it may change: spaces, ends of lines, hyphens at them."""
    kept = printable(text).translate(dict.fromkeys(map(ord, "-\N{SOFT HYPHEN}\ufffe\x02")))
    return "".join(kept.split())


def read_back(letters: tuple[bytes, ...]) -> str:
    """All that can be read in the letters, in order, without what setting may change."""
    found = []
    for pdf in letters:
        document = pypdfium2.PdfDocument(pdf)
        found += [page.get_textpage().get_text_bounded() for page in document]
        document.close()
    return words_of("".join(found))


def hold(pack: ClaimPack) -> None:
    """The papers go in the post, can be read by everybody, and carry every answer."""
    letters = typeset(pack).letters
    for pdf in letters:
        assert faults(pdf) == []
    text = read_back(letters)
    for section in pack.sections:
        for row in section.rows:
            for language in languages_of(pack.language):
                for line in row.answer[language].splitlines():
                    assert _is_in(words_of(line), text), (row.label["en"], line)


def _is_in(line: str, text: str) -> bool:
    """Whether all of it is there; an answer that goes on overleaf may have the foot of a page within it."""
    pieces = [line] if len(line) < 300 else [line[at : at + 40] for at in range(0, len(line) - 40, 200)]
    return all(piece in text for piece in pieces)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_everybody_has_a_form_that_can_be_posted(person: Person) -> None:
    hold(pack_of(person, answers_of(person)))


@pytest.mark.parametrize("name", ["many accounts", "a lone parent of nine", "Welsh and English, with children"])
def test_no_part_of_the_form_has_a_single_row_at_the_foot_or_the_head_of_a_page(name: str) -> None:
    # Given somebody whose form has many parts
    person = next(one for one in PEOPLE if one.name == name)
    pack = pack_of(person, answers_of(person))

    # When it is set, and it is counted how many rows of each part stand on each page
    on_page = Counter((section, page) for (section, _), page in pages_of_rows(lay_out(pack)).items())

    # Then wherever a part of several rows is cut, two of them at least are on each side
    alone = [section for (section, _), rows in on_page.items() if rows == 1 and len(pack.sections[section].rows) > 1]
    assert alone == []


def test_there_are_fifty() -> None:
    assert len({person.name for person in PEOPLE}) == 50


def reply(draw: st.DrawFn, question: Question) -> Raw:
    """Anything that may be answered to it; loops grow short by themselves."""
    if question.id.endswith(".more"):
        return draw(st.sampled_from(("no", "no", "yes")))
    if question.kind == "choices":
        values = [option.value for option in question.options]
        return draw(st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True))
    if question.options:
        return draw(st.sampled_from(question.options)).value
    if question.kind == "yes_no":
        return draw(st.sampled_from(("yes", "no")))
    if question.kind in ("text", "long_text"):
        return draw(SAID)
    if question.id == "you.date_of_birth":
        return f"1 3 {draw(st.integers(1940, 2009))}"
    if question.kind == "date" and question.limits.dates == "future":
        return "1 3 2031"
    return BY_KIND[question.kind]


@st.composite
def random_answers(draw: st.DrawFn) -> dict[str, Any]:
    """The answers of a walk to its end, whatever end it is."""
    answers: dict[str, Any] = dict(FACTS)
    for _ in range(1500):
        step = script().next(answers)
        if not isinstance(step, Question):
            return answers
        result = script().accept(step, reply(draw, step), "adviser", answers)
        if not isinstance(result, Accepted):  # words that are too long, or only signs: a plain word does
            result = script().accept(step, BY_KIND[step.kind], "adviser", answers)
        assert isinstance(result, Accepted), (step.field, result)
        answers |= result.changes
    raise AssertionError("the walk has no end")


def walk_and_hold(answers: dict[str, Any]) -> None:
    if "you.surname" in answers:
        hold(pack_of(Person("anybody", {}), {"you.forenames": "Ann", **answers}))


@settings(max_examples=4, deadline=None)
@given(random_answers())
def test_whatever_is_answered_the_form_has_it(answers: dict[str, Any]) -> None:
    walk_and_hold(answers)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(random_answers())
def test_whatever_is_answered_the_form_has_it_often(answers: dict[str, Any]) -> None:
    walk_and_hold(answers)
