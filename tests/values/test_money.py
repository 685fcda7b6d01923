"""Money and its weekly equivalent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.errors import Invalid
from app.values.money import Money, Period


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("52", 5200), ("52.2", 5220), ("£1,234.50", 123450), (" £ 80 ", 8000), ("80p", 80), ("0", 0)],
)
def test_pounds_are_read_as_typed(typed: str, pence: int) -> None:
    assert Money.parse(typed).pence == pence


@pytest.mark.parametrize("typed", ["", "-5", "12.345", "1,23", "lots", "£80p", "1.5p"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="amount of money"):
        Money.parse(typed)


@pytest.mark.parametrize(
    ("period", "pence", "weekly"),
    [
        (Period.DAY, 1000, 7000),
        (Period.WEEK, 5220, 5220),
        (Period.FORTNIGHT, 10001, 5001),
        (Period.FOUR_WEEKS, 40002, 10001),
        (Period.MONTH, 52000, 12000),
        (Period.QUARTER, 13000, 1000),
        (Period.YEAR, 520000, 10000),
    ],
)
def test_each_period_has_its_share_of_a_week(period: Period, pence: int, weekly: int) -> None:
    assert Money(pence, period).weekly() == Money(weekly, Period.WEEK)


def test_what_is_paid_once_has_no_weekly_equivalent() -> None:
    with pytest.raises(ValueError, match="once"):
        Money(100).weekly()


def test_pence_are_written_only_where_there_are_any() -> None:
    assert str(Money(123450)) == "£1,234.50"
    assert str(Money(100000)) == "£1,000"


@given(st.integers(0, 10**9))
def test_what_is_written_reads_back_the_same(pence: int) -> None:
    assert Money.parse(Money(pence).formatted()) == Money(pence)
