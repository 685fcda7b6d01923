"""Tables of the casework: named officers, immediate needs, notes, complaints. What people wrote is sealed."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class NamedOfficer(Base):
    """Who is handed the immediate needs of a site, while `until` is empty; a site has one at a time."""

    __tablename__ = "named_officers"
    __table_args__ = (Index("uq_named_officers_now", "site_id", unique=True, postgresql_where="until IS NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    since: Mapped[datetime]
    named_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    until: Mapped[datetime | None]


class ImmediateNeed(Base):
    """A need of today: raised, handed to an officer (none where no officer was named), taken, met. `kinds` as asked."""

    __tablename__ = "immediate_needs"
    __table_args__ = (
        CheckConstraint("(taken_at IS NULL) = (taken_by IS NULL)", name="taken_by_somebody"),
        CheckConstraint("done_at IS NULL OR taken_at IS NOT NULL", name="taken_before_done"),
        CheckConstraint("(done_at IS NULL) = (answer_sealed IS NULL)", name="done_with_an_answer"),
        Index("uq_immediate_needs_open", "claimant_id", unique=True, postgresql_where="done_at IS NULL"),
        Index("ix_immediate_needs_site", "site_id", "raised_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    kinds: Mapped[list[str]]
    raised_at: Mapped[datetime]
    raised_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    done_at: Mapped[datetime | None]
    answer_sealed: Mapped[bytes | None]


class Note(Base):
    """What somebody wrote of a person, who may ask to read it. Added, never altered."""

    __tablename__ = "notes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    words_sealed: Mapped[bytes]


class Complaint(Base):
    """A complaint, with who answers it by when, and the answer."""

    __tablename__ = "complaints"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answer_sealed IS NULL)", name="answered_with_an_answer"),
        CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by_somebody"),
        Index("ix_complaints_open", "site_id", "due_on", postgresql_where="answered_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    words_sealed: Mapped[bytes]
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    due_on: Mapped[date]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answer_sealed: Mapped[bytes | None]
