"""Tables of the text messages. What she wrote is not kept: only what it asked for, and what we answered."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.texts.rules import Step
from app.values.moves import Moves

KINDS = ("confirmation", "reminder", "late", "put_off", "sorry", "form")

TEXT = Moves(
    "text",
    {
        "wanted": {"sending", "not_sent"},
        # Committed before the request goes out: whoever finds it so afterwards cannot know whether it went.
        "sending": {"wanted", "sent", "delivered", "undelivered", "failed", "refused", "lost"},
        # No answer came. It may have gone, and is not sent again; what the network tells of it later is believed.
        "lost": {"sent", "delivered", "undelivered", "failed"},
        "sent": {"delivered", "undelivered", "failed"},
        "delivered": set(),
        "undelivered": set(),
        "failed": set(),
        # The network would not take it.
        "refused": set(),
        # Its occasion had gone, or it was no longer safe, when it should have been sent.
        "not_sent": set(),
    },
)
# She has not had it, and is to hear in another way.
NOT_RECEIVED = frozenset({"undelivered", "failed", "refused"})


class TextMessage(Base):
    """One text to a claimant about a call-back: `about_at` is the promised time that it tells of.

    Of the kind "form" it is about what came of that call and has not come back to us; `about_at` is when that was seen.
    """

    __tablename__ = "text_messages"
    __table_args__ = (
        CheckConstraint(TEXT.sql(), name="state"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        # She is reminded once of a promise, told once that it will be late, and once that nobody came to interpret;
        # that it is put off, each time.
        Index(
            "uq_text_messages_once",
            "callback_id",
            "kind",
            "about_at",
            unique=True,
            postgresql_where="kind NOT IN ('confirmation', 'put_off')",
        ),
        Index("ix_text_messages_callback_id", "callback_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    callback_id: Mapped[UUID] = mapped_column(ForeignKey("callbacks.id"))
    telephone: Mapped[str]
    about_at: Mapped[datetime]
    # When we expect to ring her, where she is told that it will be late, or why we did not, and that can be said.
    expected_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="wanted")
    sid: Mapped[str | None] = mapped_column(unique=True)
    wanted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error_code: Mapped[int | None]


class TextReceived(Base):
    """A text that came in, by Twilio's SID: told of twice it is one, and is answered the same."""

    __tablename__ = "texts_received"
    __table_args__ = (Index("ix_texts_received_callback_id", "callback_id"),)

    sid: Mapped[str] = mapped_column(primary_key=True)
    telephone: Mapped[str]
    asks: Mapped[str | None]
    act: Mapped[str | None]
    callback_id: Mapped[UUID | None] = mapped_column(ForeignKey("callbacks.id"))
    answer: Mapped[str | None]
    received_at: Mapped[datetime]


class TextBooking(Base):
    """A call-back that a number (E.164) is booking by text: what was asked last, and what it has answered so far."""

    __tablename__ = "text_bookings"
    __table_args__ = (CheckConstraint(f"asked IN {tuple(step.value for step in Step)}", name="asked"),)

    telephone: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[str]
    asked_at: Mapped[datetime]
    language: Mapped[str]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    interpreter: Mapped[bool] = mapped_column(default=False)
    offered: Mapped[list[str] | None]


class TextedNumber(Base):
    """What is known of a number (E.164) that texts: whether it wants none, how often its figures were wrong today,
    and which times it was offered last."""

    __tablename__ = "texted_numbers"

    telephone: Mapped[str] = mapped_column(primary_key=True)
    stopped_at: Mapped[datetime | None]
    wrong_on: Mapped[date | None]
    wrong_figures: Mapped[int] = mapped_column(default=0)
    offered_for: Mapped[UUID | None] = mapped_column(ForeignKey("callbacks.id"))
    offered_at: Mapped[datetime | None]
    offered: Mapped[list[str] | None]
