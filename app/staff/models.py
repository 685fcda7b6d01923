"""Tables of the people who work here: who they are, how they are signed in, what they are doing."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.staff.rules import telephone_identity
from app.values.moves import Moves

ROLES = ("adviser", "supervisor", "operator")

PRESENCE = Moves(
    "presence",
    {
        "signed_out": {"away", "ready", "break"},
        "ready": {"ringing", "break", "away", "in_interview", "signed_out"},
        # An adviser who is rung either takes the call, or is set away, or the caller goes first.
        "ringing": {"ready", "on_call", "in_interview", "away"},
        "on_call": {"wrapping_up", "ready", "away"},
        "in_interview": {"wrapping_up", "ready", "away"},
        "wrapping_up": {"ready", "break", "away", "in_interview", "signed_out"},
        "break": {"ready", "away", "signed_out"},
        "away": {"ready", "break", "in_interview", "signed_out"},
    },
)


class Staff(Base):
    """Somebody who signs in.

    `desk_number` (E.164, or a `sip:` address) is the telephone on an adviser's desk; with `browser_telephone` the
    one in his browser is rung in its place.
    """

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint("role IN ('adviser', 'supervisor', 'operator')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[str]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    languages: Mapped[list[str]]
    textphone: Mapped[bool]
    desk_number: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    browser_telephone: Mapped[bool] = mapped_column(default=False)

    @property
    def rings_at(self) -> str | None:
        """What is dialled to ring this adviser: a number, `sip:` or `client:`; None where there is no telephone."""
        return f"client:{telephone_identity(self.username)}" if self.browser_telephone else self.desk_number


class Presence(Base):
    """What an adviser is doing now. `idle_since` is set while ready: the one idle longest is offered first."""

    __tablename__ = "presence"
    __table_args__ = (CheckConstraint(PRESENCE.sql(), name="state"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    since: Mapped[datetime]
    idle_since: Mapped[datetime | None]


class PresenceChange(Base):
    """That somebody began to do something else, and at which site he worked then. Rows are added and never altered."""

    __tablename__ = "presence_changes"
    __table_args__ = (
        CheckConstraint(PRESENCE.sql(), name="state"),
        Index("ix_presence_changes_at", "at"),
        Index("ix_presence_changes_staff_at", "staff_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    state: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime]


class SignIn(Base):
    """One signed-in browser; the cookie holds a secret of which only the hash is kept here."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class FailedSignIn(Base):
    """Wrong passwords since a moment, counted per name tried, so that guessing is slowed for every process."""

    __tablename__ = "failed_sign_ins"

    username: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]
