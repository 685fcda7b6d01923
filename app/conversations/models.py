"""Tables of typed conversations. What was typed is sealed, is the record, and is never altered (a trigger)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.conversations.rules import SIDES, SIGNS
from app.database import Base
from app.values.moves import Moves

CONVERSATION = Moves(
    "conversation",
    {
        "waiting": {"held", "left"},
        # Handed back: an adviser who must go leaves nobody alone.
        "held": {"waiting", "ended"},
        # She left before anybody came: by choosing a time, or by not coming back.
        "left": {"waiting"},
        "ended": set(),
    },
)
OPEN = ("waiting", "held")


class Conversation(Base):
    """One typed conversation. `turn` says whose turn it is, `sk_by` who has nothing more to type.

    `away_reason` is why another site's adviser took it, with the values of its sentence.
    `door_hash` is that of the secret in her browser's cookie; `seen_at` when that browser was last heard of. `turns`
    counts what was typed. `waiting_since` is kept when it is handed back.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint(CONVERSATION.sql(), name="state"),
        CheckConstraint(f"turn IN {SIDES}", name="turn"),
        CheckConstraint(f"sk_by IN {SIDES}", name="sk_by"),
        CheckConstraint("(state = 'held') = (adviser_id IS NOT NULL AND ended_at IS NULL)", name="held_by_somebody"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="end_was_recorded"),
        Index("uq_conversations_open", "claimant_id", unique=True, postgresql_where="state <> 'ended'"),
        Index("ix_conversations_waiting", "site_id", "waiting_since", postgresql_where="state = 'waiting'"),
        Index("ix_conversations_held", "adviser_id", postgresql_where="state = 'held'"),
        Index("ix_conversations_claimant_id", "claimant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    language: Mapped[str] = mapped_column(default="en")
    state: Mapped[str] = mapped_column(default="waiting")
    turn: Mapped[str] = mapped_column(default="claimant")
    sk_by: Mapped[str | None]
    turns: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    away_reason: Mapped[str | None]
    away_values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ended_at: Mapped[datetime | None]
    door_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    seen_at: Mapped[datetime]


class Turn(Base):
    """What one side typed and sent. `crossed`: both typed at once. `sent_key` makes what is sent twice one turn."""

    __tablename__ = "conversation_turns"
    __table_args__ = (
        CheckConstraint(f"author IN {SIDES}", name="author"),
        CheckConstraint(f"sign IN {SIGNS}", name="sign"),
        CheckConstraint("(author = 'adviser') = (staff_id IS NOT NULL)", name="adviser_is_known"),
        UniqueConstraint("conversation_id", "sent_key"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sign: Mapped[str | None]
    crossed: Mapped[bool]
    sent_key: Mapped[str]
    said_at: Mapped[datetime]


class Code(Base):
    """A code by which somebody proves who they are; kept as a hash, used once, guessed at a few times at most.

    Texted to `telephone` it is made when it is sent (`code_hash` is empty until then); of a claimant who gave her
    reference with it, or of somebody new (`claimant_id` empty). Given by an adviser it is for one claimant, as one that
    a letter brings (`letter_id`), which is made when that is printed. One that was asked for by nobody invites her to a
    call-back (`callback_id`) by the typed page, `about_at` its time.
    """

    __tablename__ = "conversation_codes"
    __table_args__ = (
        CheckConstraint("num_nonnulls(telephone, given_by, letter_id) = 1", name="texted_given_or_posted"),
        CheckConstraint("telephone IS NOT NULL OR claimant_id IS NOT NULL", name="given_to_somebody"),
        Index("ix_conversation_codes_asked", "asked_at", postgresql_where="telephone IS NOT NULL"),
        Index("ix_conversation_codes_claimant_id", "claimant_id"),
        UniqueConstraint("callback_id", "about_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claimant_id: Mapped[UUID | None] = mapped_column(ForeignKey("claimants.id"))
    telephone: Mapped[str | None]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    language: Mapped[str]
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    callback_id: Mapped[UUID | None] = mapped_column(ForeignKey("callbacks.id"))
    about_at: Mapped[datetime | None]
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("letters.id"))
