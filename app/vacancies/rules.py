"""How a file of vacancies is read: whole, with every fault by its row. Pure."""

import re
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Final

from app.values import spreadsheet
from app.values.errors import Invalid
from app.values.sentence import mark
from app.values.spreadsheet import RowError, parse_words

COLUMNS: Final = ("title", "place", "wage", "hours", "employer", "contact")
LONGEST: Final = 120
_ENDING: Final = re.compile(r"(?<=\w{4})(?:ers?|ings?)$")
# A letter names what she can look at in an evening; more go with her to the meeting.
AT_MOST: Final = 6


@dataclass(frozen=True)
class VacancyInFile:
    """A job as the file has it: all of it words."""

    title: str
    place: str
    wage: str
    hours: str
    employer: str
    contact: str

    @property
    def key(self) -> str:
        """What stands for all that is said of it."""
        return sha256("\x1f".join(astuple(self)).lower().encode()).hexdigest()


def read(text: str) -> tuple[list[VacancyInFile], list[RowError]]:
    """The vacancies of a CSV file with these columns, in any order; and every fault, by row and column.

    Two rows that say the same are one. A file without any vacancy is a fault: it would take all of them away.
    """
    rows, errors = spreadsheet.read(text, COLUMNS)
    found = {}
    for row in rows:
        cells = [row.read(column, _words) for column in COLUMNS]
        if None not in cells:
            one = VacancyInFile(*(cell or "" for cell in cells))
            found[one.key] = one
    if not rows and not errors:
        errors.append(RowError(1, Invalid(mark("There is no vacancy in the file")).sentence))
    return list(found.values()), sorted(errors)


def query(work: str) -> str:
    """What is looked for, as a tsquery of words' beginnings: all the words, or those on either side of an "or".

    The stemmer takes a cleaner and cleaning for two things; without its ending either finds the other.
    """
    ways = re.split(r"\bor\b", work.lower())
    each = (" & ".join(_in_any_form(word) for word in re.findall(r"\w+", way)) for way in ways)
    return " | ".join(f"({way})" for way in each if way)


def _in_any_form(word: str) -> str:
    trunk = _ENDING.sub("", word)
    return f"{word}:*" if trunk == word else f"({word}:* | {trunk}:*)"


def _words(typed: str) -> str:
    words = parse_words(typed)
    if len(words) > LONGEST:
        raise Invalid(mark("At most {count} letters"), count=LONGEST)
    return words
