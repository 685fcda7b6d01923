"""A day is closed, and hours are changed, while nobody else books in them."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database import Database
from app.diary.holding import name_of_day
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import shut_times
from tests.diary_people import make_site

FRIDAY = date(2026, 11, 27)


def close_it(session: Session, site: Site, _now: datetime) -> None:
    shut_times.close_day(session, site, FRIDAY, "training", None)


def close_it_by_file(session: Session, site: Site, _now: datetime) -> None:
    shut_times.promised_in(session, site, {FRIDAY: None})


def shut_all_fridays(session: Session, site: Site, now: datetime) -> None:
    shut_times.change_hours(session, site, {4: None}, now)


@pytest.mark.parametrize("change", [close_it, close_it_by_file, shut_all_fridays])
def test_nobody_books_on_a_day_between_the_look_at_it_and_its_closing(
    fresh_database: Database, now: datetime, change: Callable[[Session, Site, datetime], None]
) -> None:
    with fresh_database.transaction() as session:
        slug = make_site(session, "somerset").slug
    # given a change that has looked at what is promised, and is not committed
    with fresh_database.transaction() as session, fresh_database.transaction() as other:
        change(session, sites.by_slug(session, slug), now)
        # then whoever would book waits for it
        lock = name_of_day("diary", sites.by_slug(session, slug).id, FRIDAY)
        assert not other.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended(lock, 0))))
