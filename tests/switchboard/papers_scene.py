"""Somebody who may be written to, what she is written about, and how a letter is read back. Nothing is committed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from uuid import uuid4

import pypdfium2
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.database import Database
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard.context import Switchboard
from app.switchboard.packing import facts
from tests.scripts.people import ANYBODY, FACTS, PEOPLE, walk

TODAY = date(2026, 11, 23)


class WithinTest(Database):
    """Hands out the session of the test, which is rolled back."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The session, flushed at the end."""
        yield self.session
        self.session.flush()


def interviewed(session: Session, claimant: Claimant, board: Switchboard, who: str, by: Staff, now: datetime) -> Claim:
    """The finished claim of somebody who said that; letters may go to her home."""
    script = board.scripts.get("startup")
    says = ANYBODY | PEOPLE[who] | {"you.settled": "yes", "contact.safe_to_post": "yes"}
    given = walk(script, says, FACTS | facts(claimant, TODAY))[0]
    claim = claims.open_claim(session, claimant.id, script, None, by.id, now)
    answers = {field: value for field, value in given.items() if field not in FACTS}
    claims.save_answers(session, claim, answers, script, by.id, now)
    claims.finish(session, claim, by.id, now)
    return claim


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return squeezed(text)


def squeezed(text: str) -> str:
    """Letters and figures only, so that the end of a line in a narrow column changes nothing."""
    return re.sub(r"\W+", "", text)


def booked(session: Session, claimant: Claimant, site: Site, now: datetime, state: str = "booked") -> Callback:
    """A call-back for tomorrow."""
    due = now + timedelta(days=1)
    callback = Callback(
        id=uuid4(), claimant_id=claimant.id, site_id=site.id, booked_at=now, state=state, due_at=due, next_at=due,
        telephone="+441632960001", proof_number="4821",
    )  # fmt: skip
    session.add(callback)
    session.flush()
    return callback
