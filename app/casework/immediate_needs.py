"""Needs of today: raised, handed to the site's named officer, chased until taken, met."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.casework.models import ImmediateNeed, NamedOfficer
from app.casework.words import opened, sealed
from app.database import notify
from app.values.errors import Invalid
from app.values.sentence import mark

BOARD = "board"
# An officer who sits at the desk has seen it by then; after that everybody who can help is told.
CHASED_AFTER = timedelta(minutes=10)
SHOWN_FOR = timedelta(days=7)


def officer_of(session: Session, site_id: int) -> int | None:
    """Staff id of the site's named officer; None where nobody is named."""
    return session.scalar(
        select(NamedOfficer.staff_id).where(NamedOfficer.site_id == site_id, NamedOfficer.until.is_(None))
    )


def name_officer(session: Session, site_id: int, staff_id: int, now: datetime, by: int) -> None:
    """Name who is handed a site's needs; those that nobody has taken go to the new one."""
    standing = session.scalar(
        select(NamedOfficer)
        .where(NamedOfficer.site_id == site_id, NamedOfficer.until.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if standing is not None:
        if standing.staff_id == staff_id:
            return
        standing.until = now
        session.flush()
    session.add(NamedOfficer(site_id=site_id, staff_id=staff_id, since=now, named_by=by))
    for need in session.scalars(
        select(ImmediateNeed).where(ImmediateNeed.site_id == site_id, ImmediateNeed.taken_at.is_(None))
    ):
        need.officer_id = staff_id
    session.flush()
    audit.record(session, "officer_named", "site", site_id, now, staff_id=by, officer=staff_id)
    notify(session, BOARD)


def raise_need(
    session: Session, claimant_id: UUID, site_id: int, kinds: Sequence[str], now: datetime, by: int
) -> ImmediateNeed:
    """Hand a need to the site's officer; what is open already is not raised twice, only its kinds are added to."""
    values = {
        "claimant_id": claimant_id,
        "site_id": site_id,
        "kinds": list(kinds),
        "raised_at": now,
        "raised_by": by,
        "officer_id": officer_of(session, site_id),
    }
    made: ImmediateNeed | None = session.scalar(
        insert(ImmediateNeed).values(values).on_conflict_do_nothing().returning(ImmediateNeed)
    )
    if made is None:
        standing = session.scalars(select(ImmediateNeed).where(_is_open(claimant_id))).one()
        standing.kinds = [*standing.kinds, *(one for one in kinds if one not in standing.kinds)]
        session.flush()
        return standing
    audit.record(
        session,
        "immediate_need_raised",
        "claimant",
        claimant_id,
        now,
        staff_id=by,
        need=str(made.id),
        officer=made.officer_id,
    )
    notify(session, BOARD)
    return made


def need_of(session: Session, claimant_id: UUID) -> ImmediateNeed | None:
    """The need of somebody that is not met yet."""
    return session.scalar(select(ImmediateNeed).where(_is_open(claimant_id)))


def needs_of(session: Session, claimant_id: UUID) -> list[ImmediateNeed]:
    """All that she ever needed at once, the first first."""
    chosen = select(ImmediateNeed).where(ImmediateNeed.claimant_id == claimant_id)
    return list(session.scalars(chosen.order_by(ImmediateNeed.raised_at)))


def needs_open(session: Session, site_id: int | None = None) -> list[ImmediateNeed]:
    """What is not met yet, of a site or of all, the oldest first."""
    chosen = select(ImmediateNeed).where(ImmediateNeed.done_at.is_(None))
    if site_id is not None:
        chosen = chosen.where(ImmediateNeed.site_id == site_id)
    return list(session.scalars(chosen.order_by(ImmediateNeed.raised_at)))


def needs_met_lately(session: Session, site_id: int, now: datetime) -> list[ImmediateNeed]:
    """What was met in the last week, the latest first."""
    chosen = select(ImmediateNeed).where(ImmediateNeed.site_id == site_id, ImmediateNeed.done_at > now - SHOWN_FOR)
    return list(session.scalars(chosen.order_by(ImmediateNeed.done_at.desc())))


def not_taken(session: Session, now: datetime) -> dict[int, int]:
    """Site id → how many needs nobody has taken although they are to be chased."""
    found: dict[int, int] = {}
    for need in needs_open(session):
        if need.taken_at is None and now - need.raised_at > CHASED_AFTER:
            found[need.site_id] = found.get(need.site_id, 0) + 1
    return found


def take_need(session: Session, need_id: UUID, now: datetime, by: int) -> ImmediateNeed | None:
    """Somebody takes it on; whoever was first stays. None where there is no such need."""
    need = session.get(ImmediateNeed, need_id, with_for_update=True, populate_existing=True)
    if need is not None and need.taken_at is None:
        need.taken_at, need.taken_by = now, by
        session.flush()
        audit.record(session, "immediate_need_taken", "claimant", need.claimant_id, now, staff_id=by, need=str(need.id))
        notify(session, BOARD)
    return need


def need_met(session: Session, need_id: UUID, answer: str, now: datetime, by: int) -> ImmediateNeed:
    """What was done about it, in words. Raises Invalid where it says nothing, or nobody has taken it."""
    need = session.get_one(ImmediateNeed, need_id, with_for_update=True, populate_existing=True)
    if need.done_at is not None:
        return need
    if need.taken_at is None:
        raise Invalid(mark("Take it first: then it is known who sees to it."))
    need.answer_sealed = sealed(answer, "immediate_needs", need.id)
    need.done_at = now
    session.flush()
    audit.record(session, "immediate_need_met", "claimant", need.claimant_id, now, staff_id=by, need=str(need.id))
    notify(session, BOARD)
    return need


def answer_of(need: ImmediateNeed) -> str:
    """What was done about it. Raises SealError."""
    return opened(need.answer_sealed, "immediate_needs", need.id)


def _is_open(claimant_id: UUID) -> ColumnElement[bool]:
    return (ImmediateNeed.claimant_id == claimant_id) & ImmediateNeed.done_at.is_(None)
