"""Meetings with a personal adviser and face-to-face start-ups; deferral and waiver."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.moves import Moves

APPOINTMENT = Moves(
    "appointment",
    {
        "booked": {"kept", "missed", "cancelled"},
        # A meeting that takes the place of a decision is one of its own: the decision stays as it was taken.
        "deferred": {"cancelled"},
        # One person decides, another agrees: only then is it waived.
        "waiver_asked": {"waived", "cancelled"},
        "waived": {"cancelled"},
        # Back to booked: it was marked so by mistake.
        "kept": {"booked"},
        "missed": {"booked", "ended"},
        "cancelled": set(),
        # She was invited again, and rung or visited, and no meeting came of it: that is reported.
        "ended": set(),
    },
)
STANDING = ("booked", "deferred", "waiver_asked", "waived")


class Appointment(Base):
    """A time at an office, or the decision that there is none for now, with its reason and who took it.

    `because` is one of `rules.REASONS`, and `reason` the same in words of her case. `needs` are those of
    `rules.NEEDS`; `groups` what the script said of her when it was made, such as "lone parent". `settled_at` and
    `settled_by` say when it came to its present state, and who said so; `instead_of` is the appointment it replaced.
    """

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
            "state NOT IN ('waiver_asked', 'waived') OR (reason IS NOT NULL AND decided_by IS NOT NULL)",
            name="waiver_is_a_persons",
        ),
        Index("ix_appointments_starts", "site_id", "starts_at"),
        CheckConstraint(
            "state <> 'waived' OR (agreed_by IS NOT NULL AND agreed_at IS NOT NULL)", name="waiver_is_agreed_to"
        ),
        CheckConstraint("agreed_by <> decided_by", name="waiver_is_two_peoples"),
        Index(
            "uq_appointments_standing",
            "claimant_id",
            "kind",
            unique=True,
            postgresql_where=f"state IN {STANDING}",
        ),
        Index("ix_appointments_day", "site_id", "starts_at"),
        Index("ix_appointments_decided", "made_at", postgresql_where="decided_by IS NOT NULL"),
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
    needs: Mapped[list[str]] = mapped_column(default=list, server_default=text("'{}'"))
    groups: Mapped[list[str]] = mapped_column(default=list, server_default=text("'{}'"))
    state: Mapped[str]
    until: Mapped[date | None]
    because: Mapped[str | None]
    reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    agreed_at: Mapped[datetime | None]
    instead_of: Mapped[UUID | None] = mapped_column(ForeignKey("appointments.id"))
    proof_number: Mapped[str | None]
    # Booked by herself on the web page.
    online: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class DecisionReview(Base):
    """That somebody who did not take a decision has looked at it in a week's sample, and what they thought of it."""

    __tablename__ = "decision_reviews"
    __table_args__ = (CheckConstraint("found IN ('same', 'otherwise', 'unsure')", name="found"),)

    appointment_id: Mapped[UUID] = mapped_column(ForeignKey("appointments.id"), primary_key=True)
    week: Mapped[date]
    found: Mapped[str]
    note: Mapped[str | None]
    reviewed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime]
