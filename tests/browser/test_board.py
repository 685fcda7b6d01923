"""The board in a real browser: it changes by itself, and axe finds nothing on it."""

import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import clock, create_app
from app.calls.models import Call
from app.database import Database
from app.line import service as line
from app.line.models import Demand, Offer
from app.settings import Settings
from app.sites import service as sites
from app.staff import passwords
from app.staff import service as staff
from tests.browser import chromium
from tests.web.signing_in import add_people

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Iterator[None]:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    clock.use(lambda: now)
    yield
    clock.use(None)


@pytest.fixture
def address(settings: Settings, fresh_database: Database) -> Iterator[str]:
    app: Flask = create_app(settings, fresh_database)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    app.extensions["startline.live"].stop()


@pytest.fixture
def board(browser: Browser, address: str, fresh_database: Database, now: datetime) -> Iterator[Page]:
    """The board in front of a supervisor, live."""
    people = add_people(fresh_database, now)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    tab.goto(f"{address}/sign-in")
    tab.get_by_label("Your name for signing in").fill("supervisor")
    tab.get_by_label("Password").fill(people["supervisor"])
    tab.get_by_role("button", name="Sign in").click()
    expect(tab).to_have_url(f"{address}/wallboard")
    expect(tab.locator("[data-live-state=live]")).to_be_visible()
    yield tab
    context.close()


def test_the_board_shows_a_caller_who_waits_and_why_she_was_sent_away(
    board: Page, fresh_database: Database, now: datetime
) -> None:
    expect(board.get_by_text("No call has gone to another site today.")).to_be_visible()

    with fresh_database.transaction() as session:
        [home] = sites.all_sites(session)
        call = Call(id=uuid4(), sid="CA1", site_id=home.id, to_number=home.telephone, part="line", started_at=now)
        session.add(call)
        session.flush()
        demand = line.join_caller(session, call.id, home.id, "en", False, now - timedelta(seconds=52))
        demand_id = demand.id
    row = board.get_by_role("row", name=re.compile("Somerset"))
    expect(row.get_by_role("cell").nth(0)).to_have_text("1")
    expect(row).to_contain_text("0:52")

    with fresh_database.transaction() as session:
        adviser = staff.by_username(session, "adviser")
        assert adviser is not None
        session.add(
            Offer(
                demand_id=demand_id,
                adviser_id=adviser.id,
                site_id=adviser.site_id,
                away=True,
                reason="sent to {site}: {waiting} waiting here, oldest {oldest} s; {idle} idle there",
                reason_values={"site": "Somerset", "waiting": 3, "oldest": 41, "idle": 2},
                state="ended",
                made_at=now,
                accepted_at=now,
                ended_at=now,
            )
        )
        taken = session.get_one(Demand, demand_id)
        taken.answered_at = now
        line.move(taken, "offered")
        line.move(taken, "connected")
        line.end(session, taken, "served", now)
    expect(board.get_by_text("sent to Somerset: 3 waiting here, oldest 41 s; 2 idle there")).to_be_visible()
    expect(row.get_by_role("cell").nth(0)).to_have_text("0")
    expect(board.locator("[data-live-state=live]")).to_be_visible()


def test_axe_finds_nothing_on_the_board(board: Page) -> None:
    assert chromium.axe_faults(board) == []
