"""Letters about the meeting: the post takes them in every language and size, and everybody can read them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.letters.envelopes import typeset
from app.letters.letterhead import in_one_line
from app.letters.pack import (
    AppointmentChanged,
    Deferral,
    Meeting,
    MeetingPutOff,
    MissedAppointment,
    PostedLetter,
    told_of_meeting,
)
from app.letters.validating import faults
from tests.letters.packs import DEFERRED, NOTHING_OPTIONAL, PLAIN, words
from tests.letters.test_callback_letters import HEAD

AT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
OFFICE = ("Startline Casnewydd", "Example House", "5 Sample Street", "Newport", "NP20 1AA")


def letters(language: str, large_print: bool) -> list[PostedLetter]:
    head: dict[str, Any] = HEAD | {"language": language, "large_print": large_print}
    acting = head | {"recipient": "Mrs Price", "greeted_as": "Mrs Price", "on_behalf_of": "Mrs Nerys Example"}
    return [
        AppointmentChanged(**head, meeting=Meeting(AT, OFFICE, "Gwen Invented"), instead=True),
        AppointmentChanged(**acting, meeting=Meeting(AT, OFFICE, "Gwen Invented"), instead=False),
        MissedAppointment(**head, expected_at=AT),
        MeetingPutOff(**head, deferral=Deferral(date(2027, 3, 1), words("your baby is due"))),
    ]


@pytest.mark.parametrize("language", ["en", "cy", "both"])
@pytest.mark.parametrize("large_print", [False, True])
def test_the_post_takes_them(language: str, large_print: bool) -> None:
    for letter in letters(language, large_print):
        typed = typeset(letter)
        assert [faults(pdf) for pdf in typed.letters] == [[]]
        assert typed.pages[0] <= (4 if large_print else 1)


def test_the_same_meeting_is_told_in_the_same_words_by_form_and_letter() -> None:
    assert isinstance(PLAIN.meeting, Meeting)
    assert isinstance(DEFERRED.meeting, Deferral)
    by_letter = AppointmentChanged(**HEAD, language="en", meeting=PLAIN.meeting, instead=True)
    put_off = MeetingPutOff(**HEAD, language="en", deferral=DEFERRED.meeting)

    assert told_of_meeting(by_letter) == told_of_meeting(PLAIN)
    assert told_of_meeting(put_off) == told_of_meeting(DEFERRED)
    assert told_of_meeting(NOTHING_OPTIONAL) == "no meeting"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (OFFICE, "Startline Casnewydd, Example House, 5\xa0Sample Street, Newport, NP20\xa01AA"),
        (("14A Invented Terrace", "London", "W1A 1AA"), "14A\xa0Invented Terrace, London, W1A\xa01AA"),
        (("Unit 9, Invented Barracks", "BFPO 57"), "Unit 9, Invented Barracks, BFPO 57"),
    ],
)
def test_where_it_is_breaks_no_house_number_and_no_postcode(place: tuple[str, ...], line: str) -> None:
    assert in_one_line(place) == line


def test_another_office_or_another_hour_is_another_meeting() -> None:
    there = AppointmentChanged(**HEAD, language="en", meeting=Meeting(AT, OFFICE), instead=True)
    elsewhere = replace(there, meeting=Meeting(AT, ("Another office",)))
    later = replace(there, meeting=Meeting(AT.replace(hour=15), OFFICE))

    assert len({told_of_meeting(there), told_of_meeting(elsewhere), told_of_meeting(later)}) == 3
