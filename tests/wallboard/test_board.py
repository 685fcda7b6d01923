"""The board shows the sites as they stand."""

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
