"""Sort codes and account numbers."""

import pytest

from app.values.bank import AccountNumber, SortCode
from app.values.errors import Invalid


def test_a_sort_code_is_six_digits_in_pairs() -> None:
    assert SortCode.parse("30-94 30").value == "309430"
    assert SortCode.parse("309430").formatted() == "30-94-30"


@pytest.mark.parametrize("typed", ["", "30943", "3094301", "30943a"])
def test_a_wrong_sort_code_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="sort code"):
        SortCode.parse(typed)


@pytest.mark.parametrize(
    ("typed", "padded"), [("00733445", "00733445"), ("733445", "00733445"), ("0733-445", "00733445")]
)
def test_a_short_account_number_is_padded(typed: str, padded: str) -> None:
    assert AccountNumber.parse(typed).value == padded


@pytest.mark.parametrize("typed", ["", "12345", "123456789", "1234567x"])
def test_a_wrong_account_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="account number"):
        AccountNumber.parse(typed)


def test_neither_shows_itself_in_a_log() -> None:
    assert "309430" not in repr(SortCode.parse("309430"))
    assert "733445" not in repr(AccountNumber.parse("733445"))
    assert AccountNumber.parse("733445").formatted() == "0073 3445"
