"""The form has every answer that belongs on paper, as a person reads it, and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from app.claims.form import NEVER_PRINTED, NOT_FOR_PAPER, form, in_words
from app.scripts.service import load_all
from app.scripts.walking import Script
from tests.scripts.people import ANYBODY, FACTS, PEOPLE, walk


@pytest.fixture(scope="module")
def script() -> Script:
    return load_all(Path("ivr_scripts"), practice=True).get("startup")


def answers_of(script: Script, who: str) -> dict[str, Any]:
    return walk(script, ANYBODY | PEOPLE[who], FACTS)[0]


@pytest.mark.parametrize("who", PEOPLE)
def test_every_question_asked_that_belongs_on_paper_is_there_with_its_answer(script: Script, who: str) -> None:
    answers = answers_of(script, who)

    rows = {row.field: row.answer for section in form(script, answers, "en") for row in section.rows}

    for field, value in answers.items():
        if field in script.definition.facts or field in FACTS:
            continue
        question = script.question(field)
        kept_off = (
            question.kind in ("told", "recording")
            or question.section in NOT_FOR_PAPER
            or question.id in NEVER_PRINTED
            or question.id.endswith(".more")
        )
        if kept_off or value in (None, []):
            assert field not in rows
        else:
            assert rows[field] == in_words(question, value, "en") != ""


@pytest.mark.parametrize("who", PEOPLE)
def test_welsh_and_english_forms_have_the_same_rows(script: Script, who: str) -> None:
    answers = answers_of(script, who)

    in_each = [
        [[row.field for row in section.rows] for section in form(script, answers, language)]
        for language in ("en", "cy")
    ]

    assert in_each[0] == in_each[1]


def test_what_could_bring_her_into_danger_is_not_printed(script: Script) -> None:
    answers = answers_of(script, "a lone parent with two children") | {"maintenance.danger": "yes"}

    fields = {row.field for section in form(script, answers, "en") for row in section.rows}

    assert script.applies("maintenance.danger", answers)
    assert "maintenance.danger" not in fields
    assert not any(field.startswith(("urgent.", "contact.safe", "contact.agreed_word")) for field in fields)


def test_what_is_kept_off_the_form_is_in_the_script(script: Script) -> None:
    assert set(script.fields) >= NEVER_PRINTED
    assert {section.id for section in script.definition.sections} >= NOT_FOR_PAPER


def test_each_child_has_a_part_of_its_own(script: Script) -> None:
    sections = form(script, answers_of(script, "a lone parent with two children"), "en")

    assert [section.heading for section in sections if section.heading.startswith("Child ")] == ["Child 1", "Child 2"]


def test_a_question_not_asked_yet_leaves_room(script: Script) -> None:
    answers = answers_of(script, "a single jobseeker")
    del answers["you.nationality"]

    rows = {row.field: row.answer for section in form(script, answers, "en") for row in section.rows}

    assert rows["you.nationality"] == ""


@pytest.mark.parametrize(
    ("field", "value", "english", "welsh"),
    [
        ("you.date_of_birth", "1968-03-04", "4 March 1968", "4 Mawrth 1968"),
        ("you.address_since", "2020-05", "May 2020", "Mai 2020"),
        ("home.rent", {"amount": "1052.20", "period": "week"}, "£1,052.20 a week", None),
        ("home.rent", {"amount": "60.00", "period": "month"}, "£60 a month", None),
        ("savings.total", {"amount": "0.00"}, "£0", "£0"),
        ("you.nino", "QQ123456C", "QQ 12 34 56 C", "QQ 12 34 56 C"),
        ("payment.sort_code", "309430", "30-94-30", "30-94-30"),
        ("you.address", {"lines": ["1 High Street", "Halifax"], "postcode": "HX1 1AB"}, None, None),
        ("benefits", ["jsa", "hb"], "Jobseeker's Allowance\nHousing Benefit", None),
        ("home.tenure", "private", "Rent privately", None),
        ("home.tenure", {"unsure": True}, "Not sure", None),
        ("home.tenure", {"declined": True}, "Would rather not say", None),
        ("contact.telephone", "+441632960001", "01632 960001", "01632 960001"),
        ("contact.spoken_language", "cy", "Welsh", "Cymraeg"),
    ],
)
def test_answers_are_in_words(script: Script, field: str, value: Any, english: str | None, welsh: str | None) -> None:
    question = script.question(field)
    if english is None:
        assert in_words(question, value, "en") == "1 High Street\nHalifax\nHX1 1AB"
    else:
        assert in_words(question, value, "en") == english
    if welsh is not None:
        assert in_words(question, value, "cy") == welsh
