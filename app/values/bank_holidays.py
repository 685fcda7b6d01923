"""Bank holidays by nation, from GOV.UK's list as it is packaged: nothing is ever fetched."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from govuk_bank_holidays.bank_holidays import BankHolidays


class Nation(StrEnum):
    """The nations the service has sites in."""

    ENGLAND = "england"
    WALES = "wales"


@cache
def bank_holidays(nation: Nation, language: str = "en") -> Mapping[date, str]:
    """The days and their names, in English or Welsh ('cy').

    England and Wales share one list; they are asked for by nation all the same, so that a day kept by one of
    them alone would need no change anywhere else.
    """
    divisions = {
        Nation.ENGLAND: BankHolidays.ENGLAND_AND_WALES,
        Nation.WALES: BankHolidays.ENGLAND_AND_WALES,
    }
    published = BankHolidays(locale="cy" if language == "cy" else "en", use_cached_holidays=True)
    days = published.get_holidays(division=divisions[nation])
    return MappingProxyType({day["date"]: day["title"] for day in days})


def known_until(nation: Nation) -> date:
    """The end of the last year the packaged list covers; beyond it no holiday is known."""
    return date(max(bank_holidays(nation)).year, 12, 31)
