"""A finished claim and what stands behind it, for tests of how it goes on. Nothing is committed."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import uuid4

from sqlalchemy.orm import Session

from app import clock
from app.claimants.models import Claimant
from app.claims.models import Claim
from app.scripts.service import load_all
from app.settings import Settings
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard.context import Switchboard
from app.telephony.addresses import Addresses
from app.telephony.client import Telephone
from tests.diary_people import make_adviser, make_site
from tests.switchboard.test_papers import WithinTest, interviewed

SCRIPTS = load_all(Path("ivr_scripts"), practice=True)


class Scene:
    """Mrs Example of Calderdale and Kirklees, first in touch three days ago, and Ann who interviews her."""

    def __init__(self, session: Session, settings: Settings, folder: Path, now: datetime) -> None:
        self.session, self.now, self.folder = session, now, folder
        # Neither the telephone nor an address of our own is needed.
        self.board = Switchboard(
            settings=replace(settings, letters_dir=folder / "letters", exports_dir=folder / "exports"),
            database=WithinTest(session),
            telephone=cast("Telephone", None),
            addresses=cast("Addresses", None),
            scripts=SCRIPTS,
        )
        self.site: Site = make_site(session, "calderdale-and-kirklees")
        self.ann: Staff = make_adviser(session, self.site, "ann")
        self.claimant = self.somebody("SL-4K7P-9XQ2")

    def somebody(self, reference: str) -> Claimant:
        """A claimant, known to live where letters reach her."""
        row = Claimant(
            id=uuid4(),
            reference=reference,
            first_contact_at=self.now - timedelta(days=3),
            home_site_id=self.site.id,
            title="Mrs",
            forenames="Nerys Ann",
            surname="Example",
            address_lines=["14 Invented Terrace", "Halifax"],
            postcode="HX1 1AB",
        )
        self.session.add(row)
        self.session.flush()
        return row

    def interviewed(self, who: str) -> Claim:
        """Her claim, finished, as somebody of that kind answers."""
        return interviewed(self.session, self.claimant, self.board, who, self.ann, self.now)

    def days_later(self, days: int) -> datetime:
        """It is so many days after the interview; the moment."""
        moment = self.now + timedelta(days=days)
        clock.use(lambda: moment)
        return moment
