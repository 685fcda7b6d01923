"""Days, and parts of days, on which a site is shut besides the bank holidays of its nation."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.sites.models import Site, SiteClosure
from app.values.london import combine, midnight
from app.values.opening_hours import Stretch


def planned(session: Session, site: Site) -> list[SiteClosure]:
    """Every closure of a site, whole days and parts, in order of their dates."""
    return list(session.scalars(select(SiteClosure).where(SiteClosure.site_id == site.id).order_by(SiteClosure.on)))


def whole(rows: Iterable[SiteClosure]) -> dict[date, str]:
    """The whole days among them, and why."""
    return {row.on: row.reason for row in rows if part_of(row) is None}


def parts(rows: Iterable[SiteClosure]) -> dict[date, dict[Stretch, str]]:
    """The parts of days among them, and why."""
    return {row.on: {part: row.reason} for row in rows if (part := part_of(row)) is not None}


def part_of(row: SiteClosure) -> Stretch | None:
    """Which part of its day is shut; None for all of it."""
    return Stretch(row.shut_from, row.shut_to) if row.shut_from is not None and row.shut_to is not None else None


def closures_of(session: Session, site: Site) -> dict[date, str]:
    """The whole days on which the site is shut besides bank holidays, and why."""
    return whole(planned(session, site))


def moments_of(on: date, part: Stretch | None) -> tuple[datetime, datetime]:
    """From and to which moment a closure lasts; the whole day without a part."""
    if part is None:
        return midnight(on), midnight(on + timedelta(days=1))
    return combine(on, part.opens), combine(on, part.closes)


def add_closure(session: Session, site: Site, on: date, reason: str, part: Stretch | None = None) -> None:
    """Shut the site for a day, or for a part of it. A date has one closure: another takes its place."""
    shut_from, shut_to = (part.opens, part.closes) if part else (None, None)
    session.merge(SiteClosure(site_id=site.id, on=on, reason=reason, shut_from=shut_from, shut_to=shut_to))
    session.flush()


def remove_closure(session: Session, site: Site, on: date) -> None:
    """Open the site on a day it was to be shut."""
    session.execute(delete(SiteClosure).where(SiteClosure.site_id == site.id, SiteClosure.on == on))
