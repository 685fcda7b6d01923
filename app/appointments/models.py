"""Meetings with a personal adviser and face-to-face start-ups; deferral and waiver."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.moves import Moves

APPOINTMENT = Moves(
    "appointment",
    {
        "booked": {"kept", "missed", "cancelled"},
        "deferred": {"booked", "cancelled"},
        "waived": {"booked"},
        "kept": set(),
        "missed": {"booked"},
        "cancelled": set(),
    },
)


class Appointment(Base):
    """A time at an office, or the decision that there is none for now, with its reason and who took it."""

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint(APPOINTMENT.sql(), name="state"),
        CheckConstraint("kind IN ('personal_adviser', 'face_to_face')", name="kind"),
        CheckConstraint(
            "state <> 'booked' OR (starts_at IS NOT NULL AND office_id IS NOT NULL)", name="booked_has_a_time"
        ),
        CheckConstraint(
            "state <> 'deferred' OR (until IS NOT NULL AND reason IS NOT NULL AND decided_by IS NOT NULL)",
            name="deferral_has_a_date_and_a_reason",
        ),
        CheckConstraint(
            "state <> 'waived' OR (reason IS NOT NULL AND decided_by IS NOT NULL)", name="waiver_is_a_persons"
        ),
        Index("ix_appointments_starts", "site_id", "starts_at"),
        Index(
            "uq_appointments_standing",
            "claimant_id",
            "kind",
            unique=True,
            postgresql_where="state IN ('booked', 'deferred', 'waived')",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    claimant_id: Mapped[UUID | None] = mapped_column(ForeignKey("claimants.id"), index=True)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("calls.id"), index=True)
    claim_id: Mapped[UUID | None] = mapped_column(index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    with_whom: Mapped[str | None]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    papers_read_out: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    until: Mapped[date | None]
    reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proof_number: Mapped[str | None]
    # Booked by herself on the web page.
    online: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
