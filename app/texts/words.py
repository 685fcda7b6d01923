"""Every text that goes to a claimant. Pure.

None says what it is about: whoever lies beside her telephone reads it too. An English one is one message of the
network (160 signs), a Welsh one two at most. CANCEL never stands without figures: alone it means STOP to Twilio.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.scripts import wording
from app.scripts.wording import mark
from app.texts.rules import Act

CONFIRMED: Final = mark(
    "Startline: we shall ring you on {when} from {number}. Keep this number: {proof}. "
    "To cancel text CANCEL {proof}, to move it CHANGE {proof}."
)
REMINDED: Final = mark(
    "Startline: remember that we ring you on {when} from {number}. Answer YES, or CHANGE {proof}, or CANCEL {proof}."
)
LATE: Final = mark("Startline: we are running late. We shall ring you by about {time}. You need do nothing.")
LATE_UNKNOWN: Final = mark("Startline: we are running late. We shall ring you as soon as we can. You need do nothing.")
PUT_OFF: Final = mark("Startline: we could not ring you in time. We shall ring you on {when}. You need do nothing.")
NOT_BACK: Final = mark(
    "Startline: we have not had back what we posted to you. If you need help with it, ring {number}. "
    "If you have sent it, you need do nothing."
)
BOOKED: Final = mark(
    "Startline: your call is booked for {when}, from {number}. "
    "To move or cancel it, text CHANGE or CANCEL and your four figures."
)
HALTED: Final = mark(
    "Startline: we could not go on with your call. Ring {number}, "
    "or for another call text CHANGE and your four figures."
)
NO_TIME_YET: Final = mark(
    "Startline: we owe you a call and have no time for it yet. We ring as soon as we can. You need not ring us."
)
THANKS: Final = mark("Startline: thank you. We shall ring you on {when}.")
CANCELLED: Final = mark("Startline: your call is cancelled. If you want another, ring {number}.")
BEING_RUNG: Final = mark("Startline: we are ringing you now.")
OFFERED: Final = (
    mark("Startline: text 1 for {first}. Your old time stands till then."),
    mark("Startline: text 1 for {first}; 2 for {second}. Your old time stands till then."),
    mark("Startline: text 1 for {first}; 2 for {second}; 3 for {third}."),
)
OFFERED_FIRST: Final = (
    mark("Startline: text 1 for {first}."),
    mark("Startline: text 1 for {first}; 2 for {second}."),
    OFFERED[2],
)
OFFERED_AGAIN: Final = (
    mark("That time has gone. Text 1 for {first}."),
    mark("That time has gone. Text 1 for {first}; 2 for {second}."),
    mark("That time has gone. Text 1 for {first}; 2 for {second}; 3 for {third}."),
)
NOTHING_TO_OFFER: Final = mark("Startline: no time is free by text. Please ring {number}. What was booked stands.")
MOVED: Final = mark("Startline: we shall ring you on {when} from {number}. Your four figures stay the same: {proof}.")
FIGURES_TO_CANCEL: Final = mark("Startline: to cancel, text CANCEL and your four figures, with a space between.")
FIGURES_TO_CHANGE: Final = mark("Startline: for another time, text CHANGE and your four figures, with a space between.")
WHICH: Final = mark("Startline: text the four figures that you were given for your call.")
WRONG: Final = mark("Startline: those figures fit no call to this telephone. Please look again, or ring us.")
RING_US: Final = mark("Startline: we cannot do that by text. Please ring us on the number that you were given.")
HOW_TO_BOOK: Final = mark(
    "Startline: if we are to ring you back, text BOOK. For anything else ring us on the number that you were given."
)
AREA: Final = mark("Startline: where do you live? Text {areas}.")
ONE_AREA: Final = mark("{number} for {area}")
SAFE: Final = mark(
    "Startline: is it safe to ring you and to text you on this telephone? "
    "Text 1 for yes; 2 for yes, with an interpreter; 3 for no."
)
DO_NOT_RING: Final = mark(
    "Startline: we shall not ring this telephone. Please ring {number} from one that is safe, or ask at an office."
)
OR_LATER: Final = (
    mark("Startline: text 1 for {first}; 2 for later."),
    mark("Startline: text 1 for {first}; 2 for {second}; 3 for later."),
    mark("Startline: text 1 for {first}; 2 for {second}; 3 for {third}; 4 for later."),
)
OR_LATER_AGAIN: Final = (
    mark("That time has gone. Text 1 for {first}; 2 for later."),
    mark("That time has gone. Text 1 for {first}; 2 for {second}; 3 for later."),
    mark("That time has gone. Text 1 for {first}; 2 for {second}; 3 for {third}; 4 for later."),
)
OWED: Final = mark(
    "Startline: no such time is free. We ring you as soon as we can, from {number}. "
    "Keep this number: {proof}. To cancel text CANCEL {proof}."
)
CODE: Final = mark("Startline: your code is {code}. It works once, for 15 minutes. Nobody will ask you for it.")

INVITED: Final = mark(
    "Startline: we type with you on {when} and do not ring. Open {address} then: reference {reference}, code {code}."
)
CONFIRMED_TYPED: Final = mark(
    "Startline: we type with you on {when}. A code comes 2 hours before. Keep {proof}: text CANCEL {proof} or "
    "CHANGE {proof}."
)
REMINDED_TYPED: Final = mark(
    "Startline: remember that we type with you on {when}. Answer YES, or CHANGE {proof}, or CANCEL {proof}."
)

# What says nothing about anybody.
_PLAIN: Final = {
    Act.BEING_RUNG: BEING_RUNG,
    Act.ASK_FIGURES_TO_CANCEL: FIGURES_TO_CANCEL,
    Act.ASK_FIGURES_TO_CHANGE: FIGURES_TO_CHANGE,
    Act.ASK_WHICH: WHICH,
    Act.WRONG_FIGURES: WRONG,
    Act.RING_US: RING_US,
    Act.HOW_TO_BOOK: HOW_TO_BOOK,
    Act.ASK_SAFE: SAFE,
}
_PLACES: Final = ("first", "second", "third")


@dataclass(frozen=True)
class About:
    """What a text tells of a call-back: its moment, None where no time is agreed; the site's number, as it shows; the
    proof number; whether she is `typed` with and not rung; whether it is `halted`, and she is not rung by itself."""

    when: datetime | None
    number: str
    proof: str
    language: str
    typed: bool = False
    halted: bool = False


def language_of(wanted: str) -> str:
    """Texts are in Welsh or in English: nobody here could read the answer to another."""
    return "cy" if wanted == "cy" else "en"


def text_of(kind: str, about: About, expected_at: datetime | None = None) -> str:
    """A text that we begin: a confirmation, a reminder, that we are late or ring another time, or that what we posted
    has not come back."""
    match kind:
        case "confirmation":
            return _say(CONFIRMED_TYPED if about.typed else CONFIRMED, about)
        case "reminder":
            return _say(REMINDED_TYPED if about.typed else REMINDED, about)
        case "form":
            return _say(NOT_BACK, about)
        case "late" if expected_at is not None:
            return wording.say(LATE, about.language, time=wording.clock_time(expected_at, about.language))
        case "put_off" if expected_at is not None:
            return wording.say(PUT_OFF, about.language, when=wording.when(expected_at, about.language))
        case "late":
            return wording.say(LATE_UNKNOWN, about.language)
    raise ValueError(f"no text is of the kind {kind}")


def code(figures: str, language: str) -> str:
    """The text with the code for the typed page."""
    return wording.say(CODE, language_of(language), code=figures)


def invitation(figures: str, reference: str, address: str, when: datetime, language: str) -> str:
    """The text that asks her to the typed page at the time of her call-back."""
    said = wording.when(when, language_of(language))
    return wording.say(INVITED, language_of(language), when=said, address=address, reference=reference, code=figures)


def plain(act: Act, language: str) -> str:
    """The answer to what is not about a booking. Raises KeyError for what is."""
    return wording.say(_PLAIN[act], language)


def answer(act: Act, about: About) -> str:
    """The answer about a booking, as it stands after what was done."""
    match act:
        case Act.TELL:
            without = HALTED if about.halted else NO_TIME_YET
            return _say(without if about.when is None else BOOKED, about)
        case Act.CONFIRM:
            return _say(THANKS, about)
        case Act.CANCEL:
            return _say(CANCELLED, about)
        case Act.TAKE:
            return _say(MOVED, about)
        case Act.BOOK:
            return _say(OWED if about.when is None else CONFIRMED, about)
        case _:
            return plain(act, about.language)


def offer(times: Sequence[datetime], about: About, *, again: bool = False) -> str:
    """Three times at most, numbered; `again` where the one she chose has gone."""
    if not times:
        return _say(NOTHING_TO_OFFER, about)
    of = OFFERED_AGAIN if again else OFFERED if about.when is not None else OFFERED_FIRST
    return wording.say(of[len(times) - 1], about.language, **_placed(times, about.language))


def which_area(areas: Sequence[str], language: str) -> str:
    """Asks where she lives: the areas by their numbers, from one."""
    said = [wording.say(ONE_AREA, language, number=number, area=area) for number, area in enumerate(areas, 1)]
    return wording.say(AREA, language, areas="; ".join(said))


def do_not_ring(number: str, language: str) -> str:
    """The answer where it is not safe to ring her; `number` is her site's."""
    return wording.say(DO_NOT_RING, language, number=number)


def first_offer(times: Sequence[datetime], language: str, *, again: bool = False) -> str:
    """One to three times, or later ones, for a call-back not booked yet; `again` where the one she chose has gone."""
    of = OR_LATER_AGAIN if again else OR_LATER
    return wording.say(of[len(times) - 1], language, **_placed(times, language))


def _placed(times: Sequence[datetime], language: str) -> dict[str, str]:
    return {place: wording.when(at, language) for place, at in zip(_PLACES, times, strict=False)}


def _say(message: str, about: About) -> str:
    when = wording.when(about.when, about.language) if about.when is not None else ""
    return wording.say(message, about.language, when=when, number=about.number, proof=about.proof)
