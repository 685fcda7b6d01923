"""The list of interpreters, kept by a supervisor on screen, and what came of it."""

from datetime import datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.database import Database
from app.interpreters import service as interpreters
from tests.wallboard.browsing import Browser

LIST = "/supervisor/interpreters"
OURS = {
    "name": "Asha Rao",
    "kind": "trained",
    "telephone": "0117 496 0188",
    "languages": "Punjabi, Urdu",
    "lines": "1",
    "monday": "08:30-13:00",
    "tuesday": "08:30-13:00",
}


def names(database: Database) -> list[str]:
    """Who is tried, in order."""
    with database.transaction() as session:
        return [one.name for one in interpreters.in_turn(session)]


def id_of(database: Database, name: str) -> str:
    with database.transaction() as session:
        return str(next(one.id for one in interpreters.everybody(session) if one.name == name))


def sent(text: str) -> tuple[BytesIO, str]:
    """A file as a browser sends it."""
    return BytesIO(text.encode()), "interpreters.csv"


@pytest.fixture(autouse=True)
def _suppliers(fresh_database: Database) -> None:
    """The demonstration's three."""
    with fresh_database.transaction() as session:
        interpreters.load(session)


def test_our_own_is_added_and_tried_before_who_is_paid(supervisor: Browser, fresh_database: Database) -> None:
    # when one of our own is added
    page = supervisor.sends(f"{LIST}/new", **OURS)

    # then he is tried first, in his hours, and it is noted
    assert "Asha Rao is kept." in page
    assert "Monday–Tuesday 08:30–13:00" in page
    assert names(fresh_database)[0] == "Asha Rao"
    with fresh_database.transaction() as session:
        assert "interpreter_added" in set(session.scalars(select(AuditEntry.action)))


def test_tried_sooner_used_no_more_and_again(supervisor: Browser, fresh_database: Database) -> None:
    first, second, third, fourth = names(fresh_database)

    # when the second is to be tried sooner, and then no more
    assert f"{second} is tried sooner now." in supervisor.sends(LIST, up=id_of(fresh_database, second))
    assert names(fresh_database) == [second, first, third, fourth]
    assert "Used no more" in supervisor.sends(LIST, out=id_of(fresh_database, second))
    assert names(fresh_database) == [first, third, fourth]

    # then it comes back behind the others, and is changed with what was known of it in the form
    supervisor.sends(LIST, back=id_of(fresh_database, second))
    assert names(fresh_database) == [first, third, fourth, second]
    assert 'value="0191 498 0301"' in supervisor.see(f"{LIST}/{id_of(fresh_database, second)}")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"languages": "Punjabi, Elvish"}, "Elvish is not a language that is known here"),
        ({"languages": ""}, "Enter one language at least"),
        ({"lines": "none"}, "Lines are a whole number from 1 to 100"),
        ({"price": "a lot"}, "Enter an amount of money in pounds"),
        ({"monday": "18:00-08:00"}, "The closing time must be later than the opening time"),
        ({"name": "Sample Language Line"}, "There is one of that name already"),
        ({"telephone": "0191 498 0301"}, "Sample Language Line has that telephone"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    supervisor: Browser, fresh_database: Database, wrong: dict[str, str], said: str
) -> None:
    before = names(fresh_database)
    answer = supervisor.send(f"{LIST}/new", **{**OURS, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="08:30-13:00"' in answer.text
    assert names(fresh_database) == before


def test_days_that_cannot_be_reported_are_refused_and_an_empty_report_says_so(
    supervisor: Browser, now: datetime
) -> None:
    assert "No interpreter was rung in these days." in supervisor.see(f"{LIST}/report")
    turned = f"{LIST}/report?since={now.date()}&until=2026-01-01"
    assert "must not be after the last" in supervisor.see(turned)


def test_the_list_goes_out_as_a_file_and_comes_in_again_unchanged(
    supervisor: Browser, fresh_database: Database
) -> None:
    supervisor.sends(f"{LIST}/new", **OURS, gender="woman", dialects="Doabi, Majhi")
    text = supervisor.see("/supervisor/interpreters.csv")
    head, ours, *_ = text.splitlines()
    assert head.startswith("name,kind,telephone,languages,gender,dialects,")
    assert ours.startswith('Asha Rao,trained,0117 496 0188,"Punjabi, Urdu",woman,"Doabi, Majhi",')
    before = names(fresh_database)

    assert "The file is taken in." in supervisor.sends(f"{LIST}/file", seen=LIST, file=sent(text))
    assert supervisor.see("/supervisor/interpreters.csv") == text
    assert names(fresh_database) == before


def test_a_file_adds_and_changes_and_leaves_who_is_not_in_it(supervisor: Browser, fresh_database: Database) -> None:
    text = (
        "name,telephone,languages,lines,price\n"
        "Sample Language Line,0191 498 0301,Polish,3,1.05\n"
        "Asha Rao,0117 496 0188,Punjabi,1,\n"
    )
    page = supervisor.sends(f"{LIST}/file", seen=LIST, file=sent(text))

    assert "£1.05" in page
    assert "Asha Rao" in names(fresh_database)
    assert len(names(fresh_database)) == 5
    with fresh_database.transaction() as session:
        assert "interpreters_file" in set(session.scalars(select(AuditEntry.action)))


def test_of_a_file_with_faults_each_is_told_by_its_row_and_nothing_is_taken_in(
    supervisor: Browser, fresh_database: Database
) -> None:
    before = supervisor.see("/supervisor/interpreters.csv")
    text = (
        "name,telephone,languages,gender\n"
        "Asha Rao,0117 496 0188,Punjabi,woman\n"
        "Bela Rao,0117,Elvish,either\n"
        "Asha Rao,0117 496 0189,Punjabi,\n"
        "Carys Rao,0191 498 0301,Urdu,\n"
    )
    answer = supervisor.send(f"{LIST}/file", seen=LIST, file=sent(text))

    assert answer.status_code == 422
    assert "Nothing was taken in: 5 rows need another look." in answer.text
    for row, said in (
        (3, "Elvish is not a language"),
        (3, "The gender is one of"),
        (4, "Asha Rao stands in this file twice"),
        (5, "Sample Language Line has that telephone"),
    ):
        assert f"Row {row}:" in answer.text
        assert said in answer.text
    assert supervisor.see("/supervisor/interpreters.csv") == before


@pytest.mark.parametrize(
    ("text", "said"), [("", "Choose a file."), ("name\nOne\n", "The heading has no column telephone")]
)
def test_what_is_no_such_file(supervisor: Browser, text: str, said: str) -> None:
    answer = supervisor.send(f"{LIST}/file", seen=LIST, file=sent(text))
    assert answer.status_code == 422
    assert said in answer.text
