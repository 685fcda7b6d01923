"""When a call-back can be made: the times that can be met for it, and by when it is made where none can."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.callbacks.finding import needs_of, safe_times
from app.callbacks.models import Callback
from app.callbacks.rules import suits
from app.diary import service as diary
from app.diary.service import Slot
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import open_hours
from app.values.london import combine, london_date

DAYS_LOOKED_AHEAD: Final = 31


def times_for(
    session: Session, callback: Callback, from_: datetime, now: datetime, until: datetime | None = None
) -> Iterator[Slot]:
    """Every time from a moment on (up to `until`) at which it can be met and that is safe for her, in order."""
    site, safe = sites.by_id(session, callback.diary_site_id), safe_times(session, callback)
    for slot in diary.all_slots(session, site, needs_of(callback), from_, now=now, until=until):
        if suits(safe, slot.starts_at):
            yield slot


def deadline_of_owed(session: Session, site: Site, now: datetime) -> datetime:
    """Closing time of the next open day: an owed call is made when today has no time left for it."""
    hours, shut, today = sites.hours_of(session, site), sites.shut_days(session, site), london_date(now)
    for ahead in range(1, DAYS_LOOKED_AHEAD):
        day = today + timedelta(days=ahead)
        for _, closes in open_hours(hours, shut, day):
            return combine(day, closes)
    return now + timedelta(days=1)
