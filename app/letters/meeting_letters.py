"""Letters about the meeting with a personal adviser: another time, a new invitation, put off until a day."""

from typing import Any

from app.letters.claim_letter import (
    CANNOT_COME,
    CLAIM_GOES_ON,
    COME_ANYWAY,
    NO_MONEY_NOW,
    PUT_OFF,
    meeting_facts,
)
from app.letters.letterhead import Block, column, dated, dear, facts, frame, heading, points, signed, text
from app.letters.pack import AppointmentChanged, MeetingLetter, MeetingPutOff, MissedAppointment, languages_of
from app.scripts.wording import mark, say, when

ANOTHER_TIME = mark("A new time for your appointment")
FIRST_TIME = mark("Your appointment")
COMES_INSTEAD = mark("Your appointment with a personal adviser has a new time. The time in our last letter is off.")
AGREED = mark("This is when and where a personal adviser will see you.")
BRING = mark("Bring the claim form and your papers, if we do not have them yet.")

MISSED = mark("We would still like to see you")
HOPED = mark("We had hoped to see you on {at}. We are sorry that it did not work out.")
NOTHING_IS_CLOSED = mark("Your claim is not closed. The day you first got in touch stays recorded.")
WHAT_IT_IS_FOR = mark("What the meeting is for")
CLAIM = mark("to go through your claim with you, so that it is right")
WORK = mark("to look at work, training, childcare and other help, at your pace")
QUESTIONS = mark("to answer what you would like to ask")
NEW_TIME = mark("Choose a new time")
RING_US = mark("Ring us on {telephone} and give the reference {reference}. We will find a time that suits you.")
HARD_TO_COME = mark("If health, caring or the journey makes it hard to come, tell us. We can help.")
IN_OTHER_WAYS = mark("If we do not hear from you, we will try to reach you in another way before anything is closed.")

LATER = mark("Your meeting is put off")
NO_MEETING_BEFORE = mark("No meeting before")
SOONER = mark("If something changes, or you would like to talk sooner, ring us on {telephone}.")


def lay_out(letter: MeetingLetter) -> dict[str, Any]:
    """The letter as the template takes it."""
    title = _title(letter)
    columns = [column(one, title, _blocks(letter, one)) for one in languages_of(letter.language)]
    return frame(letter, title) | {"columns": columns}


def _title(letter: MeetingLetter) -> str:
    match letter:
        case AppointmentChanged(instead=instead):
            return ANOTHER_TIME if instead else FIRST_TIME
        case MissedAppointment():
            return MISSED
        case MeetingPutOff():
            return LATER


def _blocks(letter: MeetingLetter, language: str) -> list[Block]:
    match letter:
        case AppointmentChanged():
            said = _changed(letter, language)
        case MissedAppointment():
            said = _missed(letter, language)
        case MeetingPutOff():
            said = _put_off(letter, language)
    no_money = text(say(NO_MONEY_NOW, language, telephone=letter.sender.telephone))
    return [dear(letter, language), *said, no_money, signed(letter, language)]


def _changed(letter: AppointmentChanged, language: str) -> list[Block]:
    return [
        text(say(COMES_INSTEAD if letter.instead else AGREED, language)),
        facts(*meeting_facts(letter.meeting, language)),
        text(say(BRING, language), say(COME_ANYWAY, language)),
        text(say(CANNOT_COME, language, telephone=letter.sender.telephone)),
    ]


def _missed(letter: MissedAppointment, language: str) -> list[Block]:
    ring = say(RING_US, language, telephone=letter.sender.telephone, reference=letter.reference)
    return [
        text(say(HOPED, language, at=when(letter.expected_at, language)), say(NOTHING_IS_CLOSED, language)),
        heading(say(WHAT_IT_IS_FOR, language)),
        points(*(say(purpose, language) for purpose in (CLAIM, WORK, QUESTIONS))),
        heading(say(NEW_TIME, language)),
        text(ring, say(HARD_TO_COME, language)),
        text(say(IN_OTHER_WAYS, language)),
    ]


def _put_off(letter: MeetingPutOff, language: str) -> list[Block]:
    until = dated(letter.deferral.until, language)
    return [
        text(say(PUT_OFF, language, reason=letter.deferral.reason[language], day=until)),
        facts((say(NO_MEETING_BEFORE, language), until)),
        text(say(CLAIM_GOES_ON, language), say(SOONER, language, telephone=letter.sender.telephone)),
    ]
