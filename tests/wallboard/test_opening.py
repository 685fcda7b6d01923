"""A site opened now until a time, though its hours or a closure say that it is shut."""

from datetime import datetime, time, timedelta

import pytest

from app.database import Database
from app.sites import service as sites
from app.sites.rules import Closed, Open
from tests.wallboard.browsing import Browser
from tests.wallboard.test_site import SITE, noted, undo_of

OPEN = "/supervisor/open?site=somerset"


def opening(database: Database, at: datetime) -> Open | Closed:
    """Whether Somerset is open at that moment."""
    with database.transaction() as session:
        return sites.opening(session, sites.by_slug(session, "somerset"), at)


def test_after_its_hours_it_is_opened_and_shuts_by_itself(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given it has shut for the day, and its page offers to open it for an hour
    with fresh_database.transaction() as session:
        sites.set_hours(session, sites.by_slug(session, "somerset"), now.weekday(), time(8, 30), time(9, 45))
    assert "Open now" in supervisor.see(SITE)
    assert "Nobody is at work here now" in supervisor.see(OPEN)
    assert 'value="11.00"' in supervisor.see(OPEN)

    # when it is opened until half past eleven
    page = supervisor.sends(OPEN, until="11.30")

    # then it is open, says so, and shuts then; and it was not open before
    assert "Somerset is open until 11.30 am. Then its hours count again." in page
    assert "Open until 11.30 am, as a supervisor decided." in page
    assert "The site is not open any more today." not in page
    until = now + timedelta(minutes=90)
    assert opening(fresh_database, now) == Open(until)
    assert isinstance(opening(fresh_database, until), Closed)
    assert isinstance(opening(fresh_database, now - timedelta(minutes=5)), Closed)

    # when it is undone, then it is shut at once
    page = supervisor.sends(f"{SITE}/undo", seen=SITE, entry=undo_of(page))
    assert "Undone: opened the site until 11.30 am." in page
    assert isinstance(opening(fresh_database, now), Closed)
    assert noted(fresh_database, "opened_until") == [{"until": until.isoformat(), "before": []}]


def test_on_a_day_of_closure_it_is_open_until_its_usual_time(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    with fresh_database.transaction() as session:
        sites.add_closure(session, sites.by_slug(session, "somerset"), now.date(), "staff training")
    assert isinstance(opening(fresh_database, now), Closed)
    assert 'value="18.00"' in supervisor.see(OPEN)
    supervisor.sends(OPEN, until="6pm")
    assert opening(fresh_database, now) == Open(now.replace(hour=18))


def test_kept_open_longer_and_longer_still_the_last_is_undone_to_the_one_before(
    supervisor: Browser, fresh_database: Database, now: datetime
) -> None:
    # given it is open by its hours, until six, and kept open until seven
    assert "Keep open longer" in supervisor.see(SITE)
    first = undo_of(supervisor.sends(OPEN, until="19.00"))
    last = undo_of(supervisor.sends(OPEN, until="20.00"))
    # when the first is undone, then it is refused
    assert "That is over, or was changed since." in supervisor.sends(f"{SITE}/undo", seen=SITE, entry=first)
    # and the last leads back to it
    supervisor.sends(f"{SITE}/undo", seen=SITE, entry=last)
    assert opening(fresh_database, now) == Open(now.replace(hour=19))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("9.59", "Give a time of today that is later than now."),
        ("18.00", "It is open until 6 pm already: give a later time."),
        ("late", "Enter a time of the day"),
        ("", "Enter a time of the day"),
    ],
)
def test_a_time_that_cannot_be_is_refused(supervisor: Browser, fresh_database: Database, typed: str, says: str) -> None:
    answer = supervisor.send(OPEN, until=typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert noted(fresh_database, "opened_until") == []


def test_closing_at_once_goes_before_it(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    supervisor.sends(OPEN, until="20.00")
    supervisor.sends("/supervisor/close?site=somerset", act="close", reason="fire alarm")
    assert isinstance(opening(fresh_database, now), Closed)
    page = supervisor.sends(OPEN, until="21.00")
    assert "Somerset was closed at once. Open it again first." in page
    assert isinstance(opening(fresh_database, now), Closed)
