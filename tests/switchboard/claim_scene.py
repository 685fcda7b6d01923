"""A finished claim and what stands behind it, for tests of how it goes on. Nothing is committed."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from sqlalchemy.orm import Session

from app import clock
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.letters.models import Letter
from app.scripts.service import load_all
from app.settings import Settings
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import papers
from app.switchboard.context import Switchboard
from app.telephony.addresses import Addresses
from app.telephony.client import Telephone
from tests.diary_people import make_adviser, make_site
from tests.scripts.people import ANYBODY, FACTS, PEOPLE, walk
from tests.switchboard.papers_scene import WithinTest

SCRIPTS = load_all(Path("ivr_scripts"), practice=True)


@cache
def _walked(who: str) -> dict[str, Any]:
    given = walk(SCRIPTS.get("startup"), ANYBODY | PEOPLE[who] | {"contact.safe_to_post": "yes"}, FACTS)[0]
    return {field: value for field, value in given.items() if field not in FACTS}


def answers_of(who: str) -> dict[str, Any]:
    """All that somebody of that kind answers, asked once for all tests."""
    return dict(_walked(who))


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
        self.claimant = self.somebody("SL-4K7P-9XQY")

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

    def interviewed(self, who: str, **says: str) -> Claim:
        """Her claim, finished, as somebody of that kind answers, or as it says by `says` (a dot is two underscores)."""
        script = self.board.scripts.get("startup")
        claim = claims.open_claim(self.session, self.claimant.id, script, None, self.ann.id, self.now)
        given = answers_of(who) | {field.replace("__", "."): value for field, value in says.items()}
        claims.save_answers(self.session, claim, given, script, self.ann.id, self.now)
        claims.finish(self.session, claim, self.ann.id, self.now)
        return claim

    def posted(self, claim: Claim) -> Letter:
        """Its form is in the post, without having been set."""
        letter = papers.want_claim_pack(self.session, claim, self.now)
        letter.state, letter.printed_at = "printed", self.now
        papers.posted(self.session, letter, self.now)
        return letter

    def days_later(self, days: int) -> datetime:
        """It is so many days after the interview; the moment."""
        moment = self.now + timedelta(days=days)
        clock.use(lambda: moment)
        return moment
