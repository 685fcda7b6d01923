"""The service in a thread, and a supervisor who looks at it."""

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from app.database import Database
from app.settings import Settings
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff


@pytest.fixture
def app(settings: Settings, fresh_database: Database) -> Iterator[Flask]:
    """The service on a database of the test's own."""
    made = create_app(settings, fresh_database)
    yield made
    made.extensions["startline.live"].stop()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where it is served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.fixture
def four_sites(fresh_database: Database) -> list[Site]:
    """The sites of the demonstration; Somerset is the last."""
    with fresh_database.transaction() as session:
        return sites.load(session)


@pytest.fixture
def sal(
    browser: Browser, address: str, four_sites: list[Site], fresh_database: Database, now: datetime
) -> Iterator[Page]:
    """A supervisor of Somerset, who has signed in and looks at the board."""
    site_id = four_sites[3].id
    with fresh_database.transaction() as session:
        added = staff.add(session, username="sal", name="Sal Invented", role="supervisor", site_id=site_id, now=now)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    tab.goto(f"{address}/sign-in")
    tab.get_by_label("Your name for signing in").fill("sal")
    tab.get_by_label("Password").fill(added.password)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Board")
    yield tab
    context.close()
