"""What a supervisor reads of the advisers kept back for callers."""

import re
from datetime import datetime, timedelta

from app.database import Database
from app.diary import service as diary
from app.diary.service import Needed
from app.sites import service as sites
from app.staff import service as staff
from tests.wallboard.browsing import Browser

SITE = "/wallboard/sites/somerset"


def told(supervisor: Browser) -> str:
    """The part of the page that is about it, without its marks."""
    page = supervisor.see(SITE)
    part = page[page.index('id="kept-back"') : page.index('id="done"')]
    return " ".join(re.sub("<[^>]*>", " ", part).split())


def test_the_forecast_and_what_it_rests_on(supervisor: Browser, fresh_database: Database, now: datetime) -> None:
    # given twelve calls expected now, in Somerset, which has nobody on duty; one from other weekdays; and a pin
    with fresh_database.transaction() as session:
        site = sites.by_slug(session, "somerset")
        asha = staff.by_username(session, "asha")
        assert asha is not None
        diary.put_on_duty(session, asha.id, site.id, now, now + timedelta(hours=4))
        half_hours = [now + n * timedelta(minutes=30) for n in range(3)]
        needed = [
            Needed(half_hours[0], 12.2, 6, 3),
            Needed(half_hours[1], 9.0, 1, 2),
            Needed(half_hours[2], 4.0, 0, 1),
        ]
        diary.keep_forecast(session, site.id, needed, now)
        diary.pin_kept_back(session, site.id, half_hours[2], 4)
    # then the page says how many, and why
    said = told(supervisor)
    # Only one is on duty: the site's own number, one, is the least all the same.
    assert "Now: Calls expected: 12. Advisers kept back: 1 (from 6 Mondays)." in said
    assert "10.30 am 9 1 from 1 Monday " in said
    assert "11 am 4 4 pinned by a supervisor" in said
    assert "11.30 am – 1 this site's own number" in said.replace("&#39;", "'")
