"""The telephone's steps, on the scripts as they are."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scripts import wording
from app.scripts.definition import Ending, Question
from app.scripts.keypad import asking, begin, phone_step
from app.scripts.service import Scripts, load_all

FOLDER = Path(__file__).parents[2] / "ivr_scripts"
GWENT = {"site.languages": ["cy", "en"], "site.other_languages": ["pl", "pa"], "site.open": "yes"}


SCRIPTS = load_all(FOLDER, practice=True)


@pytest.fixture
def scripts() -> Scripts:
    return SCRIPTS


def test_gwent_greets_in_welsh_first(scripts: Scripts) -> None:
    step = begin(scripts.get("line"), GWENT)

    assert [spoken.language for spoken in step.say[:2]] == ["cy", "en"]
    assert step.say[3].params == {"press": "1"}
    assert step.say[3].language == "cy"


def test_a_site_without_welsh_offers_english_first(scripts: Scripts) -> None:
    step = begin(scripts.get("line"), {**GWENT, "site.languages": ["en"]})

    assert [(spoken.message, spoken.params.get("press")) for spoken in step.say[2:]] == [
        ("For English, press {press}.", "1"),
        ("For another language, press {press}.", "2"),
    ]


def test_a_key_answers_and_the_menu_follows(scripts: Scripts) -> None:
    step = phone_step(scripts.get("line"), GWENT, "call.language", digits="2")

    assert step.changes == {"call.language": "en"}
    assert isinstance(step.next, Question)
    assert step.next.field == "call.wish"
    assert "To start a claim, press 1." in [spoken.message for spoken in step.say]


def test_speech_answers_too(scripts: Scripts) -> None:
    answers = {**GWENT, "call.language": "en"}

    step = phone_step(scripts.get("line"), answers, "call.wish", speech="I want to see somebody, please")

    assert step.changes == {"call.wish": "face_to_face"}
    assert isinstance(step.next, Ending)
    assert step.next.name == "face_to_face"


def test_a_wrong_key_is_asked_again_in_other_words_twice_and_then_an_adviser_helps(scripts: Scripts) -> None:
    line = scripts.get("line")
    answers = {**GWENT, "call.language": "en"}

    first = phone_step(line, answers, "call.wish", digits="8", tries=0)
    second = phone_step(line, answers, "call.wish", digits="8", tries=first.tries)
    third = phone_step(line, answers, "call.wish", digits="8", tries=second.tries)

    assert (first.tries, second.tries) == (1, 2)
    assert first.say[0] != second.say[0]
    assert isinstance(third.next, Ending)
    assert third.next.name == "adviser"
    assert third.say


def test_silence_after_two_readings_brings_an_adviser(scripts: Scripts) -> None:
    line = scripts.get("line")
    answers = {**GWENT, "call.language": "en"}

    first = phone_step(line, answers, "call.wish", tries=0)
    second = phone_step(line, answers, "call.wish", tries=first.tries)

    assert isinstance(first.next, Question)
    assert isinstance(second.next, Ending)


def test_hearing_it_again_is_not_a_fault(scripts: Scripts) -> None:
    line = scripts.get("line")
    answers = {**GWENT, "call.language": "en"}

    step = phone_step(line, answers, "call.wish", digits="4", tries=1)

    assert (step.changes, step.tries) == ({}, 1)
    assert step.say == asking(line, line.question("call.wish"), answers)


def test_an_answer_that_comes_twice_is_taken_once(scripts: Scripts) -> None:
    answers = {**GWENT, "call.language": "en"}

    step = phone_step(scripts.get("line"), answers, "call.language", digits="1")

    assert step.changes == {}
    assert isinstance(step.next, Question)
    assert step.next.field == "call.wish"


def test_a_booking_made_with_keys_alone(scripts: Scripts) -> None:
    book = scripts.get("book_by_keypad")
    answers: dict[str, object] = {
        "call.number": "known",
        "call.language": "en",
        "line.open": "yes",
        "offer.made": "yes",
        "offer.count": 3,
    }
    step = begin(book, answers)

    keyed = []
    while isinstance(step.next, Question):
        reply = "" if step.next.kind == "recording" else "1"
        keyed.append(step.next.field)
        step = phone_step(book, answers, step.next.field, digits=reply, recording="" if reply else "RE1")
        answers |= step.changes

    assert step.next.name == "book"
    assert answers["callback.choice"] == "first"
    assert keyed[-1] == "callback.choice"


def test_somebody_it_is_not_safe_to_ring_gets_an_adviser(scripts: Scripts) -> None:
    answers = {"call.number": "known", "offer.made": "yes", "offer.count": 3, "callback.same_number": "yes"}

    step = phone_step(scripts.get("book_by_keypad"), answers, "contact.safe_to_ring", digits="2")

    assert isinstance(step.next, Ending)
    assert step.next.name == "adviser"


def test_the_key_that_ends_a_recording_is_no_name() -> None:
    book = SCRIPTS.get("book_by_keypad")

    nothing = phone_step(book, {}, "callback.name", digits="#")
    name = phone_step(book, {}, "callback.name", digits="#", recording="RE12")

    assert nothing.changes == {}
    assert nothing.tries == 1
    assert name.changes == {"callback.name": {"recording": "RE12"}}


def test_words_that_contain_others_win() -> None:
    answers = {"call.number": "known", "offer.made": "yes", "offer.count": 3, "callback.same_number": "yes"}

    step = phone_step(SCRIPTS.get("book_by_keypad"), answers, "contact.safe_to_ring", speech="It is not safe.")

    assert step.changes == {"contact.safe_to_ring": "no"}


def test_speech_that_fits_two_answers_is_asked_again() -> None:
    step = phone_step(SCRIPTS.get("book_by_keypad"), {"call.number": "known"}, "callback.same_number", speech="yes no")

    assert step.changes == {}
    assert step.tries == 1


def test_the_figures_are_looked_up_before_anything_is_asked() -> None:
    booked = SCRIPTS.get("booked_callback")

    keyed = phone_step(booked, {}, "booked.proof", digits="4821")
    found = begin(booked, {**keyed.changes, "booked.found": "yes"})
    lost = begin(booked, {**keyed.changes, "booked.found": "no"})

    assert isinstance(keyed.next, Ending)
    assert isinstance(found.next, Question)
    assert isinstance(lost.next, Ending)
    assert [keyed.next.name, found.next.field, lost.next.name] == ["look_up", "booked.wish", "adviser"]


def test_too_few_figures_are_told_and_asked_again() -> None:
    step = phone_step(SCRIPTS.get("booked_callback"), {}, "booked.proof", digits="48")

    assert step.say[0].message == "That number must have {length} figures."
    assert step.say[0].params == {"length": 4}
    assert step.tries == 1


FACTS: dict[str, st.SearchStrategy[Any]] = {
    "site.languages": st.sampled_from([["en"], ["cy", "en"]]),
    "site.other_languages": st.lists(st.sampled_from(["pl", "pa", "ur", "so"]), max_size=3, unique=True),
    "site.open": st.sampled_from(["yes", "no"]),
    "site.closed_why": st.sampled_from(["hours", "holiday", "emergency"]),
    "call.number": st.sampled_from(["known", "withheld"]),
    "line.open": st.sampled_from(["yes", "no"]),
    "offer.made": st.sampled_from(("no", "yes")),
    "offer.count": st.integers(0, 3),
    "booked.found": st.sampled_from(["yes", "no"]),
    "booked.home_open": st.sampled_from(["yes", "no"]),
    "booked.state": st.sampled_from(["booked", "owed", "halted"]),
}
KEYED = ["", "", "1", "2", "3", "9", "#", "*4", "01632960001"]
BY_TELEPHONE = [name for name in SCRIPTS.names if "keypad" in SCRIPTS.get(name).definition.channels]


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(BY_TELEPHONE),
    facts=st.fixed_dictionaries(FACTS),
    replies=st.lists(
        st.tuples(st.sampled_from(KEYED), st.sampled_from(["", "yes", "x"])),
        min_size=60,
        max_size=60,
    ),
    language=st.sampled_from(["en", "cy"]),
)  # fmt: skip
def test_whatever_is_pressed_the_call_comes_to_an_ending_and_everything_can_be_said(
    name: str, facts: dict[str, Any], replies: list[tuple[str, str]], language: str
) -> None:
    script = SCRIPTS.get(name)
    params = dict.fromkeys(script.definition.params, "something")
    answers = dict(facts)
    step = begin(script, answers)
    for digits, speech in replies:
        assert all(text for text, _ in wording.say_all(step.say, language, **params))
        if isinstance(step.next, Ending):
            break
        assert step.say
        # "Hear it again" may be asked for without end; here it is asked for at most now and then.
        step = phone_step(script, answers, step.next.field, digits, speech, step.tries, language=language)
        answers |= step.changes

    assert isinstance(step.next, Ending)


@pytest.mark.parametrize("name", BY_TELEPHONE)
@pytest.mark.parametrize("language", ["en", "cy", "pa", "bn", "pl", "ur"])
def test_every_announcement_can_be_said(name: str, language: str) -> None:
    script = SCRIPTS.get(name)
    # A script for those who speak one language is heard in no other.
    language = script.definition.language or language
    params = dict.fromkeys(script.definition.params, "something")

    for announcement in script.definition.announcements:
        ((text, spoken_in),) = wording.say_all([script.announcement(announcement)], language, **params)
        assert text
        # What those hear whom we ring, advisers and interpreters, is always English.
        assert spoken_in == (script.announcement(announcement).language or language)
