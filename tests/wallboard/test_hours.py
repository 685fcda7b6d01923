"""Hours and closing at once: changed by a supervisor, and noted."""

from datetime import datetime, time

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.database import Database
from app.sites import service as sites
from tests.wallboard.browsing import Browser

HOURS = "/supervisor/hours?site=somerset"
WEEK = {f"{edge}__{day}": at for day in range(5) for edge, at in (("opens", "8.30"), ("closes", "18.00"))}


def noted(database: Database, action: str) -> list[dict[str, object]]:
    with database.transaction() as session:
        return list(session.scalars(select(AuditEntry.details).where(AuditEntry.action == action)))


def test_the_hours_of_one_day_are_changed_and_noted(supervisor: Browser, fresh_database: Database) -> None:
    page = supervisor.sends(HOURS, act="hours", **{**WEEK, "closes__4": "16.30"})
    assert "The hours are saved." in page
    with fresh_database.transaction() as session:
        [friday] = sites.hours_of(session, sites.by_slug(session, "somerset")).week[4]
        assert friday.closes == time(16, 30)
    assert noted(fresh_database, "hours_changed") == [
        {"weekday": 4, "old": "08:30-18:00", "new": "08:30-16:30"},
    ]


def test_hours_that_cannot_be_are_refused_with_what_was_typed(supervisor: Browser, fresh_database: Database) -> None:
    answer = supervisor.send(HOURS, act="hours", **{**WEEK, "closes__4": "8.00", "opens__2": "half nine"})
    assert answer.status_code == 422
    assert "It must close later than it opens." in answer.text
    assert 'value="half nine"' in answer.text
    assert noted(fresh_database, "hours_changed") == []


def test_closing_at_once_asks_first_and_wants_a_reason(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    assert "What will happen:" in supervisor.see("/supervisor/close?site=somerset")
    assert supervisor.send("/supervisor/close?site=somerset", act="close", reason=" ").status_code == 422
    page = supervisor.sends("/supervisor/close?site=somerset", act="close", reason="fire alarm")
    assert "fire alarm" in page
    assert "Open again" in page
    supervisor.sends("/supervisor/close?site=somerset", seen="/supervisor/close?site=somerset&open=yes", act="open")
    with fresh_database.transaction() as session:
        assert sites.by_slug(session, "somerset").emergency_closed_at is None
    assert len(noted(fresh_database, "closed_at_once")) == len(noted(fresh_database, "opened_again")) == 1


def test_a_site_that_there_is_not_is_not_found(supervisor: Browser) -> None:
    assert supervisor.client.get("/supervisor/hours?site=atlantis").status_code == 404
