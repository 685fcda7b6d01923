"""The promise to ring back: when, whom, what came of each attempt."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, case
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.moves import Moves

CALLBACK = Moves(
    "callback",
    {
        # Owed: promised, but no time could be met yet; it has a deadline of its own.
        "owed": {"booked", "cancelled"},
        "booked": {"due", "booked", "cancelled", "owed"},
        "due": {"in_progress", "booked", "cancelled", "letter_wanted", "owed"},
        # An interview that is broken off is booked anew, or owed until a person has agreed its time with her.
        "in_progress": {"kept", "booked", "due", "owed", "letter_wanted", "cancelled"},
        # Tried in vain as often as the rule says: a letter goes, then a personal attempt; it never closes by itself.
        "letter_wanted": {"booked", "cancelled", "due", "owed"},
        "kept": set(),
        "cancelled": set(),
    },
)


# Booked by keypad by somebody who rang for the claimant: whose number it is, theirs or the claimant's own.
RINGS_HELPER: Final = "helper"
ON_BEHALF: Final = (RINGS_HELPER, "claimant")


# Why an interview may be held at another site than home: a supervisor released it, or she chose an adviser who speaks
# her language.
RELEASED: Final = "released"
CHOSEN: Final = "chosen"


class Callback(Base):
    """One call-back. `due_at` is the promised time; `next_at` the time of the next attempt.

    `places` of the diary's grid were promised for it. Where she has no telephone that is safe, `office_id` is the
    office to which she comes, and `telephone` the private one there that is held for her. `site_id` is her home,
    `away_site_id` the one other site at which her interview may be held.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        CheckConstraint(CALLBACK.sql(), name="state"),
        CheckConstraint("on_behalf IN ('helper', 'claimant')", name="on_behalf"),
        CheckConstraint("away_because IN ('released', 'chosen')", name="away_because"),
        CheckConstraint("(away_site_id IS NULL) = (away_because IS NULL)", name="away_has_a_reason"),
        CheckConstraint("state <> 'booked' OR next_at IS NOT NULL", name="booked_has_a_time"),
        Index(
            "uq_callbacks_claimant",
            "claimant_id",
            unique=True,
            postgresql_where="state NOT IN ('kept', 'cancelled')",
        ),
        Index("uq_callbacks_call", "call_id", unique=True, postgresql_where="state NOT IN ('kept', 'cancelled')"),
        Index("ix_callbacks_due", "due_at"),
        Index("ix_callbacks_open", "site_id", postgresql_where="state NOT IN ('kept', 'cancelled')"),
        Index("ix_callbacks_booked", "booked_at", postgresql_where="call_id IS NOT NULL"),
        Index("ix_callbacks_next", "next_at", postgresql_where="state = 'booked'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    claimant_id: Mapped[UUID | None] = mapped_column(ForeignKey("claimants.id"))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("calls.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    booked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    booked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="booked")
    due_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    # Of one that is owed: there were times by then, and she took none; none is given to her unasked.
    turned_down: Mapped[bool] = mapped_column(default=False)
    # Of one that is owed: nobody is rung by itself, since no moment is known to be safe; a person finds a way.
    for_a_person: Mapped[bool] = mapped_column(default=False)
    # When she herself, or an adviser from her record, last wanted her rung at once.
    wanted_now_at: Mapped[datetime | None]
    places: Mapped[int] = mapped_column(default=3)
    telephone: Mapped[str]
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    # Whose number that is, where it is not her own.
    third_party_id: Mapped[int | None] = mapped_column(ForeignKey("third_parties.id"))
    # Who they are is not known before somebody speaks with them: then they are a third party, or there is none.
    on_behalf: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    interpreter_language: Mapped[str | None]
    textphone: Mapped[bool] = mapped_column(default=False)
    safe_to_ring: Mapped[bool] = mapped_column(default=True)
    safe_to_leave_message: Mapped[bool] = mapped_column(default=False)
    # What she said of texts; None where she was not asked, and what she said of messages counts.
    safe_to_text: Mapped[bool | None]
    name_recording: Mapped[str | None]
    proof_number: Mapped[str]
    agreed_word: Mapped[str | None]
    held_adviser_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    away_site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    away_because: Mapped[str | None]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @hybrid_property
    def diary_site_id(self) -> int:
        """In whose diary its time is kept: that of her home, or of the site at which she chose an adviser."""
        return self.away_site_id if self.away_because == CHOSEN and self.away_site_id is not None else self.site_id

    @diary_site_id.inplace.expression
    @classmethod
    def _diary_site_id(cls) -> ColumnElement[int]:
        return case((cls.away_because == CHOSEN, cls.away_site_id), else_=cls.site_id)


class PastPromise(Base):
    """A time that was promised and came, before another took its place: it is counted as it was kept, or not."""

    __tablename__ = "past_promises"
    __table_args__ = (Index("ix_past_promises_due", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    callback_id: Mapped[UUID] = mapped_column(ForeignKey("callbacks.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    due_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    language: Mapped[str]
    interpreter_language: Mapped[str | None]
    textphone: Mapped[bool]


class Attempt(Base):
    """One time that we set out to ring her. `counted` only if her telephone really rang."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("callback_id", "number"),
        CheckConstraint("away_because IN ('released', 'chosen')", name="away_because"),
        Index("ix_attempts_away", "started_at", postgresql_where="away_because IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    callback_id: Mapped[UUID] = mapped_column(ForeignKey("callbacks.id"))
    number: Mapped[int]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime]
    connection_id: Mapped[UUID | None] = mapped_column(ForeignKey("connections.id"))
    # Who made it himself, where no network may: by 18002 and the number on a desk telephone, or typing with her.
    by_hand_of: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id"))
    result: Mapped[str | None]
    counted: Mapped[bool] = mapped_column(default=False)
    # Why it might be made at another site, when it was begun.
    away_because: Mapped[str | None]
    ended_at: Mapped[datetime | None]
