"""Tables of the people who work here: who they are, how they are signed in, what they are doing."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ColumnElement, ForeignKey, Index, func
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.staff.rules import telephone_identity
from app.values.moves import Moves

ROLES = ("adviser", "supervisor", "operator", "expert")

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
        # Who was called to a colleague's call may be handed it.
        "away": {"ready", "break", "on_call", "in_interview", "signed_out"},
    },
)


class Staff(Base):
    """Somebody who signs in.

    `desk_number` (E.164, or a `sip:` address) is the telephone on an adviser's desk; with `browser_telephone` the
    one in his browser is rung in its place. `site_id` is where he works: his own site, or for the London day
    `lent_on` another, and then `home_site_id` is his own.
    """

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role"),
        CheckConstraint("(home_site_id IS NULL) = (lent_on IS NULL)", name="lent"),
        CheckConstraint("home_site_id <> site_id", name="lent_elsewhere"),
        Index("ix_staff_lent", "home_site_id", postgresql_where="home_site_id IS NOT NULL"),
    )

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
    home_site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    lent_on: Mapped[date | None]

    @hybrid_property
    def belongs_to(self) -> int:
        """The id of his own site, wherever he works today."""
        return self.home_site_id or self.site_id

    @belongs_to.inplace.expression
    @classmethod
    def _belongs_to(cls) -> ColumnElement[int]:
        return func.coalesce(cls.home_site_id, cls.site_id)

    @property
    def rings_at(self) -> str | None:
        """What is dialled to ring this adviser: a number, `sip:` or `client:`; None where there is no telephone."""
        return dialled(self.username, self.browser_telephone, self.desk_number)


def dialled(username: str, browser_telephone: bool, desk_number: str | None) -> str | None:
    """What is dialled to ring somebody: a number, `sip:` or `client:`; None where there is no telephone."""
    return f"client:{telephone_identity(username)}" if browser_telephone else desk_number


class Presence(Base):
    """What an adviser is doing now. `idle_since` is set while ready: the one idle longest is offered first.

    `set_by` is the supervisor who put him there, if it was not himself or the line, and `word` why.
    """

    __tablename__ = "presence"
    __table_args__ = (CheckConstraint(PRESENCE.sql(), name="state"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    since: Mapped[datetime]
    idle_since: Mapped[datetime | None]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    word: Mapped[str | None]


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
    """One signed-in browser; the cookie holds a secret of which only the hash is kept here.

    `stays_until` is set where somebody said near its end that they stay.
    """

    __tablename__ = "sign_ins"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    stays_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class FailedSignIn(Base):
    """Wrong passwords since a moment, counted per name tried, so that guessing is slowed for every process."""

    __tablename__ = "failed_sign_ins"

    username: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]
