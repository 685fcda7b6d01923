"""Amounts of money, in whole pence, and how often they are paid."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, Self

from app.values.errors import Invalid
from app.values.sentence import mark


class Period(StrEnum):
    """How often an amount is paid."""

    ONCE = "once"
    DAY = "day"
    WEEK = "week"
    FORTNIGHT = "fortnight"
    FOUR_WEEKS = "four_weeks"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


# What a week's share of each is: months and years by fifty-two weeks, as benefit regulations convert them.
_WEEKLY_SHARE: Final[dict[Period, Fraction]] = {
    Period.DAY: Fraction(7),
    Period.WEEK: Fraction(1),
    Period.FORTNIGHT: Fraction(1, 2),
    Period.FOUR_WEEKS: Fraction(1, 4),
    Period.MONTH: Fraction(12, 52),
    Period.QUARTER: Fraction(4, 52),
    Period.YEAR: Fraction(1, 52),
}

_AMOUNT: Final = re.compile(r"£?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?(p?)", flags=re.ASCII)


@dataclass(frozen=True)
class Money:
    """An amount in pence (never negative), and its period."""

    pence: int
    period: Period = Period.ONCE

    @classmethod
    def parse(cls, typed: str, period: Period = Period.ONCE) -> Self:
        """Read pounds as typed: '52', '52.20', '£1,234.50', '80p'. Raises Invalid."""
        found = _AMOUNT.fullmatch(re.sub(r"\s+", "", typed).lower())
        if not found or (found[3] and (found[2] or typed.strip().startswith("£"))):
            raise Invalid(mark("Enter an amount of money in pounds, like 52.20"))
        whole = int(found[1].replace(",", ""))
        if found[3]:
            return cls(whole, period)
        return cls(whole * 100 + int((found[2] or "").ljust(2, "0")), period)

    def weekly(self) -> Self:
        """The equivalent a week, rounded half up to the penny. Raises ValueError for what is paid once."""
        share = _WEEKLY_SHARE.get(self.period)
        if share is None:
            raise ValueError("an amount paid once has no weekly equivalent")
        exact = self.pence * share
        pence = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP)
        return type(self)(int(pence), Period.WEEK)

    def formatted(self) -> str:
        """In pounds, pence only where there are any: '£52.20', '£1,000'."""
        pounds, pence = divmod(self.pence, 100)
        return f"£{pounds:,}.{pence:02d}" if pence else f"£{pounds:,}"

    def __str__(self) -> str:
        return self.formatted()
