"""What a text that came in asks for. Pure.

Twilio keeps to STOP and its like by itself, CANCEL alone among them, and sends no answer to who wrote one; so every
text of ours says CANCEL with four figures, which is no such word.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Asks(StrEnum):
    """What she wants; whatever cannot be read otherwise asks what is booked."""

    WHEN = "when"
    YES = "yes"
    CANCEL = "cancel"
    CHANGE = "change"
    BOOK = "book"
    CHOOSE = "choose"
    STOP = "stop"
    START = "start"


# Alone in a message, as Twilio has them; and the Welsh, which it does not know.
STOP_WORDS: Final = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "STOPIO", "PEIDIWCH"}
)
START_WORDS: Final = frozenset({"START", "UNSTOP", "DECHRAU"})
_ENGLISH: Final = {
    "CANCEL": Asks.CANCEL,
    "CHANGE": Asks.CHANGE,
    "MOVE": Asks.CHANGE,
    "BOOK": Asks.BOOK,
    "YES": Asks.YES,
    "OK": Asks.YES,
}
_WELSH: Final = {
    "CANSLO": Asks.CANCEL,
    "CANSLWCH": Asks.CANCEL,
    "NEWID": Asks.CHANGE,
    "NEWIDIWCH": Asks.CHANGE,
    "SYMUD": Asks.CHANGE,
    "TREFNU": Asks.BOOK,
    "IE": Asks.YES,
    "IAWN": Asks.YES,
}
_WORDS: Final = {**_ENGLISH, **_WELSH}
_PIECES: Final = re.compile(r"[^\W\d_]+|[0-9]+")
_FIGURES: Final = 4
# "1", "2 please", "Number 3": what is longer is a sentence in which a number happens to stand.
_CHOICE_AT_MOST: Final = 3
_CHOICE: Final = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True)
class Written:
    """A text as it is understood. `figures` are four that stand in it, `choice` a number where she writes little
    else; `alone` where there is nothing but the figures. `welsh`: by the word she used."""

    asks: Asks
    figures: str | None = None
    choice: int | None = None
    alone: bool = False
    welsh: bool = False


def read(body: str) -> Written:
    """What she asks for, in whatever letters, case and order she wrote it."""
    plain = unicodedata.normalize("NFKC", body).strip().upper()
    if plain in STOP_WORDS:
        return Written(Asks.STOP, welsh=plain in ("STOPIO", "PEIDIWCH"))
    if plain in START_WORDS:
        return Written(Asks.START, welsh=plain == "DECHRAU")
    pieces = _PIECES.findall(plain)
    figures = next((one for one in pieces if one.isascii() and one.isdigit() and len(one) == _FIGURES), None)
    word = next((one for one in pieces if one in _WORDS), None)
    if word is not None:
        return Written(_WORDS[word], figures, welsh=word in _WELSH)
    choice = next((int(one) for one in pieces if _CHOICE.fullmatch(one)), None)
    if choice is not None and figures is None and len(pieces) <= _CHOICE_AT_MOST:
        return Written(Asks.CHOOSE, choice=choice)
    return Written(Asks.WHEN, figures, alone=pieces == [figures])
