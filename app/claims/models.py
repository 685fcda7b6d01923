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
        "finished": {"posted", "signed", "open", "withdrawn"},
        "posted": {"signed", "open", "withdrawn"},
        "signed": set(),
        "withdrawn": set(),
    },
)


class Claim(Base):
    """One claim: the walk of one version of a script by one claimant. `number` counts her claims."""

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
    state: Mapped[str] = mapped_column(default="open")
    started_at: Mapped[datetime]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    broken_off_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finished_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    signed_at: Mapped[datetime | None]


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
