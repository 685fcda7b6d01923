"""Tasks: what is to be done about somebody, by when, and what came of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

KINDS = (
    "letter_came_back", "no_receipt", "form_not_back", "form_corrected", "invite_again", "ring_or_visit",
    "find_a_time", "deferral_over", "arrange_interpreter", "try_in_person",
)  # fmt: skip


class Task(Base):
    """Something a person is to do. It is done when that person says what came of it; `once_key` keeps it single."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("(done_at IS NULL) = (outcome IS NULL)", name="done_with_an_outcome"),
        CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="closed_by_a_person"),
        Index("ix_tasks_open", "site_id", "due_on", postgresql_where="done_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), index=True)
    claim_id: Mapped[UUID | None] = mapped_column(ForeignKey("claims.id"), index=True)
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("letters.id"), index=True)
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointments.id"), index=True)
    due_on: Mapped[date]
    once_key: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str | None]
    note: Mapped[str | None]
