"""When a call-back can be made: the times that can be met for it, and by when it is made where none can."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.callbacks.finding import needs_of, safe_times, times_to_choose
from app.callbacks.models import Callback
from app.callbacks.rules import Terms, fits
from app.diary import service as diary
from app.diary.service import Slot
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import open_hours
from app.values.london import combine, london_date
from app.values.opening_hours import Stretch

DAYS_LOOKED_AHEAD: Final = 31
# So long before its deadline an owed call is made, whoever is free.
OWED_FALLS_DUE: Final = timedelta(hours=1)


def times_for(
    session: Session,
    callback: Callback,
    from_: datetime,
    now: datetime,
    until: datetime | None = None,
    *,
    by_person: bool = False,
) -> Iterator[Slot]:
    """Every time from a moment on (up to `until`) at which it can be met and that is safe for her, in order.

    Where she said in words when it is safe there is none, unless a person chooses among them (`by_person`).
    """
    safe = times_to_choose(session, callback) if by_person else safe_times(session, callback)
    if safe is None:
        return
    site = sites.by_id(session, callback.diary_site_id)
    for slot in diary.all_slots(session, site, needs_of(callback), from_, now=now, until=until):
        if is_safe_throughout(safe, slot, site):
            yield slot


def is_safe_throughout(safe: Sequence[Stretch], slot: Slot, site: Site) -> bool:
    """Whether an interview at that time is over, but for its wrap-up, while it is safe for her (see `rules.fits`)."""
    needs = slot.needs
    minutes = sites.rules_of(site).minutes_of(needs.places, interpreter=needs.interpreter, textphone=needs.textphone)
    return fits(safe, slot.starts_at, timedelta(minutes=minutes))


def terms_of(session: Session, callback: Callback) -> Terms:
    """What an attempt to ring her has to keep to."""
    site = sites.by_id(session, callback.diary_site_id)
    hours, shut = sites.hours_of(session, site), sites.shut_days(session, site)

    def open_on(day: date) -> tuple[tuple[time, time], ...]:
        return open_hours(hours, shut, day)

    return Terms(
        open_on=open_on,
        length=needs_of(callback).length,
        safe=safe_times(session, callback),
        attempts=sites.rules_of(site).attempts,
        at_office=callback.office_id is not None,
    )


def deadline_of_owed(session: Session, site: Site, now: datetime, safe: Sequence[Stretch] = ()) -> datetime:
    """When the next open day closes for good: an owed call is made when today has no time left for it.

    A day, or what is left of one after a part of it is shut, counts where the doors are open from when it falls due.
    Where not every time is safe for her, it is the end of the last that is, on the next day that has one.
    """
    hours, shut, today = sites.hours_of(session, site), sites.shut_days(session, site), london_date(now)
    closing = None
    for ahead in range(1, DAYS_LOOKED_AHEAD):
        day = today + timedelta(days=ahead)
        for opens, closes in reversed(open_hours(hours, shut, day)):
            if combine(day, opens) + OWED_FALLS_DUE > combine(day, closes):
                continue
            closing = closing or combine(day, closes)
            ends = [min(closes, one.closes) for one in safe if max(opens, one.opens) < min(closes, one.closes)]
            if ends or not safe:
                return combine(day, max(ends, default=closes))
    return closing or now + timedelta(days=1)
