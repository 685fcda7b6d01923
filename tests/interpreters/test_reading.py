"""The file that lists the suppliers of interpreters, and what is said of its faults."""

import pytest

from app.interpreters.errors import SuppliersFileError
from app.interpreters.reading import read_suppliers
from app.interpreters.service import DEMONSTRATION
from app.values.telephone import TelephoneNumber

TEXT = DEMONSTRATION.read_text(encoding="utf-8")


def faults(text: str) -> list[str]:
    with pytest.raises(SuppliersFileError) as refused:
        read_suppliers(text, "interpreters.yaml")
    return refused.value.faults


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_demonstrations_suppliers_reach_nobody() -> None:
    suppliers = read_suppliers(TEXT, "demonstration.yaml")
    assert [one.name for one in suppliers] == [
        "Example Interpreters",
        "Sample Language Line",
        "Stand-In Linguists",
        "Specimen Sign Language Interpreters",
    ]
    assert [one.access_code for one in suppliers] == ["4711", "2020", None, None]
    assert all("pa" in one.languages for one in suppliers[:3])
    assert all(TelephoneNumber(one.telephone).is_drama for one in suppliers)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("020 7946 0301", "020", "telephone number"),
        ("020 7946 0301", "0191 498 0301", "Sample Language Line and Example Interpreters both have +441914980301"),
        ("name: Stand-In Linguists", "name: Example Interpreters", "both have Example Interpreters"),
        ('access_code: "2020"', "access_code: 20 20", "An access code is of digits, 12 at most"),
        ("languages: [pa, ur, bn, pl, ro, so, ar]", "languages: [pa, xx]", "Choose a language from the list"),
        ("languages: [pa, ur, bn, pl, ro, so, ar]", "languages: []", "a supplier speaks one language at least"),
        ("lines: 1", "lines: none", "Lines are a whole number from 1 to 100"),
        ("lines: 1", "lines: 0", "Lines are a whole number from 1 to 100"),
        ("telephone: 020 7946 0301", "phone: 020 7946 0301", "telephone is missing"),
        ("suppliers:", "supplier:", "suppliers is missing"),
    ],
)
def test_a_fault_is_named_by_file_and_line(old: str, new: str, said: str) -> None:
    # when something in the file is wrong
    text = TEXT.replace(old, new, 1)
    found = [fault for fault in faults(text) if said in fault]

    # then it is said where, and what
    assert len(found) == 1
    file, line, _ = found[0].split(":", 2)
    assert file == "interpreters.yaml"
    assert 1 <= int(line) <= text.count("\n")


def test_every_fault_is_named_at_once() -> None:
    text = TEXT.replace("020 7946 0301", "1").replace("0121 496 0301", "2")
    assert [int(fault.split(":")[1]) for fault in faults(text)] == [
        line_of(text, "telephone: 1"),
        line_of(text, "telephone: 2"),
    ]


@pytest.mark.parametrize("text", ["", "suppliers: [", "- one"])
def test_what_is_no_such_file_at_all(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    ("hours", "said"), [("moonday: 09:00-17:00", "moonday is not a day"), ("monday: 17:00-09:00", "must be later")]
)
def test_hours_that_cannot_be(hours: str, said: str) -> None:
    one = f"suppliers: [{{name: One, telephone: 020 7946 0311, languages: [pa], hours: {{{hours}}}}}]"
    [fault] = faults(one)
    assert said in fault


def test_without_lines_a_supplier_is_on_demand_and_without_hours_always_there() -> None:
    [one] = read_suppliers("suppliers: [{name: One, telephone: 020 7946 0311, languages: [pa]}]", "interpreters.yaml")
    assert (one.lines, one.hours) == (None, None)
