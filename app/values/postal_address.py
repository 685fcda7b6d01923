"""Where a letter goes: the lines that show in the window of the envelope, held against what the post takes.

The rules are those of the GOV.UK Notify letter specification, version 2.4, so that the same address does for
a print room and for Notify.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel import Locale

from app.values.errors import Invalid
from app.values.postcode import Postcode
from app.values.sentence import Sentence, mark

FEWEST_LINES: Final = 3
MOST_LINES: Final = 7
LONGEST_LINE: Final = 45
NOT_AT_THE_START: Final = '@()=[]"\\/,<>~'

_BFPO: Final = re.compile(r"BFPO\s?\d{1,4}", flags=re.ASCII | re.IGNORECASE)
_NO_FIXED_ABODE: Final = re.compile(
    r"\b(?:no fixed (?:abode|address)|nfa|dim (?:cartref|cyfeiriad) sefydlog)\b", flags=re.IGNORECASE
)

TOO_FEW = mark("The address needs at least {least} lines, with the name and the postcode")
TOO_MANY = mark("The address may have at most {most} lines, with the name and the postcode")
TOO_LONG = mark("Line {line} is longer than {most} characters")
SAYS_NOTHING = mark("Line {line} has no letter or number in it")
STARTS_WRONGLY = mark("Line {line} may not begin with {character}")
NO_POSTCODE = mark("The last line must be a UK postcode, or a country")
BFPO_ABROAD = mark("A BFPO address may not end with a country")
NO_FIXED_ABODE = mark("With no fixed address nothing can be posted: ask where a letter may be left or collected")


@dataclass(frozen=True)
class PostalAddress:
    """An address as it is printed: the name first, the postcode (or a country) last, no empty line."""

    lines: tuple[str, ...]

    @classmethod
    def of(cls, name: str, lines: Sequence[str], postcode: str = "") -> "PostalAddress":
        """The address of somebody: empty lines left out, spaces put right, the postcode as it is written."""
        try:
            last = Postcode.parse(postcode).value
        except Invalid:
            last = postcode
        tidied = (" ".join(line.split()) for line in (name, *lines, last))
        return cls(tuple(line for line in tidied if line))

    def faults(self) -> list[Sentence]:
        """Why it cannot be posted to, each fault by itself; none if it can."""
        if self.has_no_fixed_abode:
            return [Sentence(NO_FIXED_ABODE)]
        found = []
        if len(self.lines) < FEWEST_LINES:
            found.append(Sentence(TOO_FEW, {"least": FEWEST_LINES}))
        if len(self.lines) > MOST_LINES:
            found.append(Sentence(TOO_MANY, {"most": MOST_LINES}))
        for number, line in enumerate(self.lines, start=1):
            if len(line) > LONGEST_LINE:
                found.append(Sentence(TOO_LONG, {"line": number, "most": LONGEST_LINE}))
            if line[:1] in NOT_AT_THE_START:
                found.append(Sentence(STARTS_WRONGLY, {"line": number, "character": line[:1]}))
            if number <= 2 and not any(character.isalnum() for character in line):
                found.append(Sentence(SAYS_NOTHING, {"line": number}))
        return found + self._faults_of_last_line()

    @property
    def can_be_posted_to(self) -> bool:
        """Whether a letter with this address arrives somewhere."""
        return not self.faults()

    @property
    def has_no_fixed_abode(self) -> bool:
        """Whether it says that there is no fixed address."""
        return any(_NO_FIXED_ABODE.search(line) or line == "ZZ99 3VZ" for line in self.lines[1:])

    def _faults_of_last_line(self) -> list[Sentence]:
        last = self.lines[-1] if self.lines else ""
        if last.casefold() in _countries():
            is_bfpo = any(_BFPO.fullmatch(line) for line in self.lines)
            return [Sentence(BFPO_ABROAD)] if is_bfpo else []
        if _BFPO.fullmatch(last):
            return []
        try:
            Postcode.parse(last)
        except Invalid:
            return [Sentence(NO_POSTCODE)]
        return []


@cache
def _countries() -> frozenset[str]:
    """The names of countries in English and Welsh, in small letters."""
    names = (Locale(language).territories for language in ("en", "cy"))
    return frozenset(name.casefold() for known in names for code, name in known.items() if len(code) == 2)
