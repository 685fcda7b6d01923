"""The meeting with a personal adviser: when it can be, and what a person decides about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy.orm import Session

from app.appointments import service as appointments
from app.appointments.rules import may_start, specialisms_for
from app.appointments.service import PERSONAL_ADVISER, MeetingSlot
from app.claims.models import Claim
from app.letters import service as letters
from app.sites import service as sites
from app.switchboard import at_offices, papers, reaching
from app.switchboard.context import Switchboard
from app.switchboard.interviewing import Standing
from app.switchboard.pinning import START_UP
from app.values.london import london_date

TIMES_AFTER_THE_LETTER, TIMES_BEFORE_IT = 6, 3


@dataclass(frozen=True)
class Chosen:
    """A time chosen for the meeting, as a form sends it back; `needs` are of `appointments.rules.NEEDS`."""

    office_id: int
    starts_at: datetime
    papers_read_out: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class PutOff:
    """The meeting is put off until a day, for a reason: its kind (of `appointments.rules.REASONS`), and its words."""

    until: date
    because: str
    reason: str


@dataclass(frozen=True)
class Waived:
    """No meeting, for a reason: an exceptional case that a person decides and another agrees to."""

    because: str
    reason: str


Decision = Chosen | PutOff | Waived | None
"""What is done about the meeting; None where no time is free: somebody of the site is to find one."""


def is_posted(session: Session, standing: Standing, now: datetime) -> bool:
    """Whether her form goes by post; else it is printed and handed to her at the office."""
    return reaching.posted_to(session, standing.claimant, london_date(now), standing.answers) is not None


def letter_arrives_on(session: Session, standing: Standing, now: datetime) -> date | None:
    """The day on which the form is, or should be, with her; None where it is not posted."""
    if not is_posted(session, standing, now):
        return None
    claim = standing.claim
    hers = letters.of_claimant(session, standing.claimant.id) if claim is not None else []
    posted = (one.posted_at for one in hers if claim and one.claim_id == claim.id and one.state == "posted")
    site = sites.by_id(session, standing.claimant.home_site_id)
    return papers.letter_arrives_on(session, site, next(posted, None) or now)


def groups_of(board: Switchboard, standing: Standing) -> frozenset[str]:
    """Whom the script takes her for, such as a lone parent."""
    return board.scripts.get(START_UP).groups(standing.answers)


def times(
    board: Switchboard, session: Session, standing: Standing, needs: Sequence[str], now: datetime
) -> list[tuple[MeetingSlot, bool]]:
    """Times for the meeting, each with whether it is before the letter can have come: those are last, for who asks."""
    claimant = standing.claimant
    site = sites.by_id(session, claimant.home_site_id)
    arrives = letter_arrives_on(session, standing, now)
    finished_at = standing.claim.finished_at if standing.claim and standing.claim.finished_at else now
    specialisms = specialisms_for(groups_of(board, standing))

    def offered(read_out: bool, count: int) -> list[MeetingSlot]:
        return appointments.offer_times(
            session,
            site,
            finished_at,
            arrives,
            now,
            papers_read_out=read_out,
            lives_at=claimant.postcode,
            needs=needs,
            specialisms=specialisms,
            count=count,
        )

    found = [(slot, False) for slot in offered(False, TIMES_AFTER_THE_LETTER)]
    if arrives is not None:
        early = (
            slot for slot in offered(True, TIMES_AFTER_THE_LETTER) if not may_start(slot.starts_at, arrives, False)
        )
        found += [(slot, True) for slot in islice(early, TIMES_BEFORE_IT)]
    return found


def decide(
    board: Switchboard, session: Session, standing: Standing, decision: Decision, by: int, now: datetime
) -> None:
    """What a person has decided about the meeting, in place of whatever stood before.

    Raises SlotTaken, TooEarly (her letter cannot have come), Invalid (a reason or day that will not do), IllegalMove.
    """
    claimant, claim = standing.claimant, standing.claim
    assert claim is not None  # noqa: S101 - without a start-up there is no meeting
    site = sites.by_id(session, claimant.home_site_id)
    groups = groups_of(board, standing)
    match decision:
        case Chosen():
            _book(session, standing, claim, decision, groups, by, now)
        case PutOff():
            appointments.defer(
                session,
                site=site,
                claimant_id=claimant.id,
                claim_id=claim.id,
                until=decision.until,
                because=decision.because,
                reason=decision.reason,
                by=by,
                now=now,
                groups=groups,
            )
        case Waived():
            appointments.ask_waiver(
                session,
                site=site,
                claimant_id=claimant.id,
                claim_id=claim.id,
                because=decision.because,
                reason=decision.reason,
                by=by,
                now=now,
                groups=groups,
            )
        case None:
            appointments.want_a_time(
                session, site_id=site.id, claimant_id=claimant.id, claim_id=claim.id, once=str(claim.id), now=now
            )


def _book(
    session: Session, standing: Standing, claim: Claim, chosen: Chosen, groups: frozenset[str], by: int, now: datetime
) -> None:
    """The time that was chosen; a meeting that was booked already is changed to it."""
    claimant = standing.claimant
    site = sites.by_id(session, claimant.home_site_id)
    arrives = letter_arrives_on(session, standing, now)
    slot = appointments.slot_at(
        session,
        site,
        PERSONAL_ADVISER,
        chosen.office_id,
        chosen.starts_at,
        chosen.needs,
        specialisms_for(groups),
    )
    before = appointments.standing(session, claimant.id)
    if before is not None and before.state == "booked":
        made = appointments.change(
            session,
            before,
            slot,
            by_staff=by,
            letter_arrives_on=arrives,
            now=now,
            papers_read_out=chosen.papers_read_out,
        )
    else:
        made = appointments.book(
            session,
            slot,
            claimant_id=claimant.id,
            claim_id=claim.id,
            by_staff=by,
            letter_arrives_on=arrives,
            now=now,
            papers_read_out=chosen.papers_read_out,
            groups=groups,
        )
    at_offices.keep_what_was_said(session, claimant, chosen.needs, now, by)
    at_offices.arrange_interpreter(session, claimant, made, now)
