"""Mrs Example of Calderdale and Kirklees, whose papers are printed within the transaction of the test."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.claimants.models import Claimant
from app.scripts.service import Scripts, load_all
from app.settings import Settings
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard.context import Switchboard
from app.telephony.addresses import Addresses
from app.telephony.client import Telephone
from tests.diary_people import make_adviser, make_site
from tests.switchboard.papers_scene import WithinTest


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    return load_all(Path("ivr_scripts"), practice=True)


@pytest.fixture
def board(session: Session, scripts: Scripts, settings: Settings, tmp_path: Path) -> Switchboard:
    # Printing needs neither the telephone nor an address of our own.
    return Switchboard(
        settings=replace(settings, letters_dir=tmp_path), database=WithinTest(session),
        telephone=cast("Telephone", None), addresses=cast("Addresses", None), scripts=scripts,
    )  # fmt: skip


@pytest.fixture
def site(session: Session) -> Site:
    return make_site(session, "calderdale-and-kirklees")


@pytest.fixture
def ann(session: Session, site: Site) -> Staff:
    return make_adviser(session, site, "ann")


@pytest.fixture
def claimant(session: Session, site: Site, now: datetime) -> Claimant:
    row = Claimant(
        id=uuid4(),
        reference="SL-4K7P-9XQ2",
        first_contact_at=now - timedelta(days=3),
        home_site_id=site.id,
        title="Mrs",
        forenames="Nerys Ann",
        surname="Example",
        address_lines=["14 Invented Terrace", "Halifax"],
        postcode="HX1 1AB",
    )
    session.add(row)
    session.flush()
    return row
