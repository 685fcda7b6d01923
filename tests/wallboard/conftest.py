"""The four sites, and a supervisor signed in at her browser."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.database import Database
from app.settings import Settings
from app.sites import service as sites
from app.staff import service as staff
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in


@pytest.fixture(autouse=True)
def _still(time_stands: None) -> None:
    """Every test of the supervisor's pages."""


@pytest.fixture
def app(settings: Settings, fresh_database: Database) -> Flask:
    return create_app(settings, fresh_database)


@pytest.fixture
def supervisor(app: Flask, fresh_database: Database, now: datetime) -> Browser:
    return Browser(_signed_in(app, fresh_database, now, "supervisor"))


def _signed_in(app: Flask, database: Database, now: datetime, role: str) -> FlaskClient:
    with database.transaction() as session:
        site = sites.load(session)[3]
        added = staff.add(session, username=role, name="Sal Invented", role=role, site_id=site.id, now=now)
        for number, name in enumerate(("Asha Rao", "Ben Hall"), start=1):
            username = name.split()[0].lower()
            staff.add(
                session,
                username=username,
                name=name,
                role="adviser",
                site_id=site.id,
                desk_number=f"+44306999020{number}",
                now=now,
            )
    return sign_in(app, role, added.password)
