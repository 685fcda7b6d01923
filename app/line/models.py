"""The waiting line: who waits for an adviser (a caller, or a call-back that is due) and who is offered whom."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.moves import Moves

DEMAND = Moves(
    "demand",
    {
        "waiting": {"choosing", "offered", "abandoned", "booked", "withdrawn"},
        # Booking by keypad: keeps the time of joining, and is not offered meanwhile.
        "choosing": {"waiting", "booked", "abandoned", "withdrawn"},
        "offered": {"waiting", "connected", "abandoned", "withdrawn"},
        "connected": {"waiting", "served"},
        "served": set(),
        "abandoned": set(),
        "booked": set(),
        "withdrawn": set(),
    },
)

OFFER = Moves(
    "offer",
    {
        "ringing": {"accepted", "unanswered", "declined", "failed", "withdrawn"},
        "accepted": {"ended"},
        "ended": set(),
        "unanswered": set(),
        "declined": set(),
        "failed": set(),
        "withdrawn": set(),
    },
)


class Demand(Base):
    """Somebody an adviser is wanted for. `joined_at` is the first time she joined and is never reset."""

    __tablename__ = "demands"
    __table_args__ = (
        CheckConstraint(DEMAND.sql(), name="state"),
        CheckConstraint("kind IN ('caller', 'callback')", name="kind"),
        CheckConstraint("(call_id IS NOT NULL) <> (callback_id IS NOT NULL)", name="one_subject"),
        Index("ix_demands_open", "home_site_id", "joined_at", postgresql_where="ended_at IS NULL"),
        Index("ix_demands_joined", "joined_at"),
        Index("uq_demands_call", "call_id", unique=True, postgresql_where="ended_at IS NULL"),
        Index("uq_demands_callback", "callback_id", unique=True, postgresql_where="ended_at IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("calls.id"))
    callback_id: Mapped[UUID | None] = mapped_column(ForeignKey("callbacks.id"))
    home_site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    language: Mapped[str]
    textphone: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    held_adviser_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(default="waiting")
    # She chose to wait, though nobody at work speaks her language.
    waits_for_speaker: Mapped[bool] = mapped_column(default=False)
    last_offered_to: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Offer(Base):
    """One demand offered to one adviser. The reason why is kept as template and values, to be said in any language."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint(OFFER.sql(), name="state"),
        Index("uq_offers_demand", "demand_id", unique=True, postgresql_where="state = 'ringing'"),
        Index(
            "uq_offers_adviser",
            "adviser_id",
            unique=True,
            postgresql_where="state IN ('ringing', 'accepted')",
        ),
        Index("ix_offers_away", "accepted_at", postgresql_where="away"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    demand_id: Mapped[UUID] = mapped_column(ForeignKey("demands.id"), index=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    away: Mapped[bool]
    reason: Mapped[str]
    reason_values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="ringing")
    made_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class OverflowState(Base):
    """Whether a site's callers go away at once or wait first; kept between passes so that it does not flap."""

    __tablename__ = "overflow_states"

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    state: Mapped[dict[str, Any]]
    since: Mapped[datetime]
