"""The only door to the casework: immediate needs, notes and complaints."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.casework.immediate_needs import (
    CHASED_AFTER,
    answer_of,
    name_officer,
    need_met,
    need_of,
    needs_met_lately,
    needs_of,
    needs_open,
    not_taken,
    officer_of,
    raise_need,
    take_need,
)
from app.casework.models import Complaint, Note
from app.casework.words import opened, sealed
from app.database import notify
from app.values.errors import Invalid
from app.values.sentence import mark

__all__ = [
    "CHASED_AFTER",
    "add_note",
    "answer_complaint",
    "answer_of",
    "complain",
    "complaint_answer_of",
    "complaints_of",
    "complaints_open",
    "give_complaint",
    "name_officer",
    "need_met",
    "need_of",
    "needs_met_lately",
    "needs_of",
    "needs_open",
    "not_taken",
    "notes_of",
    "officer_of",
    "raise_need",
    "take_need",
    "words_of",
]

BOARD = "board"


def add_note(session: Session, claimant_id: UUID, site_id: int, words: str, now: datetime, by: int) -> Note:
    """Keep what somebody writes of a person. Raises Invalid."""
    note_id = uuid4()
    note = Note(
        id=note_id,
        claimant_id=claimant_id,
        site_id=site_id,
        at=now,
        by=by,
        words_sealed=sealed(words, "notes", note_id),
    )
    session.add(note)
    session.flush()
    audit.record(session, "noted", "claimant", claimant_id, now, staff_id=by, note=str(note_id))
    return note


def notes_of(session: Session, claimant_id: UUID) -> list[Note]:
    """What was written of somebody, the latest first."""
    return list(session.scalars(select(Note).where(Note.claimant_id == claimant_id).order_by(Note.at.desc())))


def complain(
    session: Session,
    claimant_id: UUID,
    site_id: int,
    words: str,
    owner_id: int,
    due_on: date,
    today: date,
    now: datetime,
    by: int,
) -> Complaint:
    """Log a complaint, with who answers it by which day. Raises Invalid."""
    if due_on < today:
        raise Invalid(mark("Give a day to come by which it is answered."))
    complaint_id = uuid4()
    complaint = Complaint(
        id=complaint_id,
        claimant_id=claimant_id,
        site_id=site_id,
        at=now,
        by=by,
        words_sealed=sealed(words, "complaints", complaint_id),
        owner_id=owner_id,
        due_on=due_on,
    )
    session.add(complaint)
    session.flush()
    audit.record(
        session, "complained", "claimant", claimant_id, now, staff_id=by, complaint=str(complaint_id), owner=owner_id
    )
    notify(session, BOARD)
    return complaint


def complaints_of(session: Session, claimant_id: UUID) -> list[Complaint]:
    """A person's complaints, the latest first."""
    chosen = select(Complaint).where(Complaint.claimant_id == claimant_id)
    return list(session.scalars(chosen.order_by(Complaint.at.desc())))


def complaints_open(session: Session, site_id: int) -> list[Complaint]:
    """What a site has not answered yet, the first due first."""
    chosen = select(Complaint).where(Complaint.site_id == site_id, Complaint.answered_at.is_(None))
    return list(session.scalars(chosen.order_by(Complaint.due_on, Complaint.at)))


def give_complaint(
    session: Session, complaint_id: UUID, owner_id: int, due_on: date, now: datetime, by: int
) -> Complaint | None:
    """Have somebody else answer it, or by another day; None where it is answered, or is not there."""
    complaint = session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)
    if complaint is None or complaint.answered_at is not None:
        return None
    complaint.owner_id, complaint.due_on = owner_id, due_on
    session.flush()
    audit.record(
        session,
        "complaint_given",
        "claimant",
        complaint.claimant_id,
        now,
        staff_id=by,
        complaint=str(complaint_id),
        owner=owner_id,
        due=due_on.isoformat(),
    )
    notify(session, BOARD)
    return complaint


def answer_complaint(session: Session, complaint_id: UUID, answer: str, now: datetime, by: int) -> Complaint | None:
    """What was answered, in words; None where there is no such complaint. Raises Invalid."""
    complaint = session.get(Complaint, complaint_id, with_for_update=True, populate_existing=True)
    if complaint is None or complaint.answered_at is not None:
        return complaint
    complaint.answer_sealed = sealed(answer, "complaint_answers", complaint.id)
    complaint.answered_at, complaint.answered_by = now, by
    session.flush()
    audit.record(
        session,
        "complaint_answered",
        "claimant",
        complaint.claimant_id,
        now,
        staff_id=by,
        complaint=str(complaint_id),
    )
    notify(session, BOARD)
    return complaint


def words_of(one: Note | Complaint) -> str:
    """What was written. Raises SealError."""
    return opened(one.words_sealed, one.__tablename__, one.id)


def complaint_answer_of(one: Complaint) -> str:
    """What was answered, or nothing. Raises SealError."""
    return opened(one.answer_sealed, "complaint_answers", one.id)
