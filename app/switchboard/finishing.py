"""The end of a start-up: the meeting with a personal adviser, the promise kept, the form in the post."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.appointments.models import Appointment
from app.appointments.rules import may_start
from app.appointments.service import PERSONAL_ADVISER, MeetingSlot
from app.audit import service as audit
from app.callbacks import service as callbacks
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.sites import service as sites
from app.switchboard import handing_on, interviewing, papers, pinning, ringing_back
from app.switchboard.context import Switchboard
from app.switchboard.interviewing import Standing
from app.switchboard.packing import postal_address
from app.switchboard.pinning import START_UP

TIMES_AFTER_THE_LETTER, TIMES_BEFORE_IT = 6, 3


@dataclass(frozen=True)
class Chosen:
    """A time chosen for the meeting, as a form sends it back."""

    office_id: int
    starts_at: datetime
    papers_read_out: bool = False


@dataclass(frozen=True)
class PutOff:
    """The meeting is put off until a day, for a reason."""

    until: date
    reason: str


@dataclass(frozen=True)
class Waived:
    """No meeting, for a reason: an exceptional case that a person decides."""

    reason: str


Decision = Chosen | PutOff | Waived | None
"""What is done about the meeting; None where no time is free and the supervisor finds one."""


def is_posted(standing: Standing) -> bool:
    """Whether her form goes by post; else it is printed and handed to her at the office."""
    return postal_address(standing.claimant, standing.answers) is not None


def letter_arrives_on(session: Session, standing: Standing, now: datetime) -> date | None:
    """The day on which the form should be with her; None where it is not posted."""
    site = sites.by_id(session, standing.claimant.home_site_id)
    return papers.letter_arrives_on(session, site, now) if is_posted(standing) else None


def times(session: Session, standing: Standing, now: datetime) -> list[tuple[MeetingSlot, bool]]:
    """Times for the meeting, each with whether it is before the letter can have come: those are last, for who asks."""
    claimant = standing.claimant
    site = sites.by_id(session, claimant.home_site_id)
    arrives = letter_arrives_on(session, standing, now)
    finished_at = standing.claim.finished_at if standing.claim and standing.claim.finished_at else now

    def offered(read_out: bool, count: int) -> list[MeetingSlot]:
        return appointments.offer_times(
            session, site, finished_at, arrives, now, papers_read_out=read_out, lives_at=claimant.postcode, count=count
        )

    found = [(slot, False) for slot in offered(False, TIMES_AFTER_THE_LETTER)]
    if arrives is not None:
        early = (
            slot for slot in offered(True, TIMES_AFTER_THE_LETTER) if not may_start(slot.starts_at, arrives, False)
        )
        found += [(slot, True) for slot in islice(early, TIMES_BEFORE_IT)]
    return found


def finish(
    board: Switchboard, session: Session, claimant: Claimant, decision: Decision, by: int, now: datetime
) -> Claim:
    """Finish the start-up: claim, meeting, call-back and form, all or nothing.

    Raises SlotTaken, TooEarly (her letter cannot have come), Invalid (a reason or day that will not do), IllegalMove.
    """
    callback = callbacks.open_for(session, claimant.id)
    claim = claims.open_claim(
        session, claimant.id, board.scripts.get(START_UP), callback.id if callback else None, by, now
    )
    pinning.begin(session, claim, board.scripts.get(START_UP), now)
    claims.finish(session, claim, by, now)
    audit.record(session, "finished", "claim", claim.id, now, staff_id=by)
    standing = interviewing.standing(session, claimant, now)
    _decide(session, standing, claim, decision, by, now)
    if callback is not None and callback.state in ("in_progress", "broken_off"):
        callbacks.finish(session, callback, now, by_staff=by)
    elif callback is not None:
        # She was seen face to face before the day came: nobody is to ring her any more.
        ringing_back.cancel(session, callback, now, by_staff=by)
    if is_posted(standing):
        papers.want_claim_pack(session, claim, now)
    handing_on.want(session, claim, now)
    return claim


def _decide(
    session: Session, standing: Standing, claim: Claim, decision: Decision, by: int, now: datetime
) -> Appointment | None:
    claimant = standing.claimant
    site = sites.by_id(session, claimant.home_site_id)
    match decision:
        case Chosen():
            slot = appointments.slot_at(session, site, PERSONAL_ADVISER, decision.office_id, decision.starts_at)
            return appointments.book(
                session,
                slot,
                claimant_id=claimant.id,
                claim_id=claim.id,
                by_staff=by,
                letter_arrives_on=letter_arrives_on(session, standing, now),
                now=now,
                papers_read_out=decision.papers_read_out,
            )
        case PutOff():
            return appointments.defer(
                session,
                site=site,
                claimant_id=claimant.id,
                claim_id=claim.id,
                until=decision.until,
                reason=decision.reason,
                by=by,
                now=now,
            )
        case Waived():
            return appointments.waive(
                session,
                site=site,
                claimant_id=claimant.id,
                claim_id=claim.id,
                reason=decision.reason,
                by=by,
                now=now,
            )
        case None:
            return None
