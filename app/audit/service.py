"""The only door to the audit: it adds, and it shows; nothing is ever altered."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEntry

LATELY = timedelta(minutes=10)


def record(
    session: Session,
    action: str,
    subject: str,
    key: UUID | int | str,
    now: datetime,
    staff_id: int | None = None,
    actor: str = "staff",
    **details: Any,
) -> AuditEntry:
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
    return entry


def of(
    session: Session, subject: str, key: UUID | int | str, at_most: int = 500, actions: Collection[str] = ()
) -> list[AuditEntry]:
    """Who did what to a subject, and who looked, the latest first; only these `actions`, where any are named."""
    query = select(AuditEntry).where(AuditEntry.subject == subject, AuditEntry.subject_key == str(key))
    if actions:
        query = query.where(AuditEntry.action.in_(actions))
    return list(session.scalars(query.order_by(AuditEntry.id.desc()).limit(at_most)))


def lately_seen_by(session: Session, subject: str, key: UUID | int | str, now: datetime) -> set[int]:
    """Who (staff ids) has looked at a subject in the last minutes."""
    statement = select(AuditEntry.staff_id).where(
        AuditEntry.subject == subject,
        AuditEntry.subject_key == str(key),
        AuditEntry.action == "viewed",
        AuditEntry.at > now - LATELY,
    )
    return {one for one in session.scalars(statement) if one is not None}
