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
    """What she wants; whatever cannot be read otherwise, a no too, asks what is booked."""

    WHEN = "when"
    YES = "yes"
    NO = "no"
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
# Just before a word they say that it is not meant.
_NOT: Final = frozenset({"NOT", "DONT", "NEVER", "DDIM", "PEIDIO", "PEIDIWCH"})
_WELSH_NO: Final = frozenset({"NA", "NAC", "NAGE", "DDIM"})
_NO: Final = _NOT | _WELSH_NO | {"NO", "NOPE", "UNSAFE"}
_PIECES: Final = re.compile(r"[^\W\d_]+|[0-9]+")
_FIGURES: Final = 4
# "1", "2 please", "Number 3": beside anything else it is a number that happens to stand there, as in "3 pm".
_BESIDE_A_CHOICE: Final = frozenset({
    "PLEASE", "PLS", "NUMBER", "NO", "OPTION", "THANKS", "YES", "OK",
    "OS", "GWELWCH", "YN", "DDA", "RHIF", "IE", "IAWN",
})  # fmt: skip
_AFTER_A_TIME: Final = frozenset({"AM", "PM", "OCLOCK", "YB", "YH"})
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
    plain = unicodedata.normalize("NFKC", body).strip().upper().replace("'", "").replace("’", "")
    if plain in STOP_WORDS:
        return Written(Asks.STOP, welsh=plain in ("STOPIO", "PEIDIWCH"))
    if plain in START_WORDS:
        return Written(Asks.START, welsh=plain == "DECHRAU")
    pieces = _PIECES.findall(plain)
    figures = next((one for one in pieces if one.isascii() and one.isdigit() and len(one) == _FIGURES), None)
    choice = _choice(pieces)
    if choice is not None:
        return Written(Asks.CHOOSE, choice=choice)
    word = next((one for one in pieces if one in _WORDS), None)
    no = next((one for one in pieces if one in _NO), None)
    asks = _meant(pieces, word, no)
    welsh = (word in _WELSH) if asks is not Asks.NO else (no in _WELSH_NO)
    if asks is Asks.WHEN:
        return Written(asks, figures, alone=pieces == [figures])
    return Written(asks, figures, welsh=welsh)


def _choice(pieces: list[str]) -> int | None:
    """A number that stands alone, or first and is no time of the day: "2", "Number 3 please", "2 for yes"."""
    numbers = [one for one in pieces if one not in _BESIDE_A_CHOICE]
    if len(numbers) == 1 and _CHOICE.fullmatch(numbers[0]):
        return int(numbers[0])
    first, *rest = pieces or [""]
    if not rest or not _CHOICE.fullmatch(first) or rest[0] in _AFTER_A_TIME or any(one.isdigit() for one in rest):
        return None
    return int(first)


def _meant(pieces: list[str], word: str | None, no: str | None) -> Asks:
    """What a word asks for as it stands among the others: "don't cancel" cancels nothing, "not ok" is no."""
    if word is None:
        return Asks.WHEN if no is None else Asks.NO
    at = pieces.index(word)
    if _WORDS[word] is not Asks.YES:
        return Asks.WHEN if _NOT & set(pieces[max(at - 2, 0) : at]) else _WORDS[word]
    if no is None:
        return Asks.YES
    # "Yes, no problem" may mean anything.
    return Asks.NO if pieces.index(no) < at else Asks.WHEN
