"""Once a day: the short calls that are to be expected in each half-hour to come, and the advisers they need."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.diary import service as diary
from app.diary.rules import half_hour
from app.diary.service import Needed
from app.jobs import service as jobs
from app.line import staffing
from app.line.staffing import Seen
from app.measures import callers
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import open_hours
from app.switchboard.context import Switchboard
from app.values.london import combine, london_date, to_london

KIND: Final = "forecast"


def ask(board: Switchboard, now: datetime) -> bool:
    """Tick: have the forecast of this London day made; asked again that day it is made once all the same."""
    with board.database.transaction() as session:
        today = london_date(now).isoformat()
        made = jobs.enqueue(session, "trial", KIND, {}, now, once_key=f"{KIND}:{today}")
        return made.created_at == now


def make(board: Switchboard, now: datetime) -> None:
    """Job: forecast every half-hour within each site's horizon. A site that has not yet had a day has none."""
    with board.database.transaction() as session:
        for site in sites.all_sites(session):
            diary.keep_forecast(session, site.id, _needed(board, session, site, now), now)


def _needed(board: Switchboard, session: Session, site: Site, now: datetime) -> Iterator[Needed]:
    rules = sites.rules_of(site)
    handling, patience = board.short_calls.usual(session, site, now)
    past = callers.by_half_hour(session, site, timedelta(weeks=staffing.WEEKS), now)
    hours, shut = sites.hours_of(session, site), sites.shut_days(session, site)
    today = london_date(now)
    for ahead in range(rules.horizon_days + 1):
        day = today + timedelta(days=ahead)
        for opens, closes in open_hours(hours, shut, day):
            at = half_hour(combine(day, opens))
            while at < combine(day, closes):
                place = _place(at)
                # A day to come is as many days from each past one; only whole weeks are alike.
                seen = (Seen(day - was, found.get(place, 0)) for was, found in past.items())
                if (found := staffing.expected(seen)) is not None:
                    advisers = staffing.needed(
                        found.calls,
                        handling,
                        patience,
                        rules.target_seconds - rules.ring_allowance_seconds,
                        rules.target_percent / 100,
                    )
                    yield Needed(at, found.calls, found.days, advisers)
                at += diary.HALF_HOUR


def _place(at: datetime) -> int:
    """Which half-hour of its London day."""
    local = to_london(at)
    return local.hour * 2 + local.minute // 30
