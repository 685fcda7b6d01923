"""The only door to the support plan: what a site does, and the record of each time it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.database import notify
from app.database.sealing import seal, unseal
from app.staff.models import Staff
from app.support.models import SupportPlan, SupportRecord, SupportStep
from app.support.rules import LONGEST_POINT, LONGEST_WORDS, OUTCOMES, POINTS, contacts_in
from app.values.errors import Invalid
from app.values.sentence import mark

BOARD, PRESENCE = "board", "presence"
SHOWN_FOR = timedelta(days=28)


@dataclass(frozen=True)
class Plan:
    """A site's points (six, or none where its managers have not entered them) and contacts: name and number."""

    points: tuple[str, ...] = ()
    contacts: tuple[tuple[str, str], ...] = ()


def plan_of(session: Session, site_id: int) -> Plan:
    """A site's plan."""
    kept = session.get(SupportPlan, site_id)
    return _plan(kept.points, kept.contacts) if kept is not None else Plan()


def in_sight(session: Session, who: Staff) -> tuple[Plan, datetime | None]:
    """The plan of where somebody works, and since when they need support: what every page shows, in one statement."""
    points, contacts, since = session.execute(
        select(SupportPlan.points, SupportPlan.contacts, SupportRecord.opened_at)
        .select_from(Staff)
        .outerjoin(SupportPlan, SupportPlan.site_id == who.site_id)
        .outerjoin(SupportRecord, _is_open(who.id))
        .where(Staff.id == who.id)
    ).one()
    return _plan(points, contacts) if points is not None else Plan(), since


def _plan(points: Sequence[str], contacts: Sequence[Sequence[str]]) -> Plan:
    return Plan(tuple(points), tuple((name, number) for name, number in contacts))


def set_plan(session: Session, site_id: int, points: Sequence[str], contacts: str, now: datetime, by: int) -> None:
    """Give a site its plan; `contacts` one a line, "name: number". Raises Invalid."""
    plain = [" ".join(one.split()) for one in points]
    if len(plain) != POINTS or not all(plain):
        raise Invalid(mark("Word all six points: whoever needs them has no time to guess."))
    if any(len(one) > LONGEST_POINT for one in plain):
        raise Invalid(mark("Word each point in at most {most} letters."), most=LONGEST_POINT)
    whom = contacts_in(contacts)
    kept = session.get(SupportPlan, site_id) or SupportPlan(site_id=site_id)
    kept.points, kept.contacts, kept.changed_at, kept.changed_by = plain, whom, now, by
    session.add(kept)
    session.flush()
    audit.record(session, "support_plan_changed", "site", site_id, now, staff_id=by)


def open_record(
    session: Session, who: Staff, claimant_id: UUID | None, connection_id: UUID | None, now: datetime
) -> SupportRecord:
    """The record of somebody who needs support now: begun, or the one that goes on already."""
    values = {"staff_id": who.id, "site_id": who.site_id, "claimant_id": claimant_id, "connection_id": connection_id}
    made: SupportRecord | None = session.scalar(
        insert(SupportRecord).values(**values, opened_at=now).on_conflict_do_nothing().returning(SupportRecord)
    )
    if made is None:
        return session.scalars(select(SupportRecord).where(_is_open(who.id))).one()
    audit.record(session, "support_needed", "support", made.id, now, staff_id=who.id)
    notify(session, BOARD)
    return made


def record_of(session: Session, staff_id: int) -> SupportRecord | None:
    """The record that goes on, if any."""
    return session.scalar(select(SupportRecord).where(_is_open(staff_id)))


def steps_of(session: Session, record: SupportRecord) -> list[SupportStep]:
    """What was done, in its order."""
    return list(session.scalars(select(SupportStep).where(SupportStep.record_id == record.id).order_by(SupportStep.id)))


def done(session: Session, record: SupportRecord, point: int, now: datetime) -> None:
    """A point (1 to 6) is done: when first said counts. Raises Invalid."""
    if not 1 <= point <= POINTS:
        raise Invalid(mark("There is no such point."))
    values = {"record_id": record.id, "at": now, "point": point}
    session.execute(insert(SupportStep).values(values).on_conflict_do_nothing())


def colleague_asked(session: Session, record: SupportRecord, colleague_id: int, now: datetime) -> None:
    """A colleague is rung."""
    session.add(SupportStep(record_id=record.id, at=now, point=0, colleague_id=colleague_id))
    session.flush()
    audit.record(
        session, "colleague_asked", "support", record.id, now, staff_id=record.staff_id, colleague=colleague_id
    )


def close(session: Session, record: SupportRecord, outcome: str, words: str, now: datetime) -> None:
    """It is over, with its outcome and what was done in words. Raises Invalid."""
    if outcome not in OUTCOMES:
        raise Invalid(mark("Choose how it ended: then the plan can be closed."))
    if len(words) > LONGEST_WORDS:
        raise Invalid(mark("Say it in at most {most} letters."), most=LONGEST_WORDS)
    record.closed_at, record.outcome = now, outcome
    record.words_sealed = seal(words, _row(record)) if words.strip() else None
    session.flush()
    audit.record(session, "support_ended", "support", record.id, now, staff_id=record.staff_id, outcome=outcome)
    notify(session, BOARD)
    notify(session, PRESENCE, record.staff_id)


def words_of(record: SupportRecord) -> str:
    """What the adviser wrote of it. Raises SealError."""
    return unseal(record.words_sealed, _row(record)) if record.words_sealed is not None else ""


def open_records(session: Session) -> list[SupportRecord]:
    """Who needs support now, the first first."""
    return list(
        session.scalars(
            select(SupportRecord).where(SupportRecord.closed_at.is_(None)).order_by(SupportRecord.opened_at)
        )
    )


def lately(session: Session, site_id: int, now: datetime) -> list[SupportRecord]:
    """A site's records of the last four weeks, the latest first."""
    return list(
        session.scalars(
            select(SupportRecord)
            .where(SupportRecord.site_id == site_id, SupportRecord.opened_at > now - SHOWN_FOR)
            .order_by(SupportRecord.opened_at.desc())
        )
    )


def of_claimant(session: Session, claimant_id: UUID) -> list[SupportRecord]:
    """When support was needed in a call with her."""
    return list(session.scalars(select(SupportRecord).where(SupportRecord.claimant_id == claimant_id)))


def looked_after(session: Session, record_id: UUID, now: datetime, by: int) -> bool:
    """Somebody has talked with the adviser afterwards. False where that is not to be recorded (again)."""
    record = session.get(SupportRecord, record_id, with_for_update=True)
    if record is None or record.looked_after_at is not None or record.staff_id == by:
        return False
    record.looked_after_by, record.looked_after_at = by, now
    session.flush()
    audit.record(session, "looked_after", "support", record.id, now, staff_id=by)
    return True


def _is_open(staff_id: int) -> ColumnElement[bool]:
    return (SupportRecord.staff_id == staff_id) & SupportRecord.closed_at.is_(None)


def _row(record: SupportRecord) -> str:
    return f"support_records:{record.id}:words"
