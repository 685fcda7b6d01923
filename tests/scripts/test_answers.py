"""Each kind of answer: what is kept, and what is said of what is not."""

from datetime import date
from typing import Any

import pytest

from app.scripts.answers import Raw, parse
from app.scripts.definition import Kind, Limits, Option, Question
from app.values.errors import Invalid

OPTIONS = (Option("yes", "Yes"), Option("no", "No"), Option("again", "Again", again=True))


def question(kind: Kind, **more: Any) -> Question:
    options = OPTIONS if kind in ("choice", "choices", "yes_no") else ()
    return Question("a.b", "a", kind, "What?", options, periods=("week", "month"), **more)


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("choice", "yes", "yes"),
        ("choices", ["no", "yes"], ["yes", "no"]),
        ("choices", "no", ["no"]),
        ("text", "  Mrs \n Example ", "Mrs Example"),
        ("long_text", "One.\n\nTwo.", "One.\n\nTwo."),
        ("date", "24 11 1970", "1970-11-24"),
        ("date", "24/11/1970", "1970-11-24"),
        ("date", "24th November 1970", "1970-11-24"),
        ("date", "1970-11-24", "1970-11-24"),
        ("date", "24111970", "1970-11-24"),
        ("date", {"day": "24", "month": "nov", "year": "1970"}, "1970-11-24"),
        ("month", "11 1970", "1970-11"),
        ("month", "Nov 1970", "1970-11"),
        ("month", {"month": "11", "year": "1970"}, "1970-11"),
        ("money", {"amount": "£52.20", "period": "week"}, {"amount": "52.20", "period": "week"}),
        ("money", "1,052.2 a month", {"amount": "1052.20", "period": "month"}),
        ("amount", "16000", {"amount": "16000.00"}),
        ("number", "3", 3),
        ("hours", "15.5", 15.5),
        ("hours", "16.0", 16),
        ("times", "9am to 11am and 14.00-17.00", "09:00–11:00, 14:00–17:00"),
        ("times", "14:00-17:00; 9-11", "09:00–11:00, 14:00–17:00"),
        ("telephone", "01632 960 001", "+441632960001"),
        ("email", "name@example.org", "name@example.org"),
        ("postcode", "hx1 1ab", "HX1 1AB"),
        ("address", "1 High Street, Halifax, HX1 1AB", {"lines": ["1 High Street", "Halifax"], "postcode": "HX1 1AB"}),
        ("address", {"line1": "Flat ½", "line2": "", "line3": "Newport", "postcode": "np201aa"},
         {"lines": ["Flat ½", "Newport"], "postcode": "NP20 1AA"}),
        ("nino", "qq 12 34 56 c", "QQ123456C"),
        ("sort_code", "30-94-30", "309430"),
        ("account_number", "733445", "00733445"),
        ("digits", "4 8 2 1", "4821"),
        ("recording", "RE12", {"recording": "RE12"}),
        ("told", "", "told"),
        ("language", "Welsh", "cy"),
        ("text", {"unsure": "1"}, {"unsure": True}),
        ("nino", {"declined": "1"}, {"declined": True}),
    ],
)  # fmt: skip
def test_what_is_kept(kind: Kind, raw: Raw, kept: object) -> None:
    assert parse(question(kind), raw, "adviser", practice=True) == kept


@pytest.mark.parametrize(
    ("kind", "raw", "what"),
    [
        ("choice", "perhaps", "Choose one"),
        ("choice", "again", "Choose one"),
        ("yes_no", "", "Choose yes or no"),
        ("choices", ["yes", "perhaps"], "Choose one or more"),
        ("text", " ", "Give an answer"),
        ("text", "x" * 201, "keep it to 200"),
        ("date", "31 6 1990", "that month has 30 days"),
        ("date", "29 2 1990", "that month has 28 days"),
        ("date", "1 13 1990", "no such month"),
        ("date", "1 june 90", "four numbers"),
        ("date", "yesterday", "a day, a month and a year"),
        ("date", {"day": "1", "month": "", "year": "1990"}, "month is missing"),
        ("date", {"day": "1", "month": "x", "year": "1990"}, "no such month"),
        ("date", {"day": "²", "month": "1", "year": "1990"}, "no such day"),
        ("month", "13 1990", "no such month"),
        ("month", "1990", "month and the year"),
        ("money", {"amount": "52.20", "period": ""}, "how often"),
        ("money", {"amount": "52.20", "period": "year"}, "how often"),
        ("money", "a lot", "amount of money"),
        ("amount", "-3", "amount of money"),
        ("number", "three", "in figures"),
        ("number", "1.5", "in figures"),
        ("hours", "200", "from 0 to 168"),
        ("times", "Not on Thursdays", "times of the day"),
        ("times", "after two", "times of the day"),
        ("times", "11:00-09:00", "times of the day"),
        ("times", ",", "times of the day"),
        ("telephone", "12", "telephone number"),
        ("email", "name@example", "e-mail address"),
        ("postcode", "HX1", "postcode"),
        ("address", {"line1": "1 High Street"}, "postcode is missing"),
        ("address", {"postcode": "HX1 1AB"}, "first line"),
        ("address", "a\nb\nc\nd\ne\nf\nHX1 1AB", "at most 5 lines"),
        ("address", {"line1": "x" * 46, "postcode": "HX1 1AB"}, "at most 45 letters"),
        ("nino", "QQ 12 34 56", "last letter|letter at the end"),
        ("sort_code", "3094", "6 digits"),
        ("account_number", "12", "6 to 8 digits"),
        ("language", "Martian", "language"),
    ],
)
def test_what_is_wrong_is_named(kind: Kind, raw: Raw, what: str) -> None:
    with pytest.raises(Invalid, match=what):
        parse(question(kind), raw, "adviser", practice=True)


def test_without_practice_an_example_number_is_refused() -> None:
    for kind, raw in (("nino", "QQ123456C"), ("telephone", "01632 960 001")):
        with pytest.raises(Invalid):
            parse(question(kind), raw, "adviser")  # type: ignore[arg-type]


def test_a_question_that_may_be_empty_keeps_nothing() -> None:
    assert parse(question("text", optional=True), "", "adviser") is None
    assert parse(question("money", optional=True), {"amount": "", "period": "week"}, "adviser") is None


@pytest.mark.parametrize(
    ("side", "raw", "what"), [("past", "24 11 2026", "not come yet"), ("future", "22 11 2026", "already passed")]
)
def test_a_date_on_the_wrong_side_of_today(side: Any, raw: str, what: str) -> None:
    with pytest.raises(Invalid, match=what):
        parse(question("date", limits=Limits(dates=side)), raw, "adviser", today=date(2026, 11, 23))


def test_digits_must_be_as_many_as_are_wanted() -> None:
    with pytest.raises(Invalid, match="4 figures"):
        parse(question("digits", limits=Limits(longest=4)), "48", "keypad")
    assert parse(question("digits", limits=Limits(longest=4)), "4821", "keypad") == "4821"


def test_on_the_keypad_a_date_is_eight_keys() -> None:
    with pytest.raises(Invalid, match="Key two numbers"):
        parse(question("date"), "241170", "keypad")
