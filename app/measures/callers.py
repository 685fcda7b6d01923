"""How many callers joined a site's line in each half-hour of the days that were."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Date, Time, cast, func, select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.line.models import Demand
from app.line.staffing import HALF_HOUR_SECONDS
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import open_hours
from app.values.london import london_date, midnight

HalfHours = Mapping[int, int]
"""Which half-hour of the London day, from 0 (midnight), to how many; one without callers is not there."""


def by_half_hour(session: Session, site: Site, over: timedelta, now: datetime) -> Mapping[date, HalfHours]:
    """Each past London day of that time on which the site was open, all of it, to its callers by half-hour.

    Days before the service took its first call are not there, nor is one on which the site was closed for once,
    whether that was known before or not: they say nothing of a day on which it is open.
    """
    today = london_date(now)
    first = session.scalar(select(func.min(Demand.joined_at)).where(Demand.kind == "caller"))
    if first is None:
        return {}
    begins = max(today - over, london_date(first))
    hours, shut = sites.hours_of(session, site), sites.shut_days(session, site)
    closed = {london_date(one.at) for one in audit.of(session, "site", site.id, actions=("closed_at_once",))}
    days = (begins + timedelta(days=ahead) for ahead in range((today - begins).days))
    found: dict[date, dict[int, int]] = {day: {} for day in days if open_hours(hours, shut, day) and day not in closed}
    joined = func.timezone("Europe/London", Demand.joined_at)
    place = func.floor(func.extract("epoch", cast(joined, Time)) / HALF_HOUR_SECONDS)
    rows = session.execute(
        select(cast(joined, Date), place, func.count())
        .where(
            Demand.kind == "caller",
            Demand.home_site_id == site.id,
            Demand.joined_at >= midnight(begins),
            Demand.joined_at < midnight(today),
        )
        .group_by(cast(joined, Date), place)
    )
    for day, half_hour, count in rows:
        if day in found:
            found[day][int(half_hour)] = count
    return found
