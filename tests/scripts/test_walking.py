"""Walking the real scripts: people of many kinds, and people no one has thought of."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scripts.answers import DECLINED, UNSURE, Accepted, Fault, Raw
from app.scripts.definition import Ending, Question
from app.scripts.errors import UnknownFieldError, UnknownScriptError
from app.scripts.service import load_all
from tests.scripts.people import ANYBODY, FACTS, PEOPLE, reply, walk

SCRIPTS = load_all(Path(__file__).parents[2] / "ivr_scripts", practice=True)
STARTUP = SCRIPTS.get("startup")
SHORT_CALL = SCRIPTS.get("short_call")


@pytest.mark.parametrize("person", PEOPLE)
def test_each_of_them_comes_to_the_end_and_nothing_is_asked_twice(person: str) -> None:
    says = ANYBODY | PEOPLE[person]

    short, asked_first, ending = walk(SHORT_CALL, says, FACTS)
    _, asked_then, finished = walk(STARTUP, says, short)

    assert ending.name == "book_callback"
    assert finished.name == "finished"
    assert len(asked_first + asked_then) == len(set(asked_first + asked_then))


def test_what_the_short_call_asked_the_startup_does_not_ask() -> None:
    short, asked, _ = walk(SHORT_CALL, ANYBODY, FACTS)
    _, asked_then, _ = walk(STARTUP, ANYBODY, short)

    assert not set(asked) & set(asked_then)
    assert "you.surname" in asked


def test_a_loop_is_asked_once_for_each_child() -> None:
    _, asked, _ = walk(STARTUP, ANYBODY | PEOPLE["a lone parent with two children"], FACTS)

    assert [field for field in asked if field.endswith("].forenames")] == [
        "children[0].forenames",
        "children[1].forenames",
    ]


def test_a_section_that_does_not_apply_never_appears() -> None:
    answers, _, _ = walk(STARTUP, ANYBODY, FACTS)

    assert "bereavement" not in [section.id for section in STARTUP.applicable(answers)]


@pytest.mark.parametrize(
    ("says", "ending"),
    [
        ({"you.date_of_birth": "24 11 2009"}, "careers_service"),
        ({"benefits": ["other"]}, "other_benefit"),
        ({"benefits": ["jsa", "other"]}, "book_callback"),
        ({"scope.working": "yes", "scope.hours": "20"}, "working"),
        ({"scope.working": "yes", "scope.hours": "20", "scope.rent_only": "yes"}, "book_callback"),
        ({"scope.working": "yes", "scope.hours": "20", "scope.rent_only": {"unsure": "1"}}, "book_callback"),
        ({"scope.working": "yes", "scope.hours": "15.5"}, "book_callback"),
    ],
)
def test_who_is_in_scope(says: dict[str, Raw], ending: str) -> None:
    assert walk(SHORT_CALL, ANYBODY | says, FACTS)[2].name == ending


def test_somebody_from_another_area_is_told_where_to_claim() -> None:
    assert walk(SHORT_CALL, ANYBODY, FACTS | {"home.in_area": "no"})[2].name == "out_of_area"
    assert walk(SHORT_CALL, ANYBODY, FACTS | {"home.in_area": "unsure"})[2].name == "book_callback"


def test_at_sixty_the_choice_is_theirs() -> None:
    says = ANYBODY | PEOPLE["somebody of 61"]

    _, asked, ending = walk(SHORT_CALL, says, FACTS)

    assert "scope.taking_part" in asked
    assert ending.name == "book_callback"
    assert walk(SHORT_CALL, says | {"scope.taking_part": "no"}, FACTS)[2].name == "own_choice"


@pytest.mark.parametrize(
    ("person", "group"),
    [
        ("a single jobseeker", "jobseeker"),
        ("a lone parent with two children", "lone parent"),
        ("a carer", "carer"),
        ("a widower", "bereaved"),
        ("somebody of 61", "sixty and over"),
        ("somebody who is sick", "sick or disabled"),
    ],
)
def test_guidance_is_for_the_group_somebody_belongs_to(person: str, group: str) -> None:
    answers, _, _ = walk(STARTUP, ANYBODY | PEOPLE[person], FACTS)

    assert group in STARTUP.groups(answers)
    offered = [one.group for name in STARTUP.fields if "[]" not in name
               for one in STARTUP.guidance(STARTUP.question(name), answers)]  # fmt: skip
    assert group in offered
    assert set(offered) <= STARTUP.groups(answers) | {None}


def test_back_leads_to_the_question_before_and_to_nothing_at_the_start() -> None:
    answers: dict[str, Any] = dict(FACTS)
    first = STARTUP.next(answers)
    assert isinstance(first, Question)
    answers[first.field] = "told"
    second = STARTUP.next(answers)
    assert isinstance(second, Question)

    assert STARTUP.previous(answers, second.field) == first
    assert STARTUP.previous(answers) == first
    assert STARTUP.previous(answers, first.field) is None


def test_an_answer_that_no_longer_applies_counts_for_nothing_and_is_not_lost() -> None:
    answers, _, _ = walk(STARTUP, ANYBODY | {"partner.has": "yes", "partner.works": "yes"}, FACTS)
    answers["partner.has"] = "no"

    assert "partner.works" not in STARTUP.relevant(answers)
    assert not STARTUP.applies("partner.hours", answers)
    assert answers["partner.works"] == "yes"


def test_somebody_who_is_sure_of_nothing_comes_to_the_end_too() -> None:
    answers: dict[str, Any] = dict(FACTS)
    asked = 0
    while isinstance(step := STARTUP.next(answers), Question):
        result = STARTUP.accept(step, UNSURE if asked % 2 else DECLINED, "adviser", answers)
        assert isinstance(result, Accepted)
        answers |= result.changes
        asked += 1

    assert asked > 50


def test_counts_of_answered_and_unanswered_questions() -> None:
    answers = {**FACTS, "you.title": "Mrs", "you.surname": "Example"}

    who = next(section for section in STARTUP.applicable(answers) if section.id == "who")

    assert (who.answered, who.unanswered, who.is_complete) == (2, 4, False)


def test_a_place_in_a_sentence_is_filled_from_an_earlier_answer() -> None:
    question = STARTUP.question("children[1].date_of_birth")

    assert STARTUP.fills(question, {"children[1].forenames": "Aled"}) == {"child": "Aled"}
    assert STARTUP.fills(question, {"children[1].forenames": dict(UNSURE)}) == {"child": "this child"}
    assert STARTUP.said(question, {"children[1].forenames": "Aled"}, "cy") == "Beth yw dyddiad geni Aled?"
    assert STARTUP.said(question, {}, "cy") == "Beth yw dyddiad geni y plentyn hwn?"


def test_somebody_alone_is_not_asked_about_a_partner() -> None:
    answers, _, _ = walk(STARTUP, ANYBODY | PEOPLE["a widower"] | {"partner.has": "no"}, FACTS)

    asked = [question for section in STARTUP.applicable(answers) for question in section.questions]

    assert [question.field for question in asked if "your partner" in question.say] == []
    assert "All together, about how much do you have?" in [question.say for question in asked]


@pytest.mark.parametrize("field", ["nobody.knows", "children.forenames", "children[].forenames", "you[0].surname"])
def test_a_field_no_question_has_is_refused(field: str) -> None:
    with pytest.raises(UnknownFieldError):
        STARTUP.question(field)


def test_a_script_nobody_wrote_is_refused() -> None:
    with pytest.raises(UnknownScriptError):
        SCRIPTS.get("nothing")


def test_secrets_are_marked_to_be_kept_encrypted() -> None:
    for field in ("you.nino", "partner.nino", "payment.sort_code", "payment.account_number", "payment.roll_number"):
        assert STARTUP.question(field).sensitive


# ── people no one has thought of ─────────────────────────────────────────────────────────────────────────────────


@st.composite
def replies(draw: st.DrawFn, question: Question) -> Raw:
    """An answer of any sort: fitting, uncertain, refused, or nonsense."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from([dict(UNSURE), dict(DECLINED)]))
    if question.kind == "choices":
        return draw(st.lists(st.sampled_from([option.value for option in question.options]), min_size=1))
    if question.options:
        return draw(st.sampled_from([option.value for option in question.options]))
    return reply(question, {})


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_every_path_ends_and_nothing_is_asked_twice(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["short_call", "startup"]))
    script = SCRIPTS.get(name)
    answers: dict[str, Any] = dict(FACTS)
    asked: set[str] = set()
    while isinstance(step := script.next(answers), Question):
        assert step.field not in asked
        asked.add(step.field)
        many = step.turn is not None and step.turn >= 2
        raw = "no" if step.id.endswith(".more") and many else data.draw(replies(step))
        result = script.accept(step, raw, "adviser", answers)
        assert isinstance(result, Accepted)
        answers |= result.changes

    assert isinstance(step, Ending)
    assert set(script.relevant(answers)) == asked


