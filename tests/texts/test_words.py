"""Every text: short enough for the network, in both languages, and never a word of benefits."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice.messages import segments
from app.scripts import wording
from app.texts import words
from app.texts.rules import BY_TEXT, Act

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
# The longest day there is to be said, in either language, and the longest number and figures.
LONGEST = max(
    (MOMENT + timedelta(days=days, hours=22, minutes=20) for days in range(365)),
    key=lambda at: len(wording.when(at, "en")) + len(wording.when(at, "cy")),
)
NUMBER = "020 7946 0000"
AREAS = ("Buckinghamshire", "Calderdale and Kirklees", "South East Gwent", "Somerset")
BENEFITS = re.compile(
    r"benefit|claim|allowance|income|job|housing|council|credit|pension|carer|disab|welfare|social|money|DWP"
    r"|budd-dal|hawl|lwfans|incwm|swydd|tai\b|cyngor|credyd|pensiwn|gofal|anabl|lles|arian",
    re.IGNORECASE,
)
KINDS = ("confirmation", "reminder", "late", "form")


def about(at: datetime | None, language: str, proof: str = "4821") -> words.About:
    return words.About(at, NUMBER, proof, language)


def every_text(at: datetime, language: str, proof: str = "4821") -> Iterator[str]:
    """Every text that can go to her, with that moment wherever one stands."""
    booked, owed = about(at, language, proof), about(None, language, proof)
    yield from (words.text_of(kind, booked) for kind in KINDS)
    yield from (words.text_of(kind, booked, expected_at=at) for kind in ("late", "put_off"))
    for act in Act:
        if act not in (Act.STOP, Act.START, Act.OFFER, *BY_TEXT) or act is Act.BOOK:
            yield words.answer(act, booked)
    yield from (words.answer(act, owed) for act in (Act.TELL, Act.BOOK))
    yield words.answer(Act.TELL, replace(owed, halted=True))
    yield words.which_area(AREAS, language)
    yield words.plain(Act.ASK_SAFE, language)
    yield words.do_not_ring(NUMBER, language)
    for count in (1, 2, 3):
        yield from (words.first_offer([at] * count, language, again=again) for again in (False, True))
    for count in range(4):
        for one in (booked, owed):
            yield words.offer([at] * count, one)
        yield words.offer([at] * count, booked, again=True)


@pytest.mark.parametrize(("language", "most"), [("en", 1), ("cy", 2)])
def test_no_text_is_longer_than_its_segments(language: str, most: int) -> None:
    for body in every_text(LONGEST, language):
        assert segments(body) <= most, (len(body), body)
        assert language == "cy" or len(body) <= 160


def test_welsh_texts_are_welsh() -> None:
    assert not set(every_text(LONGEST, "en")) & set(every_text(LONGEST, "cy"))


@given(
    at=st.integers(0, 4 * 365 * 24 * 60).map(lambda count: MOMENT + timedelta(minutes=count)),
    language=st.sampled_from(["en", "cy"]),
    proof=st.integers(0, 9999).map("{:04}".format),
)
def test_no_text_ever_has_a_word_of_benefits(at: datetime, language: str, proof: str) -> None:
    for body in every_text(at, language, proof):
        assert not BENEFITS.search(body), body


@pytest.mark.parametrize("language", ["en", "cy"])
def test_cancel_never_stands_where_it_would_mean_stop(language: str) -> None:
    # a text that tells her to write CANCEL, or anything at all, has her write figures with it
    telling = [body for body in every_text(LONGEST, language) if re.search(r"CANCEL|CANSLO", body)]
    assert telling
    for body in telling:
        assert "4821" in body or "figur" in body or "ffigur" in body


def test_whoever_has_the_telephone_is_not_told_the_figures() -> None:
    for act in (Act.TELL, Act.CONFIRM):
        assert "4821" not in words.answer(act, about(LONGEST, "en"))


@pytest.mark.parametrize(("wanted", "language"), [("en", "en"), ("cy", "cy"), ("pa", "en")])
def test_a_text_is_in_welsh_or_english(wanted: str, language: str) -> None:
    assert words.language_of(wanted) == language
