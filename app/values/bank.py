"""Sort codes and account numbers: form only; a well-formed number may still belong to nobody."""

import re
from dataclasses import dataclass
from typing import Self

from app.values.errors import Invalid
from app.values.sentence import mark


def _digits(typed: str) -> str:
    return re.sub(r"[\s\-–.]+", "", typed)


@dataclass(frozen=True)
class SortCode:
    """Six digits, without dashes."""

    value: str

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read six digits, in pairs or not. Raises Invalid."""
        digits = _digits(typed)
        if not re.fullmatch(r"\d{6}", digits, flags=re.ASCII):
            raise Invalid(mark("Enter a sort code of 6 digits, like 309430"))
        return cls(digits)

    def formatted(self) -> str:
        """In pairs: '30-94-30'."""
        return f"{self.value[:2]}-{self.value[2:4]}-{self.value[4:]}"

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return "SortCode(•)"


@dataclass(frozen=True)
class AccountNumber:
    """Eight digits; a shorter number is padded in front with noughts, as banks do."""

    value: str

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read six to eight digits. Raises Invalid."""
        digits = _digits(typed)
        if not re.fullmatch(r"\d{6,8}", digits, flags=re.ASCII):
            raise Invalid(mark("Enter an account number of 6 to 8 digits, like 00733445"))
        return cls(digits.zfill(8))

    def formatted(self) -> str:
        """In fours: '0073 3445'."""
        return f"{self.value[:4]} {self.value[4:]}"

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return "AccountNumber(•)"
