"""Who did what, and who looked. Rows are added and never altered: a trigger refuses it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class AuditEntry(Base):
    """One act or one look. `details` never hold personal data: the subject's row does."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject", "subject_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    subject_key: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
