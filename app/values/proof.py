"""The four-digit number by which the service, ringing back, proves that it is the service."""

import random
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from app.values.errors import Invalid
from app.values.sentence import mark


def _is_guessable(digits: str) -> bool:
    """Repeated digits or pairs, runs up or down, and years: what a stranger would try first."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(set(digits)) < 3 or (len(steps) == 1) or digits[:2] == digits[2:] or digits.startswith(("19", "20"))


@dataclass(frozen=True)
class ProofNumber:
    """Four digits that are not easily guessed."""

    value: str

    @classmethod
    def generate(cls, source: random.Random) -> Self:
        """A new number from `source` (a SystemRandom in the service; a seeded one in tests)."""
        while True:
            digits = f"{source.randrange(10_000):04d}"
            if not _is_guessable(digits):
                return cls(digits)

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read four digits; whether they are the right ones is for the asker to compare. Raises Invalid."""
        digits = re.sub(r"[\s\-#*]+", "", typed)
        if not re.fullmatch(r"\d{4}", digits, flags=re.ASCII):
            raise Invalid(mark("Enter the four numbers of your proof number"))
        return cls(digits)

    def spoken(self) -> str:
        """Digit by digit: '4 0 7 1'."""
        return " ".join(self.value)

    def __str__(self) -> str:
        return self.value
