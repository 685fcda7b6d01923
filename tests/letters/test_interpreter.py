"""A need of an interpreter is in every letter about a contact, so that she knows it has not been forgotten."""

from dataclasses import replace

from app.letters import callback_letters, claim_letter
from app.letters.pack import CallbackConfirmation, Meeting
from tests.letters.packs import PLAIN
from tests.letters.test_callback_letters import AT, HEAD

LINE = ("Interpreter", "for Punjabi, and it costs you nothing")


def test_the_letter_about_a_call_back_says_who_interprets() -> None:
    letter = CallbackConfirmation(
        **HEAD, language="en", at=AT, minutes=80, number_that_shows="03069 990103", interpreted_in="Punjabi"
    )

    assert all(part in str(callback_letters.lay_out(letter)) for part in LINE)
    assert LINE[0] not in str(callback_letters.lay_out(replace(letter, interpreted_in="")))


def test_the_letter_about_a_meeting_says_it_too() -> None:
    assert isinstance(PLAIN.meeting, Meeting)
    pack = replace(PLAIN, meeting=replace(PLAIN.meeting, interpreted_in="Punjabi"))

    assert all(part in str(claim_letter.lay_out(pack)) for part in LINE)
    assert LINE[0] not in str(claim_letter.lay_out(PLAIN))
