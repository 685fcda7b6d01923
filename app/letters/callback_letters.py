"""Letters about a call-back: when we shall ring, and that we tried to."""

from typing import Any

from app.letters.letterhead import (
    Block,
    column,
    dated,
    dear,
    facts,
    frame,
    heading,
    interpreted,
    points,
    signed,
    steps,
    text,
)
from app.letters.pack import CallbackConfirmation, TriedToRing, languages_of
from app.scripts.wording import mark, say, when

WE_WILL_RING = mark("When we will ring you")
AGREED = mark("Thank you for getting in touch. This is what we agreed.")
WHEN = mark("When")
BY_THE_LATEST = mark("At the latest")
NUMBER = mark("Number that will show")
PLACE = mark("Where we ring you")
OWED = mark("We could not find a time for you yet. We will ring you as soon as we can. You need not ring again.")
AT_OUR_EXPENSE = mark("The call is at our expense and takes about {minutes} minutes.")
IT_IS_US = mark("We will ask for you by name and give the word or figures you have, so that you know it is us.")
BY_YOU = mark("What to have by you")
NINO = mark("your National Insurance number")
HOME = mark("what you pay for your home")
MONEY = mark("wages, savings, and any benefit already paid")
ACCOUNT = mark("the account you would like to be paid into")
RING_ANYWAY = mark("If you have not got something, we ring all the same.")
ANOTHER_TIME = mark("If another time is better")
RING_US = mark("Ring us on {telephone} and give the reference {reference}.")
FACE_TO_FACE = mark("You can be seen face to face instead. You need give no reason.")
NO_MONEY_NOW = mark("If you have no money for food or heating, ring us at once on {telephone}.")

WE_TRIED = mark("We tried to ring you")
NOT_REACHED = mark("We rang you as we had agreed, last on {day}, and could not reach you.")
NOTHING_IS_CLOSED = mark("Your claim is not closed. The day you first got in touch stays recorded.")
TO_DO = mark("What to do now")
OR_ANOTHER_WAY = mark("Tell us when we may ring, or another number that is safe for you.")
IN_OTHER_WAYS = mark("If we do not hear from you, we will try to reach you in another way before anything is closed.")

Letter = CallbackConfirmation | TriedToRing


def lay_out(letter: Letter) -> dict[str, Any]:
    """The letter as the template takes it."""
    title = WE_WILL_RING if isinstance(letter, CallbackConfirmation) else WE_TRIED
    columns = [column(one, title, _blocks(letter, one)) for one in languages_of(letter.language)]
    return frame(letter, title) | {"columns": columns}


def _blocks(letter: Letter, language: str) -> list[Block]:
    match letter:
        case CallbackConfirmation():
            return _confirmation(letter, language)
        case TriedToRing():
            return _tried(letter, language)


def _confirmation(letter: CallbackConfirmation, language: str) -> list[Block]:
    label = BY_THE_LATEST if letter.owed else WHEN
    return [
        dear(letter, language),
        text(say(OWED if letter.owed else AGREED, language)),
        facts(
            (say(label, language), when(letter.at, language)),
            *([(say(PLACE, language), letter.place)] if letter.place else []),
            # On an office's telephone she need not know ours, and the page has no room for more.
            *([(say(NUMBER, language), letter.number_that_shows)] if not letter.place else []),
            *interpreted(letter.interpreted_in, language),
        ),
        text(say(AT_OUR_EXPENSE, language, minutes=letter.minutes), say(IT_IS_US, language)),
        heading(say(BY_YOU, language)),
        points(*(say(thing, language) for thing in (NINO, HOME, MONEY, ACCOUNT))),
        text(say(RING_ANYWAY, language)),
        heading(say(ANOTHER_TIME, language)),
        *_ways(letter, language),
        signed(letter, language),
    ]


def _tried(letter: TriedToRing, language: str) -> list[Block]:
    return [
        dear(letter, language),
        text(say(NOT_REACHED, language, day=dated(letter.last_tried_on, language)), say(NOTHING_IS_CLOSED, language)),
        heading(say(TO_DO, language)),
        *_ways(letter, language),
        text(say(IN_OTHER_WAYS, language)),
        signed(letter, language),
    ]


def _ways(letter: Letter, language: str) -> list[Block]:
    """How she reaches us, and what else she may choose."""
    telephone = letter.sender.telephone
    ring = say(RING_US, language, telephone=telephone, reference=letter.reference)
    return [
        steps(ring, say(OR_ANOTHER_WAY, language)) if isinstance(letter, TriedToRing) else text(ring),
        text(say(FACE_TO_FACE, language)),
        text(say(NO_MONEY_NOW, language, telephone=telephone)),
    ]
