"""Who and what is free when. One exclusion constraint: nobody and nothing is in two places at one time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Rota(Base):
    """An adviser on duty, or on a break within it, from and to a moment."""

    __tablename__ = "rotas"
    __table_args__ = (
        CheckConstraint("kind IN ('duty', 'break')", name="kind"),
        ExcludeConstraint(("staff_id", "="), ("kind", "="), ("during", "&&"), using="gist", name="ex_rotas_once"),
        Index("ix_rotas_site", "site_id", "during", postgresql_using="gist"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    kind: Mapped[str] = mapped_column(default="duty")
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)


class Hold(Base):
    """A person or thing kept for something. Released by `released_at`, never deleted.

    `resource` names its kind and `resource_key` which one: adviser (staff id), interpreter (supplier:seat),
    textphone_desk (site:number), telephone (a private one of an office, E.164), personal_adviser (office:name).
    """

    __tablename__ = "holds"
    __table_args__ = (
        ExcludeConstraint(
            ("resource", "="),
            ("resource_key", "="),
            ("during", "&&"),
            using="gist",
            where=text("released_at IS NULL"),
            name="ex_holds_once",
        ),
        Index(
            "ix_holds_site",
            "site_id",
            "during",
            postgresql_using="gist",
            postgresql_where="released_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resource: Mapped[str]
    resource_key: Mapped[str]
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    callback_id: Mapped[UUID | None] = mapped_column(ForeignKey("callbacks.id"), index=True)
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointments.id"), index=True)
    made_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class KeptBack(Base):
    """Advisers kept for inbound calls in one half-hour of one site, where a supervisor has pinned it."""

    __tablename__ = "kept_back"

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    advisers: Mapped[int]


class Leave(Base):
    """An adviser away from work, from and to a moment. While it lasts he is not on duty: the rota is cut.

    `cut` is what was taken out of the rota for it, to be put back if it is taken back: pieces of site, kind, from
    and to (ISO).
    """

    __tablename__ = "leaves"
    __table_args__ = (ExcludeConstraint(("staff_id", "="), ("during", "&&"), using="gist", name="ex_leaves_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    cut: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]


class DiaryFeed(Base):
    """The key by which a calendar program reads an adviser's diary; only its hash is kept here."""

    __tablename__ = "diary_feeds"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]


class Forecast(Base):
    """Short calls expected in one half-hour of one site, and how many advisers they need; made anew every day.

    `calls` is the mean of `days` past days of the same weekday, leaning on the other days. `advisers` is what reaches
    the target of the site, whatever the rota has.
    """

    __tablename__ = "forecasts"

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    calls: Mapped[float]
    days: Mapped[int]
    advisers: Mapped[int]
    made_at: Mapped[datetime]
