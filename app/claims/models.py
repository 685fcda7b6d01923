"""Claims, the answers given to them, and every answer that was ever given."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.moves import Moves

CLAIM = Moves(
    "claim",
    {
        "open": {"broken_off", "finished", "withdrawn"},
        "broken_off": {"open", "withdrawn"},
        # A finished claim is opened again when something she said must be put right before she signs.
        "finished": {"posted", "signed", "open", "withdrawn", "correcting"},
        "posted": {"signed", "open", "withdrawn", "correcting"},
        # A form was taken for another's.
        "signed": {"finished", "posted", "correcting"},
        # She wrote something else on the form, or rang: it is written in, and the claim stands again as it stood.
        "correcting": {"finished", "posted", "signed"},
        "withdrawn": set(),
    },
)

EXPORT = Moves(
    "export",
    {
        "made": {"sent", "superseded"},
        "sent": {"received", "superseded"},
        # A receipt that was noted by mistake.
        "received": {"sent"},
        # A corrected version goes in its place before it was received.
        "superseded": set(),
    },
)
CHASES = ("first", "second", "overdue")
RECIPIENTS = ("benefit_expert", "council")


class Claim(Base):
    """One claim: the walk of one version of a script by one claimant. `number` counts her claims.

    From `pinned_at` on, when its interview began, it is asked by that version, whatever becomes of the script.
    `signed_at` is when the signed form came, which `signed_by` recorded.
    """

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint(CLAIM.sql(), name="state"),
        UniqueConstraint("claimant_id", "number"),
        Index(
            "uq_claims_under_way",
            "claimant_id",
            unique=True,
            postgresql_where="state IN ('open', 'broken_off')",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"))
    number: Mapped[int] = mapped_column(default=1)
    callback_id: Mapped[UUID | None] = mapped_column(ForeignKey("callbacks.id"), index=True)
    script_name: Mapped[str]
    script_version: Mapped[str]
    pinned_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="open")
    started_at: Mapped[datetime]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    broken_off_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Answer(Base):
    """What stands as the answer to one question. Sensitive answers are sealed, others are JSON."""

    __tablename__ = "answers"
    __table_args__ = (CheckConstraint("(value IS NULL) <> (sealed IS NULL)", name="open_or_sealed"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any | None] = mapped_column(JSONB)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    given_at: Mapped[datetime]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class AnswerGiven(Base):
    """Every answer as it was given, in order; nothing here is ever altered (a trigger sees to that)."""

    __tablename__ = "answer_history"
    __table_args__ = (
        CheckConstraint("(value IS NULL) <> (sealed IS NULL)", name="open_or_sealed"),
        Index("ix_answer_history_field", "claim_id", "field"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claims.id"))
    field: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSONB)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    given_at: Mapped[datetime]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class ClaimCorrection(Base):
    """Corrections to a finished claim, from when they were begun to when they were finished.

    `was` is how the claim stood before. What it said then and says afterwards is in the history of its answers, up to
    the entries `after_id` and `until_id`.
    """

    __tablename__ = "claim_corrections"
    __table_args__ = (
        CheckConstraint("was IN ('finished', 'posted', 'signed')", name="was"),
        CheckConstraint("(closed_at IS NULL) = (until_id IS NULL)", name="closed_with_an_end"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        Index("uq_claim_corrections_open", "claim_id", unique=True, postgresql_where="closed_at IS NULL"),
        Index("ix_claim_corrections_claim_id", "claim_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claims.id"))
    was: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    after_id: Mapped[int]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    until_id: Mapped[int | None]


class FormChase(Base):
    """That somebody was reminded of a form that has not come: at which step, and in which ways."""

    __tablename__ = "form_chases"
    __table_args__ = (CheckConstraint(f"step IN {CHASES}", name="step"),)

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_letter: Mapped[bool]
    by_text: Mapped[bool]
    by_task: Mapped[bool]


class ClaimExport(Base):
    """One version of a finished claim as it is handed to one recipient: a document (JSON) and the form (PDF), sealed.

    `content_sha256` is of what the document says, and not of when: the same claim is handed over once. `received_by`
    names who has it, in their own words.
    """

    __tablename__ = "claim_exports"
    __table_args__ = (
        CheckConstraint(EXPORT.sql(), name="state"),
        CheckConstraint(f"recipient IN {RECIPIENTS}", name="recipient"),
        CheckConstraint("(received_at IS NULL) = (received_by IS NULL)", name="received_by_somebody"),
        CheckConstraint("(state = 'received') = (received_at IS NOT NULL)", name="receipt_is_known"),
        UniqueConstraint("claim_id", "recipient", "version"),
        Index("ix_claim_exports_waiting", "made_at", postgresql_where="state IN ('made', 'sent')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claims.id"))
    recipient: Mapped[str]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(default="made")
    made_at: Mapped[datetime]
    content_sha256: Mapped[str]
    document_sealed: Mapped[bytes]
    form_sealed: Mapped[bytes]
    file: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    received_by: Mapped[str | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
