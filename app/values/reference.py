"""A claimant's reference, SL-XXXX-XXXX: says nothing of the person, can be read out over a bad line.

Crockford's base 32 (no I, L, O or U; I, L and O typed are understood), seven random characters and a check
character over the field of 32 elements, weighted by powers of its generator: every single wrong character
and every two exchanged characters are noticed.
"""

import random
import re
from dataclasses import dataclass
from typing import Final, Self

from app.values.errors import Invalid
from app.values.sentence import mark

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEARD: Final = str.maketrans("OIL", "011")
_FIELD: Final = 0b100101  # x^5 + x^2 + 1, primitive: its root x has order 31


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 32 else doubled


def _check(body: str) -> str:
    """The character that brings the weighted sum of all eight to nought (the check's own weight is 1)."""
    total = 0
    for character in body:
        total = _times_x(total ^ _ALPHABET.index(character))
    return _ALPHABET[total]


@dataclass(frozen=True, order=True)
class Reference:
    """A reference as it is written: 'SL-4K7P-9XQ2'."""

    value: str

    @classmethod
    def generate(cls, source: random.Random) -> Self:
        """A new reference from `source` (a SystemRandom in the service; a seeded one in tests)."""
        body = "".join(source.choice(_ALPHABET) for _ in range(7))
        return cls._written(body + _check(body))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read a reference in either case, with or without SL, spaces and hyphens. Raises Invalid."""
        squeezed = re.sub(r"[\s\-–.,]+", "", typed).upper()
        if len(squeezed) == 10:
            squeezed = squeezed.removeprefix("SL")
        characters = squeezed.translate(_HEARD)
        if len(characters) != 8 or any(character not in _ALPHABET for character in characters):
            raise Invalid(mark("Enter a reference of SL and 8 letters and numbers, like SL-4K7P-9XQ2"))
        if _check(characters[:7]) != characters[7]:
            raise Invalid(mark("That reference has a letter or number wrong. Check it and enter it again"))
        return cls._written(characters)

    @classmethod
    def _written(cls, characters: str) -> Self:
        return cls(f"SL-{characters[:4]}-{characters[4:]}")

    def spoken(self) -> str:
        """Letter by letter, with rests: 'S L, 4 K 7 P, 9 X Q 2'."""
        return ", ".join(" ".join(part) for part in self.value.split("-"))

    def __str__(self) -> str:
        return self.value
