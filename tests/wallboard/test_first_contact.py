"""The moment of first contact, from which benefit is claimed, is put right on evidence, by two people."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.claimants import service as claimants
from app.database import Database
from app.sites import service as sites
from app.staff import service as staff
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in

EVIDENCE = "our letter of 20 November, which they have here"


@pytest.fixture
def reference(supervisor: Browser, fresh_database: Database, now: datetime) -> str:
    with fresh_database.transaction() as session:
        return claimants.first_contact(session, sites.by_slug(session, "somerset").id, now).reference


@pytest.fixture
def adviser(app: Flask, reference: str, fresh_database: Database, now: datetime) -> Browser:
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        made = staff.add(session, username="ann", name="Ann Invented", role="adviser", site_id=site.id, now=now)
    return Browser(sign_in(app, "ann", made.password))


def first_contact(database: Database, reference: str) -> datetime:
    with database.transaction() as session:
        found = claimants.by_reference(session, reference)
        assert found is not None
        return found.first_contact_at


def ask(adviser: Browser, reference: str) -> str:
    return adviser.sends(
        f"/people/{reference}/first-contact", act="ask", day="2026-11-20", at="9.30", evidence=EVIDENCE
    )


def test_one_asks_and_another_agrees(
    supervisor: Browser, adviser: Browser, reference: str, fresh_database: Database, now: datetime
) -> None:
    # given an adviser asks, from the person's page
    here = f"/people/{reference}/first-contact"
    assert here in adviser.see(f"/people/{reference}")
    assert "It counts once another person agrees." in ask(adviser, reference)
    assert first_contact(fresh_database, reference) == now

    # then he cannot agree himself
    assert "I agree" not in adviser.see(here)
    assert "another person agrees to it" in adviser.sends(here, act="agree", correction="1")

    # when another finds it among what waits, and agrees
    assert here in supervisor.see("/meetings")
    page = supervisor.sends(here, act="agree", correction="1")

    # then the date of claim is put right, and who did it stays there
    assert "agreed to by Sal Invented" in page
    assert EVIDENCE in page
    assert first_contact(fresh_database, reference) == datetime.fromisoformat("2026-11-20T09:30+00:00")
    assert here not in supervisor.see("/meetings")
    assert "Somebody else has changed that meanwhile" in adviser.sends(here, act="refuse", correction="1")


def test_it_is_taken_back_and_asked_anew(
    supervisor: Browser, adviser: Browser, reference: str, fresh_database: Database, now: datetime
) -> None:
    ask(adviser, reference)
    here = f"/people/{reference}/first-contact"
    assert "taken back" in adviser.sends(here, act="refuse", correction="1")
    ask(adviser, reference)
    assert "not agreed to by Sal Invented" in supervisor.sends(here, act="refuse", correction="2")
    assert first_contact(fresh_database, reference) == now


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "20 November"}, "Enter a date like 2026-11-24"),
        ({"at": "25:00"}, "Enter a time of the day"),
        ({"day": "2026-11-24"}, "A first contact cannot be to come"),
        ({"day": "2026-11-23", "at": "10:00"}, "That is the first contact as it stands"),
        ({"evidence": " "}, "Say what shows it"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    adviser: Browser, reference: str, typed: dict[str, str], said: str
) -> None:
    here = f"/people/{reference}/first-contact"
    form = {"act": "ask", "day": "2026-11-20", "at": "9.30", "evidence": EVIDENCE} | typed
    answer = adviser.send(here, **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Waits for a second person" not in adviser.see(here)


def test_a_correction_of_somebody_else_is_not_hers(
    supervisor: Browser, adviser: Browser, reference: str, fresh_database: Database, now: datetime
) -> None:
    ask(adviser, reference)
    with fresh_database.transaction() as session:
        home = sites.by_slug(session, "somerset").id
        other = claimants.first_contact(session, home, now - timedelta(days=1)).reference
    answer = supervisor.send(f"/people/{other}/first-contact", act="agree", correction="1")
    assert answer.status_code == 404
