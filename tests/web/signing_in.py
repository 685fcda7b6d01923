"""People who sign in, for tests of pages."""

import re
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from app.database import Database
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import ROLES


def add_people(database: Database, now: datetime) -> dict[str, str]:
    """A site with one person of each role: role → password; each signs in by the name of their role."""
    with database.transaction() as session:
        site = Site(
            slug="somerset",
            name="Somerset",
            nation="england",
            telephone="+443069990104",
            textphone="+443069990114",
            languages=["en"],
            address_lines=["1 Example Street", "Taunton"],
            overflow_order=[],
            rules={},
        )
        session.add(site)
        session.flush()
        return {
            role: staff.add(session, username=role, name=f"Some {role}", role=role, site_id=site.id, now=now).password
            for role in ROLES
        }


def token_in(page: str) -> str:
    """The form's token that stands in a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found[1]


def sign_in(app: Flask, username: str, password: str) -> FlaskClient:
    """A browser in which that person is signed in."""
    browser = app.test_client()
    form = {"username": username, "password": password, "csrf_token": token_in(browser.get("/sign-in").text)}
    assert browser.post("/sign-in", data=form).status_code == 303
    return browser