PARTS_OF_FORMS = ["day", "month", "year", "amount", "period", "line1", "postcode", "anything"]


@settings(max_examples=150, deadline=None)
@given(
    field=st.sampled_from([field for field in STARTUP.fields if "[]" not in field]),
    raw=st.one_of(
        st.text(max_size=40),
        st.lists(st.text(max_size=10), max_size=4),
        st.dictionaries(st.sampled_from(PARTS_OF_FORMS), st.text(max_size=8)),
    ),
    channel=st.sampled_from(["adviser", "typed", "keypad", "speech"]),
)  # fmt: skip
def test_nonsense_is_accepted_or_told_what_is_wrong_and_never_crashes(field: str, raw: Raw, channel: Any) -> None:
    result = STARTUP.accept(STARTUP.question(field), raw, channel, FACTS)

    assert isinstance(result, Accepted) or result.message.format(**result.params)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(STARTUP.fields), st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=6)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2), max_leaves=3,
), max_size=12))  # fmt: skip
def test_whatever_is_in_the_store_a_next_step_is_found(stored: dict[str, Any]) -> None:
    answers = FACTS | {field.replace("[]", "[0]"): value for field, value in stored.items()}

    assert isinstance(STARTUP.next(answers), Question | Ending)
    assert STARTUP.applicable(answers)


def test_a_fault_names_what_is_wrong() -> None:
    result = STARTUP.accept(STARTUP.question("you.date_of_birth"), "31 6 1990", "adviser", FACTS)

    assert isinstance(result, Fault)
    assert result.params == {"last": 30}
