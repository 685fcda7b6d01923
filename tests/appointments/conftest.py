"""A site with two offices, and two of its people."""

import pytest
from sqlalchemy.orm import Session

from app.sites.models import Site
from app.staff.models import Staff
from tests.diary_people import make_adviser, make_site


@pytest.fixture
def site(session: Session) -> Site:
    return make_site(session)


@pytest.fixture
def ann(session: Session, site: Site) -> Staff:
    return make_adviser(session, site, "ann")


@pytest.fixture
def bob(session: Session, site: Site) -> Staff:
    return make_adviser(session, site, "bob")
