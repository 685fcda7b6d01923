"""A site, advisers and London moments for tests of the diary and of what is booked in it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.values.london import combine, parse_clock


def make_site(session: Session, slug: str = "somerset") -> Site:
    """One of the demonstration sites, open 08:30 to 18:00."""
    return next(site for site in sites.load(session) if site.slug == slug)


def make_adviser(session: Session, site: Site, username: str, *languages: str, textphone: bool = False) -> Staff:
    """Somebody who speaks English, and whatever else is named."""
    staff = Staff(
        username=username,
        name=username.title(),
        password_hash="none",
        role="adviser",
        site_id=site.id,
        languages=["en", *languages],
        textphone=textphone,
    )
    session.add(staff)
    session.flush()
    return staff


def london(day: str, clock: str) -> datetime:
    """The moment when London's clocks show that on that day."""
    return combine(date.fromisoformat(day), parse_clock(clock))
