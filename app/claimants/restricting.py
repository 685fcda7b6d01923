"""Records that are opened only with a reason."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.claimants.models import Claimant, RestrictedOpening, Restriction
from app.database import notify
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.sentence import mark

# A word is no reason; more than this is a note.
SHORTEST, LONGEST = 8, 300
SHOWN_FOR = timedelta(days=28)


def restriction_of(session: Session, claimant_id: UUID) -> Restriction | None:
    """The restriction that stands, if any."""
    return session.scalar(
        select(Restriction).where(Restriction.claimant_id == claimant_id, Restriction.lifted_at.is_(None))
    )


def restricted_among(session: Session, claimant_ids: Collection[UUID]) -> set[UUID]:
    """Which of these records are restricted."""
    if not claimant_ids:
        return set()
    return set(
        session.scalars(
            select(Restriction.claimant_id).where(
                Restriction.claimant_id.in_(claimant_ids), Restriction.lifted_at.is_(None)
            )
        )
    )


def restrict(session: Session, claimant: Claimant, why: str, now: datetime, by: int) -> Restriction:
    """Have a record open only with a reason from now on. Raises Invalid for too short or too long a why."""
    standing = restriction_of(session, claimant.id)
    if standing is not None:
        return standing
    made = Restriction(claimant_id=claimant.id, why=_reason(why), since=now, by=by)
    session.add(made)
    session.flush()
    audit.record(session, "restricted", "claimant", claimant.id, now, staff_id=by)
    return made


def lift_restriction(session: Session, claimant: Claimant, now: datetime, by: int) -> None:
    """Have a record open as others do."""
    standing = restriction_of(session, claimant.id)
    if standing is not None:
        standing.lifted_at, standing.lifted_by = now, by
        session.flush()
        audit.record(session, "restriction_lifted", "claimant", claimant.id, now, staff_id=by)


def open_restricted(session: Session, claimant: Claimant, reason: str, now: datetime, by: int) -> RestrictedOpening:
    """Open a restricted record for the rest of the day, for a reason that supervisors read. Raises Invalid."""
    opened = RestrictedOpening(
        claimant_id=claimant.id, staff_id=by, at=now, on=london_date(now), reason=_reason(reason)
    )
    session.add(opened)
    session.flush()
    audit.record(session, "restricted_opened", "claimant", claimant.id, now, staff_id=by, opening=opened.id)
    notify(session, "board")
    return opened


def may_open(session: Session, claimant_id: UUID, staff_id: int, now: datetime) -> bool:
    """Whether a record is not restricted, or they have given a reason today."""
    return not closed_among(session, [claimant_id], staff_id, now)


def closed_among(session: Session, claimant_ids: Collection[UUID], staff_id: int, now: datetime) -> set[UUID]:
    """Which of these records they may not open: those restricted for which they have given no reason today."""
    restricted = restricted_among(session, claimant_ids)
    if not restricted:
        return set()
    given = select(RestrictedOpening.claimant_id).where(
        RestrictedOpening.claimant_id.in_(restricted),
        RestrictedOpening.staff_id == staff_id,
        RestrictedOpening.on == london_date(now),
    )
    return restricted - set(session.scalars(given))


def openings(session: Session, now: datetime) -> list[tuple[RestrictedOpening, Claimant]]:
    """Who opened restricted records in the last four weeks, the latest first."""
    rows = session.execute(
        select(RestrictedOpening, Claimant)
        .join(Claimant, Claimant.id == RestrictedOpening.claimant_id)
        .where(RestrictedOpening.at > now - SHOWN_FOR)
        .order_by(RestrictedOpening.at.desc(), RestrictedOpening.id.desc())
    )
    return [(opening, claimant) for opening, claimant in rows]


def opening_seen(session: Session, opening_id: int, now: datetime, by: int) -> bool:
    """A supervisor has seen it; nobody sees to their own. False where there is nothing to see."""
    opening = session.get(RestrictedOpening, opening_id, with_for_update=True)
    if opening is None or opening.seen_at is not None or opening.staff_id == by:
        return False
    opening.seen_by, opening.seen_at = by, now
    session.flush()
    audit.record(session, "opening_seen", "claimant", opening.claimant_id, now, staff_id=by, opening=opening.id)
    return True


def _reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if len(reason) < SHORTEST:
        raise Invalid(mark("Say why in a few words: supervisors read it."))
    if len(reason) > LONGEST:
        raise Invalid(mark("Say it in at most {most} letters."), most=LONGEST)
    return reason
