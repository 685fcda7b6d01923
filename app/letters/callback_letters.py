"""Letters about a call-back: when we shall ring or type, that we tried to, and that nobody came to interpret."""

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
    own_words,
    points,
    signed,
    steps,
    text,
)
from app.letters.pack import CallbackConfirmation, CallbackLetter, NobodyInterpreted, TriedToRing, languages_of
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

WE_WILL_TYPE = mark("When we will type with you")
PAGE = mark("Page to open")
CODE = mark("Your code")
HOW_TO_TYPE = mark(
    "Open the page a few minutes before, and enter the reference of this letter and your code. It works once: keep it "
    "to yourself."
)
TYPED_TAKES = mark("It takes about {minutes} minutes. You need no account.")
CODE_LOST = mark("If the code fails, ask for another on that page.")
TYPE_TO_US = mark("Tell us on that page, or by textphone on {textphone}.")
NO_MONEY_TYPED = mark("If you have no money for food or heating, tell us at once on that page.")

WE_ARE_SORRY = mark("We are sorry")
NOBODY_CAME = mark("We were to ring you on {day}, and nobody came to interpret. It was our fault and not yours.")
NOT_RUNG = mark("We did not ring you, because we could not have understood each other.")
AGAIN_SOON = mark("We ring you again within one working day. If we have rung when you read this, you need do nothing.")
AGAIN_AT = mark("We ring you again at this time, with an interpreter. You need do nothing.")


def lay_out(letter: CallbackLetter) -> dict[str, Any]:
    """The letter as the template takes it."""
    title = _title(letter)
    columns = [column(one, title, _blocks(letter, one)) for one in languages_of(letter.language)]
    return frame(letter, title) | {"columns": columns}


def _title(letter: CallbackLetter) -> str:
    match letter:
        case CallbackConfirmation():
            return WE_WILL_RING if letter.typed is None else WE_WILL_TYPE
        case TriedToRing():
            return WE_TRIED
        case NobodyInterpreted():
            return WE_ARE_SORRY


def _blocks(letter: CallbackLetter, language: str) -> list[Block]:
    match letter:
        case CallbackConfirmation():
            return _confirmation(letter, language)
        case TriedToRing():
            return _tried(letter, language)
        case NobodyInterpreted():
            return _sorry(letter, language)


def _confirmation(letter: CallbackConfirmation, language: str) -> list[Block]:
    label = BY_THE_LATEST if letter.owed else WHEN
    return [
        dear(letter, language),
        text(say(OWED if letter.owed else AGREED, language)),
        facts(
            (say(label, language), when(letter.at, language)),
            *_where(letter, language),
            *interpreted(letter.interpreted_in, language),
        ),
        *_how(letter, language),
        heading(say(BY_YOU, language)),
        points(*(say(thing, language) for thing in (NINO, HOME, MONEY, ACCOUNT))),
        *([text(say(RING_ANYWAY, language))] if letter.typed is None else []),
        heading(say(ANOTHER_TIME, language)),
        *_ways(letter, language),
        signed(letter, language),
    ]


def _where(letter: CallbackConfirmation, language: str) -> list[tuple[str, str]]:
    """By what number, at what office or on which page she is reached."""
    if letter.typed is not None:
        return [(say(PAGE, language), letter.typed.address), (say(CODE, language), letter.typed.code)]
    if letter.place:
        # On an office's telephone she need not know ours, and the page has no room for more.
        return [(say(PLACE, language), letter.place)]
    return [(say(NUMBER, language), letter.number_that_shows)]


def _how(letter: CallbackConfirmation, language: str) -> list[Block]:
    """How long it takes and how she knows that it is us, or how she comes in where we type."""
    if letter.typed is None:
        return [text(say(AT_OUR_EXPENSE, language, minutes=letter.minutes), say(IT_IS_US, language))]
    takes = say(TYPED_TAKES, language, minutes=letter.minutes)
    return [text(say(HOW_TO_TYPE, language)), text(takes, say(CODE_LOST, language))]


def _sorry(letter: NobodyInterpreted, language: str) -> list[Block]:
    again = letter.again_at
    # Once, and first: whoever reads that language reads nothing else of the letter.
    own = [own_words(*letter.in_her_own)] if letter.in_her_own and language == languages_of(letter.language)[0] else []
    return [
        dear(letter, language),
        *own,
        text(say(NOBODY_CAME, language, day=dated(letter.on, language)), say(NOT_RUNG, language)),
        text(say(AGAIN_SOON if again is None else AGAIN_AT, language)),
        *([facts((say(WHEN, language), when(again, language)))] if again is not None else []),
        text(say(NOTHING_IS_CLOSED, language)),
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


def _ways(letter: CallbackLetter, language: str) -> list[Block]:
    """How she reaches us, and what else she may choose."""
    if isinstance(letter, CallbackConfirmation) and letter.typed is not None:
        ways = say(TYPE_TO_US, language, textphone=letter.sender.textphone or "")
        return [text(ways), text(say(FACE_TO_FACE, language)), text(say(NO_MONEY_TYPED, language))]
    telephone = letter.sender.telephone
    ring = say(RING_US, language, telephone=telephone, reference=letter.reference)
    return [
        steps(ring, say(OR_ANOTHER_WAY, language)) if isinstance(letter, TriedToRing) else text(ring),
        text(say(FACE_TO_FACE, language)),
        text(say(NO_MONEY_NOW, language, telephone=telephone)),
    ]
