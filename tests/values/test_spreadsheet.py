"""A CSV file is read whole, whatever wrote it, and nothing in it is lost without a word."""

import pytest

from app.values.spreadsheet import read


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_spreadsheet_ends_them(ends: str) -> None:
    rows, errors = read(ends.join(("day,reason", "2026-12-24,training", "")), ["day", "reason"])
    assert errors == []
    assert [(row.number, row["day"], row["reason"]) for row in rows] == [(2, "2026-12-24", "training")]


def test_words_with_a_comma_that_are_not_quoted_are_told() -> None:
    rows, errors = read('day,reason\n2026-12-24,Closed, training\n2026-12-25,"Closed, training"\n', ["day", "reason"])
    assert [str(one) for one in errors] == [
        "row 2: This row has more cells than the heading: words with a comma stand in quotation marks"
    ]
    assert rows[1]["reason"] == "Closed, training"


def test_what_is_no_csv_is_told_and_is_no_crash() -> None:
    rows, errors = read("day,reason\n" + "x" * 200_000 + ",y\n", ["day", "reason"])
    assert rows == []
    assert [str(one) for one in errors] == ["row 2: This row cannot be read as CSV"]


def test_nothing_at_all_lacks_its_heading() -> None:
    _, errors = read("", ["day"])
    assert [str(one) for one in errors] == ["row 1, day: The heading has no column day"]
