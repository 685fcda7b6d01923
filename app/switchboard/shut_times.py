"""Days closed and hours changed by a supervisor: no promise is left on shut time.

Each waits until nobody else changes the diary of the days that it touches: what was booked until then is seen, and
whoever books after it finds the doors shut. What is in the way is said, and is moved in the same step.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.diary import service as diary
from app.diary.errors import StillHeld
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import is_open_throughout
from app.values.london import london_date
from app.values.opening_hours import Stretch


def promised_in(session: Session, site: Site, closings: Mapping[date, Stretch | None]) -> dict[date, int]:
    """How many call-backs are promised at a site on each of these days, or in a part of it; until the commit no more
    are booked there."""
    diary.lock_days(session, [(site.id, on) for on in closings])
    return {
        on: len(callbacks.promised_during(session, site.id, *sites.moments_of(on, part)))
        for on, part in closings.items()
    }


def close_day(
    session: Session, site: Site, on: date, reason: str, part: Stretch | None, moved: Collection[UUID] = ()
) -> None:
    """Shut the site for a day, or for a part of it.

    Raises StillHeld with the call-backs that are promised in that time, but for those that are `moved` with it; then
    nothing is changed.
    """
    diary.lock_day(session, site.id, on)
    _refuse(callbacks.promised_during(session, site.id, *sites.moments_of(on, part)), moved)
    sites.add_closure(session, site, on, reason, part)


def change_hours(
    session: Session, site: Site, week: Mapping[int, Stretch | None], now: datetime, moved: Collection[UUID] = ()
) -> None:
    """Change the hours of some weekdays (0 is Monday; None: it does not open on it).

    Raises StillHeld with the call-backs to come for which the site was to be open and no longer would be, but for
    those that are `moved` with it; then nothing is changed.
    """
    diary.lock_days(session, days_of_hours(site, now))
    before, shut = sites.hours_of(session, site), sites.shut_days(session, site)
    with session.begin_nested():
        for weekday, hours in week.items():
            sites.set_hours(session, site, weekday, *((hours.opens, hours.closes) if hours else (None, None)))
        after = sites.hours_of(session, site)
        broken = [
            callback_id
            for callback_id, begins, ends in callbacks.promised_from(session, site.id, now)
            if is_open_throughout(before, shut, begins, ends) and not is_open_throughout(after, shut, begins, ends)
        ]
        _refuse(broken, moved)


def days_of_hours(site: Site, now: datetime) -> frozenset[tuple[int, date]]:
    """The days that a change of the hours touches: all for which anything can be promised, as what is in the way goes
    to one of them."""
    today, ahead = london_date(now), sites.rules_of(site).horizon_days
    return frozenset((site.id, today + timedelta(days=number)) for number in range(ahead + 1))


def _refuse(broken: Collection[UUID], moved: Collection[UUID]) -> None:
    left = [callback_id for callback_id in broken if callback_id not in moved]
    if left:
        raise StillHeld(left)
