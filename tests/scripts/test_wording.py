"""Sentences, days and times in English and in Welsh."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from app.scripts import wording
from app.scripts.catalogues import lacking
from app.scripts.definition import Spoken
from app.scripts.welsh_calendar import softened
from app.values.sentence import Sentence

ROOT = Path(__file__).parents[2]
TUESDAY = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "spoken", "expected"),
    [
        ("en", False, "Tuesday 24 November, 2.30 pm"),
        ("en", True, "Tuesday the 24th of November at half past two"),
        ("cy", False, "Dydd Mawrth 24 Tachwedd, 2.30 yp"),
        ("cy", True, "dydd Mawrth y 24ain o Dachwedd am hanner awr wedi dau"),
        ("ro", False, "Tuesday 24 November, 2.30 pm"),
        ("pl", True, "wtorek, 24 listopada, godzina 14:30"),
        ("pa", True, "ਮੰਗਲਵਾਰ, 24 ਨਵੰਬਰ, ਦੁਪਹਿਰ 2 ਵੱਜ ਕੇ 30 ਮਿੰਟ"),
        ("bn", True, "মঙ্গলবার, 24 নভেম্বর, দুপুর 2টা 30 মিনিট"),
        ("ur", True, "منگل، 24 نومبر، دوپہر 2 بج کر 30 منٹ"),
    ],
)
def test_a_moment(language: str, spoken: bool, expected: str) -> None:
    assert wording.when(TUESDAY, language, spoken=spoken) == expected


def test_a_moment_is_said_in_london_time() -> None:
    assert wording.when(datetime(2026, 7, 1, 8, 0, tzinfo=UTC), "en") == "Wednesday 1 July, 9 am"
    assert wording.clock_time(datetime(2026, 7, 1, 8, 0, tzinfo=UTC), "en", spoken=True) == "nine o'clock"
    with pytest.raises(ValueError, match=r"naive|aware|time zone"):
        wording.when(datetime(2026, 7, 1, 8, 0), "en")  # noqa: DTZ001 - a naive time is what is refused


@pytest.mark.parametrize(
    ("at", "english", "welsh"),
    [
        (time(9, 0), "nine o'clock", "naw o'r gloch"),
        (time(9, 20), "twenty past nine", "ugain munud wedi naw"),
        (time(9, 40), "twenty to ten", "ugain munud i ddeg"),
        (time(12, 0), "noon", "hanner dydd"),
        (time(13, 40), "twenty to two", "ugain munud i ddau"),
        (time(16, 45), "quarter to five", "chwarter i bump"),
        (time(8, 30), "half past eight", "hanner awr wedi wyth"),
        (time(10, 1), "one minute past ten", "1 munud wedi deg"),
        (time(10, 37), "23 minutes to eleven", "23 munud i un ar ddeg"),
    ],
)
def test_a_time_of_day_as_it_is_said(at: time, english: str, welsh: str) -> None:
    assert wording.clock_time(at, "en", spoken=True) == english
    assert wording.clock_time(at, "cy", spoken=True) == welsh


def test_a_time_of_day_as_it_is_written() -> None:
    assert [wording.clock_time(time(*at), "en") for at in ((9, 0), (12, 0), (0, 5))] == ["9 am", "12 pm", "12.05 am"]
    assert wording.clock_time(time(9, 0), "cy") == "9 yb"


@pytest.mark.parametrize(
    ("on", "english", "welsh"),
    [
        (date(2026, 12, 1), "Tuesday the 1st of December", "dydd Mawrth y 1af o Ragfyr"),
        (date(2026, 5, 2), "Saturday the 2nd of May", "dydd Sadwrn yr 2il o Fai"),
        (date(2027, 1, 11), "Monday the 11th of January", "dydd Llun yr 11eg o Ionawr"),
        (date(2026, 7, 3), "Friday the 3rd of July", "dydd Gwener y 3ydd o Orffennaf"),
        (date(2026, 2, 22), "Sunday the 22nd of February", "dydd Sul yr 22ain o Chwefror"),
        (date(2026, 9, 12), "Saturday the 12th of September", "dydd Sadwrn y 12fed o Fedi"),
        (date(2026, 10, 8), "Thursday the 8th of October", "dydd Iau yr 8fed o Hydref"),
    ],
)
def test_a_day_as_it_is_said(on: date, english: str, welsh: str) -> None:
    assert wording.day(on, "en", spoken=True) == english
    assert wording.day(on, "cy", spoken=True) == welsh


def test_the_soft_mutation() -> None:
    words = {"Tachwedd": "Dachwedd", "pump": "bump", "deg": "ddeg", "chwech": "chwech", "Gorffennaf": "Orffennaf"}

    assert {word: softened(word) for word in words} == words


def test_a_sentence_in_welsh_and_a_language_without_a_catalogue() -> None:
    message = "You are number {place} in line."

    assert wording.say(message, "cy", place=3) == "Rhif 3 ydych chi yn y ciw."
    assert wording.say(message, "en", place=3) == wording.say(message, "ro", place=3) == "You are number 3 in line."
    assert wording.say_sentence(Sentence(message, {"place": 3}), "cy").startswith("Rhif 3")


def test_a_sentence_with_a_language_of_its_own_is_said_in_it() -> None:
    said = wording.say_all([Spoken("For Welsh, press {press}.", {"press": "1"}, "cy"), Spoken("Yes")], "en")

    assert said == [("Am Gymraeg, pwyswch 1.", "cy"), ("Yes", "en")]


def test_a_number_is_said_sign_by_sign() -> None:
    assert wording.digits("4821") == "4, 8, 2, 1"


def test_a_language_is_never_taken_for_a_path() -> None:
    assert wording.say("Yes", "../../etc") == "Yes"


def test_every_sentence_is_in_the_catalogues_and_in_welsh() -> None:
    assert lacking(ROOT) == []
