"""What follows from a text that came in. Pure: no database, no clock.

A number alone proves nothing. It is told what it was told before, where texts are safe; only the four figures move or
cancel anything, and they are guessed at three times a day at most. Where there is nothing that it may be told, a
call-back to that number is booked from it, question by question: whoever may not be told of one is asked the same as
whoever has none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.texts.reading import Asks, Written

WRONG_AT_MOST: Final = 3
# Times that were offered are chosen from for so long; then the figures are asked for again.
OFFER_STANDS: Final = timedelta(minutes=30)


class Step(StrEnum):
    """What was asked last of a number that books a call-back."""

    AREA = "area"
    SAFE = "safe"
    TIME = "time"


# The answers to whether it is safe to ring and to text her there.
SAFE, SAFE_WITH_INTERPRETER, NOT_SAFE = 1, 2, 3
OFFERED_AT_MOST: Final = 3


class Act(StrEnum):
    """What is done, and with it which answer goes."""

    STOP = "stop"
    START = "start"
    TELL = "tell"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    OFFER = "offer"
    TAKE = "take"
    BEING_RUNG = "being_rung"
    ASK_FIGURES_TO_CANCEL = "ask_figures_to_cancel"
    ASK_FIGURES_TO_CHANGE = "ask_figures_to_change"
    ASK_WHICH = "ask_which"
    WRONG_FIGURES = "wrong_figures"
    RING_US = "ring_us"
    HOW_TO_BOOK = "how_to_book"
    ASK_AREA = "ask_area"
    ASK_SAFE = "ask_safe"
    DO_NOT_RING = "do_not_ring"
    OFFER_FIRST = "offer_first"
    OFFER_LATER = "offer_later"
    OFFER_AGAIN = "offer_again"
    BOOK = "book"


# What books a call-back where there is none that may be told of.
BY_TEXT: Final = frozenset(
    {Act.ASK_AREA, Act.ASK_SAFE, Act.DO_NOT_RING, Act.OFFER_FIRST, Act.OFFER_LATER, Act.OFFER_AGAIN, Act.BOOK}
)
# Who has stopped us would never see the times, nor that one of them is hers now.
WITH_AN_ANSWER: Final = BY_TEXT | {Act.OFFER, Act.TAKE}


@dataclass(frozen=True)
class Booking:
    """An open call-back to the number that texts. `safe`: that she may be texted there."""

    id: UUID
    figures: str
    has_time: bool
    being_rung: bool = False
    safe: bool = True


@dataclass(frozen=True)
class Known:
    """What stands when a text comes in. `offered` times were offered for `offered_for`, and stand still.

    `asked` is what was asked last of a number that books a call-back: one of so many `areas`, or of the `times`.
    """

    bookings: Sequence[Booking] = ()
    wrong_today: int = 0
    stopped: bool = False
    offered_for: UUID | None = None
    offered: int = 0
    asked: Step | None = None
    areas: int = 0
    times: int = 0

    @property
    def answers(self) -> int:
        """How many answers there are to what was asked last, numbered from one."""
        match self.asked:
            case None:
                return 0
            case Step.AREA:
                return self.areas
            case Step.SAFE:
                return NOT_SAFE
            case Step.TIME:
                # The last asks for later ones.
                return self.times + 1


@dataclass(frozen=True)
class Decision:
    """What is done about which booking; `wrong`: figures that fit nothing, which count."""

    act: Act
    booking: Booking | None = None
    choice: int = 0
    wrong: bool = field(default=False)


def decide(written: Written, known: Known) -> Decision:
    """What follows from a text."""
    if written.asks is Asks.STOP:
        return Decision(Act.STOP)
    if written.asks is Asks.START or (written.asks is Asks.YES and known.stopped):
        return Decision(Act.START)
    if known.wrong_today >= WRONG_AT_MOST:
        return Decision(Act.RING_US)
    if not _proves(written):
        decided = _by_the_number(written, known)
    elif _means_a_time(written, known):
        decided = replace(_by_the_number(written, known), wrong=True)
    else:
        decided = _with_figures(written, known)
    if decided.booking is not None and not decided.booking.safe:
        return Decision(Act.RING_US, wrong=decided.wrong)
    if known.stopped and decided.act in WITH_AN_ANSWER:
        return Decision(Act.RING_US)
    return decided


def _proves(written: Written) -> bool:
    """Whether the four figures are meant as proof: in "ring me at 1430" they are not."""
    acting = written.asks in (Asks.CANCEL, Asks.CHANGE, Asks.BOOK)
    return written.figures is not None and (acting or written.alone)


def _means_a_time(written: Written, known: Known) -> bool:
    """Whether figures that fit nothing are rather a time of the day, as she books a call-back by text.

    They count as wrong all the same: to look for the figures of another's is not made easier.
    """
    booking = known.asked is not None or written.asks is Asks.BOOK
    if not booking or known.wrong_today + 1 >= WRONG_AT_MOST or any(one.safe for one in known.bookings):
        return False
    return not any(one.figures == written.figures for one in known.bookings)


def _with_figures(written: Written, known: Known) -> Decision:
    found = [one for one in known.bookings if one.figures == written.figures]
    if len(found) != 1:
        act = Act.RING_US if known.wrong_today + 1 >= WRONG_AT_MOST else Act.WRONG_FIGURES
        return Decision(act, wrong=not found)
    [booking] = found
    if booking.being_rung:
        return Decision(Act.BEING_RUNG, booking)
    match written.asks:
        case Asks.CANCEL:
            return Decision(Act.CANCEL, booking)
        case Asks.CHANGE | Asks.BOOK:
            return Decision(Act.OFFER, booking)
        case _:
            return Decision(Act.TELL, booking)


def _by_the_number(written: Written, known: Known) -> Decision:
    match written.asks:
        case Asks.CANCEL:
            return Decision(Act.ASK_FIGURES_TO_CANCEL)
        case Asks.CHANGE:
            return Decision(Act.ASK_FIGURES_TO_CHANGE)
        case Asks.CHOOSE if written.choice is not None and (taken := _offered(written.choice, known)) is not None:
            act = Act.BEING_RUNG if taken.being_rung else Act.TAKE
            return Decision(act, taken, written.choice)
    safe = [one for one in known.bookings if one.safe]
    if len(safe) > 1:
        return Decision(Act.ASK_WHICH)
    if not safe:
        return _books(written, known)
    if safe[0].being_rung:
        return Decision(Act.BEING_RUNG, safe[0])
    yes = written.asks is Asks.YES or (written.asks is Asks.CHOOSE and written.choice == 1)
    return Decision(Act.CONFIRM if yes and safe[0].has_time else Act.TELL, safe[0])


def _books(written: Written, known: Known) -> Decision:
    """The next question, or the last one again where this is no answer to it."""
    if written.asks is Asks.BOOK:
        return Decision(Act.ASK_AREA)
    if known.asked is Step.SAFE and written.asks is Asks.NO:
        return Decision(Act.DO_NOT_RING)
    yes = known.asked is Step.SAFE and written.asks is Asks.YES
    choice = SAFE if yes else written.choice or 0
    choice = choice if choice <= known.answers else 0
    match known.asked:
        case None:
            return Decision(Act.HOW_TO_BOOK)
        case Step.AREA:
            return Decision(Act.ASK_SAFE if choice else Act.ASK_AREA, choice=choice)
        case Step.SAFE if choice == NOT_SAFE:
            return Decision(Act.DO_NOT_RING)
        case Step.SAFE:
            return Decision(Act.OFFER_FIRST if choice else Act.ASK_SAFE, choice=choice)
        case Step.TIME if choice > known.times or written.asks is Asks.NO:
            return Decision(Act.OFFER_LATER, choice=choice)
        case Step.TIME:
            return Decision(Act.BOOK if choice else Act.OFFER_AGAIN, choice=choice)


def _offered(choice: int, known: Known) -> Booking | None:
    if choice > known.offered:
        return None
    return next((one for one in known.bookings if one.id == known.offered_for), None)
