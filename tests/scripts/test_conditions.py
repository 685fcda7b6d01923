"""The language of conditions."""

from typing import Any

import pytest

from app.scripts.conditions import fields_of, holds, parse

ANSWERS: dict[str, Any] = {
    "partner.has": "yes",
    "home.tenure": {"unsure": True},
    "benefits": ["jsa", "hb"],
    "scope.hours": 15.5,
    "savings.total": {"amount": "3000.01"},
    "you.date_of_birth": "1966-11-21",
    "first_contact.on": "2026-11-20",
    "children[0].disabled": "no",
    "children[1].disabled": "yes",
    "children[1].name": None,
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("partner.has == 'yes'", True),
        ("partner.has != 'yes'", False),
        ("not partner.has == 'yes'", False),
        ("partner.has in ['yes', 'no']", True),
        ("nobody.knows == 'yes'", False),
        ("nobody.knows != 'yes'", False),
        ("not answered(nobody.knows)", True),
        ("home.tenure == 'council'", False),
        ("home.tenure != 'council'", True),
        ("home.tenure in ['council']", False),
        ("home.tenure > 3", False),
        ("unsure(home.tenure)", True),
        ("unsure(partner.has)", False),
        ("answered(home.tenure)", True),
        ("benefits has 'hb'", True),
        ("benefits has 'is'", False),
        ("partner.has has 'y'", False),
        ("scope.hours < 16", True),
        ("scope.hours >= 16", False),
        ("savings.total > 3000", True),
        ("age(you.date_of_birth) == 59", True),
        ("age(you.date_of_birth) >= 60", False),
        ("age(nobody.knows) < 18", False),
        ("count(children) == 2", True),
        ("count(jobs) == 0", True),
        ("any(children[].disabled == 'yes')", True),
        ("any(children[].disabled == 'perhaps')", False),
        ("partner.has == 'no' or benefits has 'jsa' and scope.hours < 16", True),
        ("(partner.has == 'no' or benefits has 'jsa') and scope.hours > 16", False),
    ],
)
def test_what_holds(condition: str, expected: bool) -> None:
    assert holds(parse(condition), ANSWERS) is expected


def test_in_a_loop_a_field_is_that_of_the_turn() -> None:
    condition = parse("children[].disabled == 'yes'")

    assert [holds(condition, ANSWERS, turn) for turn in (0, 1, 2)] == [False, True, False]


def test_somebody_born_on_the_last_of_february_has_a_birthday_each_year() -> None:
    condition = parse("age(you.date_of_birth) >= 60")

    assert not holds(condition, {"you.date_of_birth": "1964-02-29", "first_contact.on": "2024-02-28"})
    assert holds(condition, {"you.date_of_birth": "1966-02-28", "first_contact.on": "2026-02-28"})


def test_the_fields_it_looks_at() -> None:
    condition = parse("any(children[].disabled == 'yes') or not (age(you.born) > 3 and answered(a.b))")

    assert set(fields_of(condition)) == {"children[].disabled", "you.born", "a.b"}
