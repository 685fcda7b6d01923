"""The only door to the audit: one function, which adds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit.models import AuditEntry


def record(
    session: Session,
    action: str,
    subject: str,
    key: UUID | int | str,
    now: datetime,
    staff_id: int | None = None,
    actor: str = "staff",
    **details: Any,
) -> None:
    """Note that `staff_id` (or the `actor`: "line", "worker") did `action` to, or looked at, a subject.

    `details` are stored as given: identifiers, states and codes, never a name, a number or an answer.
    """
    entry = AuditEntry(
        at=now,
        staff_id=staff_id,
        actor=actor,
        action=action,
        subject=subject,
        subject_key=str(key),
        details=details,
    )
    session.add(entry)
