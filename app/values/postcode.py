"""Postcodes: form only. Whether such a postcode exists is not known here, and no list of units is kept."""

import re
from dataclasses import dataclass
from typing import Final, Self

from app.values.errors import Invalid
from app.values.sentence import mark

# Outward: A9, A99, AA9, AA99, A9A, AA9A, with the letters Royal Mail allows at each place. Inward: a digit and
# two letters, never C, I, K, M, O or V.
_OUTWARD: Final = r"(?:[A-PR-UWYZ](?:\d{1,2}|\d[ABCDEFGHJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRVWXY]))"
_INWARD: Final = r"\d[ABD-HJLNP-UW-Z]{2}"
# The pseudo postcode of people with no fixed abode breaks both rules.
_NO_FIXED_ABODE: Final = "ZZ99 3VZ"
_RULE: Final = re.compile(rf"({_OUTWARD})({_INWARD})", flags=re.ASCII)
_DISTRICT: Final = re.compile(_OUTWARD, flags=re.ASCII)


@dataclass(frozen=True, order=True)
class Postcode:
    """A postcode as it is written: 'HX1 1AB'."""

    value: str

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read a postcode in either case, with or without its space. Raises Invalid."""
        squeezed = _squeeze(typed)
        if squeezed == _squeeze(_NO_FIXED_ABODE):
            return cls(_NO_FIXED_ABODE)
        found = _RULE.fullmatch(squeezed)
        if not found:
            raise Invalid(mark("Enter a full UK postcode, like HX1 1AB"))
        return cls(f"{found[1]} {found[2]}")

    @property
    def district(self) -> str:
        """The outward code: 'HX1'."""
        return self.value.split()[0]

    @property
    def has_no_fixed_abode(self) -> bool:
        """Whether it is the pseudo postcode of people with no fixed abode."""
        return self.value == _NO_FIXED_ABODE

    def __str__(self) -> str:
        return self.value


def district(typed: str) -> str:
    """The postcode district of a full postcode or of a district typed alone. Raises Invalid."""
    squeezed = _squeeze(typed)
    if _DISTRICT.fullmatch(squeezed):
        return squeezed
    return Postcode.parse(typed).district


def is_no_fixed_abode(typed: str) -> bool:
    """Whether what was typed is the pseudo postcode of people with no fixed abode."""
    return _squeeze(typed) == _squeeze(_NO_FIXED_ABODE)


def _squeeze(typed: str) -> str:
    return re.sub(r"[\s\-.]+", "", typed).upper()
