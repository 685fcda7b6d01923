"""When payment may be expected: from the table, and where it says nothing, nothing is said."""

from pathlib import Path

import pytest

from app.claims.errors import BadPaymentTableError
from app.claims.payment import OTHERS_NOT_KNOWN, PaymentTable
from app.scripts.service import load_all


def test_what_is_not_in_the_table_is_not_known() -> None:
    assert PaymentTable.read().told(["jsa", "is"]) == []
    assert PaymentTable.read().told([]) == []


def test_what_is_known_is_told_and_the_rest_is_said_not_to_be() -> None:
    table = PaymentTable.read()

    [told] = table.told(["hb"])
    assert "14 days" in told
    assert table.told(["is", "hb"]) == [told, OTHERS_NOT_KNOWN]


def test_every_row_is_of_benefits_that_the_script_asks_for() -> None:
    asked = {option.value for option in load_all(Path("ivr_scripts")).get("startup").question("benefits").options}

    for row in PaymentTable.read().rows:
        assert row.benefits <= asked


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("- {id: a, benefits: [hb], say: S, source: X}", "row 1: it must have"),
        ("- {id: a, benefits: [], say: S, source: X, date: 2016-08-04}", "list of codes"),
        ("- {id: a, benefits: [hb], say: '', source: X, date: last year}", "'say' must be words"),
        ("- {id: a, benefits: [hb], say: S, source: X, date: last year}", "such as 2016"),
        ("just words", "row 1"),
        ("a: [", "payment.yaml"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, written: str, fault: str) -> None:
    file = tmp_path / "payment.yaml"
    file.write_text(written)

    with pytest.raises(BadPaymentTableError, match=fault):
        PaymentTable.read(file)
