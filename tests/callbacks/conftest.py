"""A site with its own rules, and an adviser on duty all week."""

import pytest
from sqlalchemy.orm import Session

from app.diary import service as diary
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from tests.callbacks.promises import DAYS
from tests.diary_people import london, make_adviser, make_site


@pytest.fixture
def site(session: Session) -> Site:
    site = make_site(session)
    sites.change_rules(session, site, kept_back_advisers=0)
    return site


@pytest.fixture
def ann(session: Session, site: Site) -> Staff:
    """On duty all week."""
    ann = make_adviser(session, site, "ann")
    for day in DAYS:
        diary.put_on_duty(session, ann.id, site.id, london(day, "8:30"), london(day, "18:00"))
    return ann
