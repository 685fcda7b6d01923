"""What somebody typed to find a person, taken apart: pure."""

import re
from dataclasses import dataclass, fields
from datetime import date

from app.claimants import naming
from app.values.errors import Invalid
from app.values.national_insurance import NationalInsuranceNumber
from app.values.postcode import Postcode
from app.values.reference import Reference
from app.values.telephone import TelephoneNumber

_DATE = re.compile(r"\b(\d{1,2})\s*[-/. ]\s*(\d{1,2}|[A-Za-z]{3,9})\s*[-/. ,]\s*(\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_POSTCODE = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]?\s*\d[A-Za-z]{2}\b")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# In Welsh, where the first three letters differ; "maw" is Mawrth, "meh" Mehefin.
_WELSH_MONTHS = {
    "ion": 1,
    "chw": 2,
    "maw": 3,
    "ebr": 4,
    "mai": 5,
    "meh": 6,
    "gor": 7,
    "aws": 8,
    "med": 9,
    "hyd": 10,
    "tac": 11,
    "rha": 12,
}
WORDS_AT_MOST = 6


@dataclass(frozen=True)
class Sought:
    """What a person is sought by. `kinds` names it for the audit, never what was typed."""

    reference: str = ""
    nino: NationalInsuranceNumber | None = None
    telephone: str = ""
    postcode: str = ""
    born: date | None = None
    words: tuple[str, ...] = ()

    @property
    def kinds(self) -> list[str]:
        """The kinds of what was typed, sorted."""
        return sorted(one.name for one in fields(self) if getattr(self, one.name))


def read(typed: str, today: date, *, allow_example: bool = False) -> Sought:
    """Take apart what was typed: a number of its own, or names with a date of birth and a postcode in any order.

    Nothing that could be a search gives an empty `Sought`. `allow_example` lets QQ numbers in, in practice.
    """
    typed = typed.strip()
    whole = _reference(typed) or _nino(typed, allow_example) or _telephone(typed)
    if whole is not None:
        return whole
    born, rest = _taken_out(typed, today)
    postcode = ""
    if (match := _POSTCODE.search(rest)) is not None:
        try:
            postcode = Postcode.parse(match[0]).value
            rest = rest[: match.start()] + " " + rest[match.end() :]
        except Invalid:
            pass
    return Sought(postcode=postcode, born=born, words=tuple(naming.words(rest))[:WORDS_AT_MOST])


def _reference(typed: str) -> Sought | None:
    # Eight letters could be somebody's name: a reference has a figure, or is written with its SL.
    if not re.search(r"\d", typed) and not typed.upper().startswith("SL-"):
        return None
    try:
        return Sought(reference=Reference.parse(typed).value)
    except Invalid:
        return None


def _nino(typed: str, allow_example: bool) -> Sought | None:
    try:
        return Sought(nino=NationalInsuranceNumber.parse(typed, allow_example=allow_example))
    except Invalid:
        return None


def _telephone(typed: str) -> Sought | None:
    digits = re.sub(r"[\s()\-]", "", typed)
    if not re.fullmatch(r"\+?\d{9,15}", digits):
        return None
    try:
        return Sought(telephone=TelephoneNumber.parse(typed).e164)
    except Invalid:
        return None


def _taken_out(typed: str, today: date) -> tuple[date | None, str]:
    """The date of birth that stands in it, and the rest."""
    if (match := _ISO.search(typed)) is not None:
        year, month, day = (int(part) for part in match.groups())
    elif (match := _DATE.search(typed)) is not None:
        day, month, year = int(match[1]), _month(match[2]), int(match[3])
        if year < 100:
            # Nobody who rings was born in a year to come.
            year += 2000 if 2000 + year <= today.year else 1900
    else:
        return None, typed
    try:
        born = date(year, month, day)
    except ValueError:
        return None, typed
    return born, typed[: match.start()] + " " + typed[match.end() :]


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    short = naming.folded(written)[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else _WELSH_MONTHS.get(short, 0)
