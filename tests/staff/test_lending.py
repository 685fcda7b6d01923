"""Who is lent has a site of his own and a day, and the database has the last word."""

from datetime import date, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.sites import service as sites
from app.staff import service as staff
from app.staff.models import Staff


def adviser(session: Session, now: datetime) -> Staff:
    """Somebody of Somerset."""
    site = sites.load(session)[3]
    return staff.add(session, username="tess", name="Tess", role="adviser", site_id=site.id, now=now).staff


@pytest.mark.parametrize(
    ("home", "on", "constraint"),
    [
        ("somerset", date(2026, 11, 23), "lent_elsewhere"),
        ("buckinghamshire", None, "ck_staff_lent"),
        (None, date(2026, 11, 23), "ck_staff_lent"),
    ],
    ids=["to his own site", "for no day", "from nowhere"],
)
def test_half_lent_is_refused(
    session: Session, now: datetime, home: str | None, on: date | None, constraint: str
) -> None:
    tess = adviser(session, now)
    tess.home_site_id = sites.by_slug(session, home).id if home else None
    tess.lent_on = on
    with pytest.raises(IntegrityError, match=constraint):
        session.flush()


def test_he_belongs_to_his_own_site_wherever_he_works(session: Session, now: datetime) -> None:
    # given he belongs to Somerset
    tess = adviser(session, now)
    home, other = tess.site_id, sites.by_slug(session, "buckinghamshire").id
    assert tess.belongs_to == home

    # when he is lent, then only where he works has changed, and back again
    staff.lend(session, tess.id, other, now)
    assert (tess.site_id, tess.belongs_to) == (other, home)
    assert staff.overstayed(session, now) == []
    staff.bring_home(session, tess.id, now)
    assert (tess.site_id, tess.belongs_to, tess.lent_on) == (home, home, None)
