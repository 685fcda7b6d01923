"""Hours and offices as files: looked at, taken in, fetched again; nothing promised is taken from under a call-back."""

import re
from datetime import datetime

import pytest

from app.callbacks import service as callbacks
from app.database import Database
from app.diary import service as diary
from app.sites import service as sites
from tests.callbacks.promises import claimant
from tests.diary_people import london
from tests.wallboard.browsing import Browser
from tests.wallboard.test_files import FILES, fetched, file, looked_at
from tests.wallboard.test_week import TUESDAY, promised

OFFICES = "office,address,advisers,telephones,has\n"


def refused(supervisor: Browser, kind: str, text: str) -> str:
    answer = supervisor.send(FILES, kind=kind, act="look", file=file(text))
    assert answer.status_code == 422
    return " ".join(answer.text.split())


def test_hours_are_taken_in_and_a_day_that_is_not_named_stays(supervisor: Browser) -> None:
    before = fetched(supervisor, "hours").splitlines()
    assert before[0] == "day,opens,closes"
    page, sent = looked_at(supervisor, "hours", "day,opens,closes\nFriday,8.30am,16:00\nsaturday,,\n")
    assert "Comes in: 1" in page
    supervisor.sends(FILES, kind="hours", act="take-in", **sent)
    after = fetched(supervisor, "hours").splitlines()
    assert "friday,08:30,16:00" in after
    assert [row for row in after if not row.startswith("friday")] == [
        row for row in before if not row.startswith("friday")
    ]


def test_of_hours_with_faults_each_is_told_and_nothing_is_taken_in(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given a call-back on Tuesday at four
    promised(fresh_database, now, "16:00")
    before = fetched(supervisor, "hours")
    text = "day,opens,closes\ntuesday,08:30,16:00\nsomeday,08:30,16:00\nmonday,18:00,08:30\nmonday,,\nfriday,8.30,\n"
    page = refused(supervisor, "hours", text)
    for said in (
        "1 call-backs are promised in time that would be shut",
        "Give a day of the week",
        "It must close later than it opens.",
        "Another row has that day already",
        "closes:",
    ):
        assert said in page
    assert fetched(supervisor, "hours") == before


def test_an_office_is_added_and_another_changed(supervisor: Browser, fresh_database: Database) -> None:
    row = "Yeovil,Startline Yeovil; 1 High Street; BA20 1AA,Ann Example; Bob Sample,0117 496 0103,ground_floor\n"
    new = "Frome,Startline Frome; 2 Sample Street; Frome; BA11 1AA,,0117 496 0199,\n"
    _, sent = looked_at(supervisor, "offices", OFFICES + row + new)
    supervisor.sends(FILES, kind="offices", act="take-in", **sent)
    after = fetched(supervisor, "offices")
    assert "Frome,Startline Frome; 2 Sample Street; Frome; BA11 1AA,,0117 496 0199,\n" in after
    assert "Ann Example; Bob Sample,0117 496 0103,ground_floor" in after
    # sent as it was fetched it changes nothing
    page, _ = looked_at(supervisor, "offices", after)
    assert "The file changes nothing" in page


def test_a_private_telephone_that_is_promised_stays(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given a call-back on the private telephone of Yeovil
    promised(fresh_database, now, "10:00")
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        office = next(one for one in sites.offices_of(session, site) if one.name == "Yeovil")
        needs = diary.needs_of(site, office_id=office.id)
        slot = diary.slot_at(session, site, needs, london(TUESDAY, "14:00"), now)
        callbacks.book(
            session, site=site, slot=slot, claimant_id=claimant(session, site, now).id, call_id=None,
            contact=callbacks.Contact(""), by_staff=None, now=now,
        )  # fmt: skip
    before = fetched(supervisor, "offices")

    # when the file no longer has it, then that is told and nothing is taken in
    page = refused(supervisor, "offices", OFFICES + "Yeovil,Startline Yeovil; 1 Sample Street,,,\n")
    assert "1 call-backs are promised on" in page
    assert fetched(supervisor, "offices") == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",1 Street,,,", "This cell may not be empty"),
        ("Frome,,,,", "This cell may not be empty"),
        ("Frome,1 Street,,12,", "telephones:"),
        ("Frome,1 Street,,0117 496 0103,", "An office has 0117 496 0103 already"),
        ("Frome,1 Street,,,lift", "lift is none of interpreter; ground_floor; textphone"),
        ("Yeovil,1 Street,,,\nYeovil,2 Street,,,", "Another row has that office already"),
    ],
)
def test_what_is_wrong_with_an_office_is_told(supervisor: Browser, row: str, said: str) -> None:
    before = fetched(supervisor, "offices")
    assert said in refused(supervisor, "offices", f"{OFFICES}{row}\n")
    assert fetched(supervisor, "offices") == before


def test_an_office_is_added_and_changed_on_a_page(supervisor: Browser) -> None:
    # given a new one
    page = supervisor.sends(
        "/supervisor/offices/new?site=somerset", office="Frome", address="Startline Frome\n2 Sample Street\nBA11 1AA"
    )
    assert "Frome is kept." in page
    [number] = re.findall(r'href="/supervisor/offices/(\d+)"[^>]*>Change<span[^>]*>: Frome', page)

    # when its advisers are given, then they are there, and its telephone and name stay
    form = supervisor.see(f"/supervisor/offices/{number}")
    assert "2 Sample Street" in form
    supervisor.sends(
        f"/supervisor/offices/{number}", address="Startline Frome\nBA11 1AA", advisers="Ann Example\nBob Sample"
    )
    assert "Frome,Startline Frome; BA11 1AA,Ann Example; Bob Sample,,\n" in fetched(supervisor, "offices")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"office": "", "address": "1 Street"}, "This cell may not be empty"),
        ({"office": "Frome", "address": ""}, "This cell may not be empty"),
        ({"office": "Yeovil", "address": "1 Street"}, "This site has an office of that name already."),
    ],
)
def test_what_is_wrong_with_an_office_is_told_on_its_page(
    supervisor: Browser, typed: dict[str, str], said: str
) -> None:
    before = fetched(supervisor, "offices")
    answer = supervisor.send("/supervisor/offices/new?site=somerset", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert fetched(supervisor, "offices") == before
