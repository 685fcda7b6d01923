"""Telephone numbers: parsed as people type them, kept as E.164, grouped for reading and for saying.

The library's own judgement of validity is not used for British numbers: it refuses every number Ofcom keeps
for drama. Possible length, and our own rules of British prefixes (Ofcom's National Telephone Numbering Plan),
decide instead.
"""

import re
from dataclasses import dataclass
from typing import Final, Self

import phonenumbers

from app.values.errors import Invalid
from app.values.sentence import mark_heard

# Numbers kept by Ofcom for use in drama, after the leading nought: they reach nobody, ever.
DRAMA_RANGES: Final[tuple[str, ...]] = (
    "1134960", "1144960", "1154960", "1164960", "1174960", "1184960",
    "1214960", "1314960", "1414960", "1514960", "1614960", "1914980",
    "1632960", "2079460", "2896496", "2920180", "7700900", "8081570", "9098790", "3069990",
)  # fmt: skip

# Dialled before a number, and typed with it: by somebody who types (18001), or to reach one (18002).
_RELAY = re.compile(r"^1800[12](?=[0+])")
_SEPARATORS = re.compile(r"[\s().\-‐‑–—/]+")
_TYPED = re.compile(r"^\+?\d{3,20}$")
_TEN_DIGITS = re.compile(r"^(?:1[1-9]|2\d|3[03467]|5[56]|7[1-9]|8[047])\d{8}$")
_MOBILE = re.compile(r"^7(?:[1-57-9]|624)")
_COSTLY = re.compile(r"^(?:9|70)")

_GROUPS: Final[tuple[tuple[str, tuple[int, ...]], ...]] = (
    ("3069990", (4, 6)),
    ("2", (2, 4, 4)),
    ("3", (3, 3, 4)),
    ("5", (2, 4, 4)),
    ("7", (4, 6)),
    ("8", (3, 3, 4)),
    ("11", (3, 3, 4)),
)


def is_relayed(typed: str) -> bool:
    """Whether a number is written as those of a text relay are, such as 18001 01632 960001."""
    return bool(_RELAY.match(_SEPARATORS.sub("", typed)))


@dataclass(frozen=True, order=True)
class TelephoneNumber:
    """A telephone number; `e164` is the canonical form, such as '+441632960001'."""

    e164: str

    @classmethod
    def parse(cls, typed: str, *, allow_drama: bool = True) -> Self:
        """Read a number as typed: spaces, brackets, hyphens, +44, 0044 and +44 (0) are all accepted.

        A number without a country is British. With `allow_drama=False` Ofcom's drama numbers are refused, as
        they reach nobody. Raises Invalid, also for what we must not ring: premium rate and personal numbers.
        """
        digits = _RELAY.sub("", _SEPARATORS.sub("", typed.replace("(0)", "")))
        if not _TYPED.match(digits):
            raise Invalid(mark_heard("Enter a telephone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"))
        if digits.startswith("00"):
            digits = "+" + digits[2:]
        try:
            number = phonenumbers.parse(digits, "GB")
        except phonenumbers.NumberParseException as problem:
            raise Invalid(mark_heard("That telephone number cannot be right. Check it and enter it again")) from problem
        if number.country_code == 44:
            _check_british(number)
        elif not phonenumbers.is_possible_number(number):
            raise Invalid(mark_heard("That telephone number has too few or too many digits for its country"))
        parsed = cls(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        if parsed.is_drama and not allow_drama:
            raise Invalid(mark_heard("That is a number made up for films and examples. It cannot be rung"))
        return parsed

    @property
    def is_british(self) -> bool:
        """Whether it is in the British numbering plan."""
        return self.e164.startswith("+44")

    @property
    def is_mobile(self) -> bool:
        """Whether it is a British mobile, so that it takes text messages (not 070, not a pager)."""
        return self.is_british and bool(_MOBILE.match(self._significant))

    @property
    def is_drama(self) -> bool:
        """Whether Ofcom keeps it for drama."""
        return self.is_british and self._significant.startswith(DRAMA_RANGES)

    def national(self) -> str:
        """Grouped as it is written in this country: '01632 960001', '020 7946 0000', '03069 990101'."""
        if not self.is_british:
            return phonenumbers.format_number(
                phonenumbers.parse(self.e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL
            )
        return " ".join(self._groups())

    def spoken(self) -> str:
        """Digits one by one, a comma where a voice should rest: '0 1 6 3 2, 9 6 0, 0 0 1'."""
        groups = [piece for group in self.national().lstrip("+").split() for piece in _threes(group)]
        return ", ".join(" ".join(group) for group in groups)

    def __str__(self) -> str:
        return self.e164

    @property
    def _significant(self) -> str:
        return self.e164.removeprefix("+44")

    def _groups(self) -> list[str]:
        number = self._significant
        sizes = next((sizes for prefix, sizes in _GROUPS if number.startswith(prefix)), (4, 6))
        if re.match(r"1\d1", number):
            sizes = (3, 3, 4)
        groups, start = [], 0
        for size in sizes:
            groups.append(number[start : start + size])
            start += size
        groups[0] = "0" + groups[0]
        return [group for group in groups if group]


def _check_british(number: phonenumbers.PhoneNumber) -> None:
    """Raise Invalid where it is not one we may keep and ring.

    A few areas (Chard, Yeovil and others) and some freephone numbers are a digit short: of those the library
    has the list, and no drama number is among them.
    """
    significant = str(number.national_number)
    if _COSTLY.match(significant):
        raise Invalid(mark_heard("We cannot ring that number: calls to it cost extra. Give another number"))
    if not (_TEN_DIGITS.match(significant) or (len(significant) < 10 and phonenumbers.is_valid_number(number))):
        raise Invalid(mark_heard("That is not a telephone number of this country. Check it and its area code"))


def _threes(group: str) -> list[str]:
    """A group cut so that no more than five digits are said in one breath."""
    return [group] if len(group) <= 5 else [group[:3], group[3:]]
