"""The signed form comes back: recorded by the reference on it. Nothing is refused for being late or corrected."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.claims.rules import return_by
from app.letters import service as letters
from app.switchboard import packing, papers
from app.tasks import service as tasks
from app.values.bank_holidays import Nation, bank_holidays
from app.values.errors import Invalid
from app.values.london import add_working_days, combine, london_date
from app.values.sentence import mark

NOBODY: Final = mark("Nobody has that reference. Look at it again, or find the person by name.")
NO_FORM: Final = mark("No form of that reference is awaited: the interview is not finished, or the claim is withdrawn.")
NOT_THEN: Final = mark("Give a day between the first contact and today.")
BY_DAY: Final = time(12, 0)  # London: of a form that came on an earlier day the hour is not known


class Came(StrEnum):
    """How a form came."""

    IN_TIME = "in_time"
    LATE = "late"
    BEFORE = "before"  # it was recorded already, and stays as it was


@dataclass(frozen=True)
class Received:
    """Whose form came, and how."""

    claimant: Claimant
    claim: Claim
    came: Came


def receive(session: Session, typed: str, on: date | None, *, corrected: bool, by: int, now: datetime) -> Received:
    """Record the form whose square code or printed reference is `typed`, received on a London day (None: now).

    With `corrected` somebody is to write its corrections into the claim. Raises Invalid.
    """
    claimant, claim = _find(session, typed)
    if claim.signed_at is not None:
        return Received(claimant, claim, Came.BEFORE)
    if claim.state not in ("finished", "posted"):
        raise Invalid(NO_FORM)
    first_contact = london_date(packing.first_contact_at(claimant, claim))
    today = london_date(now)
    if on is not None and not first_contact <= on <= today:
        raise Invalid(NOT_THEN)
    claims.sign(session, claim, by, now if on in (None, today) else combine(on or today, BY_DAY))
    audit.record(session, "form_received", "claim", claim.id, now, staff_id=by, corrected=corrected)
    for letter in letters.of_claimant(session, claimant.id):
        if letter.kind == "claim_pack" and letter.claim_id == claim.id and letter.state == "wanted":
            letters.cancel(session, letter)  # a reminder that has not gone yet
    for task in tasks.open_for(session, claimant.id):
        if task.kind == "form_not_back" and task.claim_id == claim.id:
            tasks.close(session, task, "came", "", by=by, now=now)
    if corrected:
        tasks.want(
            session,
            "form_corrected",
            site_id=claimant.home_site_id,
            claimant_id=claimant.id,
            claim_id=claim.id,
            due_on=add_working_days(today, 1, bank_holidays(Nation.ENGLAND)),
            once_key=f"form corrected:{claim.id}:{now.isoformat()}",
            now=now,
        )
    return Received(claimant, claim, Came.IN_TIME if (on or today) <= return_by(first_contact) else Came.LATE)


def take_back(session: Session, claim: Claim, by: int, now: datetime) -> None:
    """It was recorded by mistake: the form is awaited again. Raises IllegalMove."""
    claims.unsign(session, claim, was_posted=papers.was_posted(session, claim))
    audit.record(session, "form_not_received", "claim", claim.id, now, staff_id=by)


def _find(session: Session, typed: str) -> tuple[Claimant, Claim]:
    """The claim of a reference as it stands on the form: "SL-4K7P-9XQ2", or with "/2" for her second claim.

    Without a number it is the claim whose form is awaited, or her first.
    """
    reference, _, number = typed.strip().partition("/")
    claimant = claimants.by_reference(session, reference)
    if claimant is None:
        raise Invalid(NOBODY)
    hers = claims.of_claimant(session, claimant.id)
    if number:
        found = [claim for claim in hers if str(claim.number) == number.strip()]
    else:
        found = [claim for claim in hers if claim.state in ("finished", "posted")] or hers[-1:]
    if not found:
        raise Invalid(NO_FORM)
    return claimant, found[-1]
