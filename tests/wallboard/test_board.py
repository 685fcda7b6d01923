"""The board shows the sites as they stand."""

import re
from datetime import datetime, timedelta

from flask import Flask

from app import clock
from app.audit import service as audit
from app.database import Database
from app.sites import service as sites
from tests.wallboard.browsing import Browser


def test_four_sites_are_shown_before_anything_has_happened(supervisor: Browser) -> None:
    page = supervisor.see("/wallboard")
    for name in ("Buckinghamshire", "Calderdale and Kirklees", "South East Gwent", "Somerset"):
        assert name in page
    assert "No call has gone to another site today." in page


def test_a_site_closed_at_once_says_so(supervisor: Browser, fresh_database: Database) -> None:
    supervisor.sends("/supervisor/close?site=somerset", act="close", reason="fire alarm")
    assert "closed at once: fire alarm" in supervisor.see("/wallboard")
    with fresh_database.transaction() as session:
        assert sites.by_slug(session, "somerset").emergency_closed_at is not None


def test_the_bar_says_who_is_signed_in_and_where(supervisor: Browser) -> None:
    bar = supervisor.see("/bar")
    assert "Sal Invented" in bar
    assert "Somerset" in bar
    assert "<html" not in bar


def test_the_wall_goes_on_when_the_supervisor_is_signed_in_no_more(
    app: Flask, supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given a screen on which a supervisor has opened it, and whose sign-in has ended since
    supervisor.see("/wallboard/wall")
    clock.use(lambda: now + timedelta(hours=13))
    # then it goes on, with its stream, and nothing else does
    assert "All sites" in supervisor.see("/wallboard/wall")
    with supervisor.client.get("/wallboard/wall/live") as stream:
        assert stream.status_code == 200
    app.extensions["startline.live"].stop()
    assert supervisor.client.get("/wallboard").status_code == 303
    # and for so long only
    clock.use(lambda: now + timedelta(days=30))
    assert supervisor.client.get("/wallboard/wall").status_code == 303
    with fresh_database.transaction() as session:
        assert [entry.action for entry in audit.of(session, "board", "wall")] == ["left_on_a_screen"]


def test_a_screen_that_nobody_left_it_on_is_asked_to_sign_in(app: Flask, fresh_database: Database) -> None:
    stranger = app.test_client()
    stranger.set_cookie("startline-screen", "IjIwOTktMDEtMDFUMDA6MDA6MDArMDA6MDAi.made-up", path="/wallboard/wall")
    assert stranger.get("/wallboard/wall").status_code == 303


def test_the_wall_has_nothing_to_press(supervisor: Browser) -> None:
    page = supervisor.see("/wallboard/wall")
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search("<(a|button|input|form|summary)[ >]", main)
