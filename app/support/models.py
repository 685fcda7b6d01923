"""Tables of the support plan: each site's points and contacts, and what was done each time."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.support.rules import OUTCOMES, POINTS


class SupportPlan(Base):
    """A site's own six points, as its managers word them, and whom it turns to: [name, number] each."""

    __tablename__ = "support_plans"
    __table_args__ = (CheckConstraint(f"cardinality(points) = {POINTS}", name="points"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    points: Mapped[list[str]]
    contacts: Mapped[list[list[str]]] = mapped_column(JSONB)
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class SupportRecord(Base):
    """One time that support was needed, from when to when. `words_sealed`: what the adviser wrote of it."""

    __tablename__ = "support_records"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({', '.join(repr(one) for one in OUTCOMES)})", name="outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_an_outcome"),
        Index("uq_support_records_open", "staff_id", unique=True, postgresql_where="closed_at IS NULL"),
        Index("ix_support_records_opened", "opened_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    claimant_id: Mapped[UUID | None] = mapped_column(ForeignKey("claimants.id"), index=True)
    connection_id: Mapped[UUID | None] = mapped_column(ForeignKey("connections.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    words_sealed: Mapped[bytes | None]
    looked_after_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    looked_after_at: Mapped[datetime | None]


class SupportStep(Base):
    """That a point was done, or a colleague asked (`point` 0, `colleague_id`), and when."""

    __tablename__ = "support_steps"
    __table_args__ = (
        CheckConstraint(f"point BETWEEN 0 AND {POINTS}", name="point"),
        CheckConstraint("(point = 0) = (colleague_id IS NOT NULL)", name="colleague"),
        Index("uq_support_steps_point", "record_id", "point", unique=True, postgresql_where="point > 0"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(ForeignKey("support_records.id"), index=True)
    at: Mapped[datetime]
    point: Mapped[int]
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
