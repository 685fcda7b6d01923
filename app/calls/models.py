"""Telephone calls as they are: an inbound call, a connection of two or three people, its legs, every event."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.moves import Moves

# Why a connection is over of which the adviser's line went, while she stayed on hers.
ADVISER_DROPPED: Final = "adviser_dropped"

CALL = Moves(
    "call",
    {
        # On the script: greeted, asked, told. Waiting: in the line. Choosing: booking by keypad from the line.
        "in_script": {"waiting", "choosing", "ended"},
        "waiting": {"connected", "choosing", "in_script", "ended"},
        "choosing": {"waiting", "in_script", "ended"},
        "connected": {"waiting", "ended"},
        "ended": set(),
    },
)

LEG = Moves(
    "leg",
    {
        # A call that was absent from Twilio's list twice may tell of itself after all.
        "wanted": {"dialling", "cancelled", "sent", "ringing", "answered", "ended"},
        # Committed before the request is sent: from here on the telephone may ring whatever we know of it.
        "dialling": {"sent", "ringing", "answered", "ended", "unknown", "refused", "wanted"},
        "unknown": {"sent", "ringing", "answered", "ended", "wanted"},
        "sent": {"ringing", "answered", "ended"},
        "ringing": {"answered", "ended"},
        "answered": {"ended"},
        "ended": set(),
        "refused": set(),
        "cancelled": set(),
    },
)

# How it stands with the interpreter of a connection.
INTERPRETER = Moves(
    "interpreter",
    {
        "not_wanted": {"wanted"},
        # One supplier after the other is rung.
        "wanted": {"joined", "unreached"},
        "joined": {"gone"},
        # Left, or the line was lost.
        "gone": {"wanted"},
        "unreached": {"wanted"},
    },
)

# A supervisor on a call of two others: heard by nobody, by the adviser alone, or by both.
LISTEN, WHISPER, JOIN = "listen", "whisper", "join"


# Among its answers.
RELAYED = "call.relayed"


class Call(Base):
    """An inbound call. Its reply is always a function of this row: part, field, tries, answers and turn.

    `turn` counts the answers taken in; a webhook that bears an older turn is a repeat and changes nothing.
    """

    __tablename__ = "calls"
    __table_args__ = (
        CheckConstraint(CALL.sql(), name="state"),
        Index("ix_calls_live", "site_id", postgresql_where="ended_at IS NULL"),
        Index("ix_calls_textphone", "started_at", postgresql_where="textphone"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sid: Mapped[str] = mapped_column(unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    from_number: Mapped[str | None]
    to_number: Mapped[str]
    textphone: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="en")
    state: Mapped[str] = mapped_column(default="in_script")
    part: Mapped[str]
    field: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    turn: Mapped[int] = mapped_column(default=0)
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    claimant_id: Mapped[UUID | None] = mapped_column(ForeignKey("claimants.id"), index=True)
    started_at: Mapped[datetime]
    connected_at: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]

    @property
    def relayed(self) -> bool:
        """Whether it comes through a relay: a voice reads what she types, and types what it hears."""
        return self.answers.get(RELAYED) == "yes"

    @property
    def telephone_kind(self) -> str:
        """By what she speaks with us, as far as it is known."""
        return "textphone" if self.textphone else "relay" if self.relayed else "voice"

    @property
    def is_served(self) -> bool:
        """Whether she has talked to somebody, or her call-back was booked or is owed."""
        return self.connected_at is not None or self.booked_at is not None


class Connection(Base):
    """People put through to each other: one conference, used once. `name` is what Twilio is told.

    `interpreter_leg_id` is the leg of whoever is rung to interpret, or does, or did last. `muted`: the adviser is not
    heard; `keys_wanted` are to sound on her line as soon as it asks (figures, *, #, w for a moment's wait).
    `conference_id` is the connection that was handed over to this one, whose conference goes on.
    """

    __tablename__ = "connections"
    __table_args__ = (
        CheckConstraint(INTERPRETER.sql("interpreter_state"), name="interpreter_state"),
        Index("ix_connections_wrapped_up", "wrapped_up_at", postgresql_where="call_id IS NOT NULL"),
        Index("ix_connections_interviewed", "wrapped_up_at", postgresql_where="callback_id IS NOT NULL"),
        Index("ix_connections_met_nobody", "met_nobody_at", postgresql_where="met_nobody_at IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    adviser_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("calls.id"), index=True)
    callback_id: Mapped[UUID | None] = mapped_column(ForeignKey("callbacks.id"), index=True)
    claimant_id: Mapped[UUID | None] = mapped_column(ForeignKey("claimants.id"), index=True)
    conference_sid: Mapped[str | None]
    claimant_sid: Mapped[str | None]
    opened_at: Mapped[datetime]
    claimant_joined_at: Mapped[datetime | None]
    # She answered our call and no adviser was there: never meant to be, and counted.
    met_nobody_at: Mapped[datetime | None]
    on_hold: Mapped[bool] = mapped_column(default=False)
    muted: Mapped[bool] = mapped_column(default=False)
    keys_wanted: Mapped[str | None]
    conference_id: Mapped[UUID | None] = mapped_column(ForeignKey("connections.id"))
    end_pressed_at: Mapped[datetime | None]
    adviser_dropped_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    # Until when it may wait to be wrapped up, where more time was asked for.
    wrap_up_until: Mapped[datetime | None]
    wrap_up_code: Mapped[str | None]
    wrapped_up_at: Mapped[datetime | None]
    interpreter_state: Mapped[str] = mapped_column(default="not_wanted")
    interpreter_language: Mapped[str | None]
    interpreter_leg_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("legs.id", name="fk_connections_interpreter_leg", use_alter=True)
    )

    @property
    def name(self) -> str:
        """The conference's name: no personal data, and never used twice."""
        return f"startline-{self.conference_id or self.id}"

    @property
    def lost_its_adviser(self) -> bool:
        """Whether his line went and she stayed on hers: another goes on with her, and says what came of it."""
        return self.adviser_dropped_at is not None and self.end_reason in (None, ADVISER_DROPPED)


class Leg(Base):
    """One call that we make. `id` stands in its Url and StatusCallback, so that a lost answer can be adopted.

    `to_number` is what is dialled: E.164, or an adviser's `sip:` or `client:` (his browser). `supplier_id` is the
    supplier of an interpreter.

    A supervisor's leg has a `mode`, as it was asked for; `mode_in_force` is what Twilio was last told and took;
    `asked_by` is the adviser who asked for a colleague, where it was not the supervisor who came by herself.
    `joined_at` is when it, or an interpreter's, was let into the conference, `left_at` when the supervisor had enough.
    """

    __tablename__ = "legs"
    __table_args__ = (
        CheckConstraint(LEG.sql(), name="state"),
        CheckConstraint("role IN ('adviser', 'claimant', 'interpreter', 'supervisor')", name="role"),
        CheckConstraint("(role = 'interpreter') = (supplier_id IS NOT NULL)", name="supplier"),
        CheckConstraint("mode IN ('listen', 'whisper', 'join')", name="mode"),
        CheckConstraint(
            "(role = 'supervisor') = (supervisor_id IS NOT NULL AND mode IS NOT NULL)",
            name="supervised",
        ),
        Index(
            "uq_legs_one_a_supervisor",
            "supervisor_id",
            unique=True,
            postgresql_where="supervisor_id IS NOT NULL AND state NOT IN ('ended', 'refused', 'cancelled')"
            " AND left_at IS NULL",
        ),
        Index("ix_legs_interpreters", "created_at", postgresql_where="role = 'interpreter'"),
        Index("ix_legs_live", "state", postgresql_where="state NOT IN ('ended', 'refused', 'cancelled')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    connection_id: Mapped[UUID | None] = mapped_column(ForeignKey("connections.id"), index=True)
    role: Mapped[str]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("interpreter_suppliers.id"))
    to_number: Mapped[str]
    from_number: Mapped[str]
    ring_seconds: Mapped[int]
    state: Mapped[str] = mapped_column(default="wanted")
    sid: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    dialled_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    times_absent: Mapped[int] = mapped_column(default=0)
    rang: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    last_sequence: Mapped[int] = mapped_column(default=-1)
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    mode: Mapped[str | None]
    mode_in_force: Mapped[str | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    # The number or name of whoever interprets, as the adviser wrote it down.
    person: Mapped[str | None]

    @property
    def is_in_browser(self) -> bool:
        """Whether it rings a telephone in a browser, which no voicemail ever answers."""
        return self.to_number.startswith("client:")


class CallEvent(Base):
    """Everything that Twilio told us, in its own order; the same event told twice is one row.

    The stream "sweep" is our own: what the sweep mended of a call, once each.
    """

    __tablename__ = "call_events"
    __table_args__ = (
        UniqueConstraint(
            "subject",
            "stream",
            "sequence",
            "event",
            name="uq_call_events_once",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_call_events_mended", "event", postgresql_where="stream = 'sweep'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    stream: Mapped[str]
    event: Mapped[str]
    sequence: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    received_at: Mapped[datetime]
