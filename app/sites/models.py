"""Tables of the sites: numbers, hours, closures, catchments, offices and their private telephones."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Site(Base):
    """A call centre. `rules` holds its numbers for overflow and call-backs, read as `sites.rules.SiteRules`.

    While it is closed at once, `emergency_reason` says to staff why, and `emergency_message` is what callers hear, by
    language. From `opened_at` to `opened_until` it is open whatever its hours and closures say.
    """

    __tablename__ = "sites"
    __table_args__ = (
        CheckConstraint("nation IN ('england', 'wales')", name="nation"),
        CheckConstraint("(opened_at IS NULL) = (opened_until IS NULL)", name="opened_until_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    nation: Mapped[str]
    telephone: Mapped[str] = mapped_column(unique=True)
    textphone: Mapped[str] = mapped_column(unique=True)
    languages: Mapped[list[str]]
    address_lines: Mapped[list[str]]
    overflow_order: Mapped[list[str]]
    rules: Mapped[dict[str, Any]]
    emergency_closed_at: Mapped[datetime | None]
    emergency_reason: Mapped[str | None]
    emergency_message: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    opened_at: Mapped[datetime | None]
    opened_until: Mapped[datetime | None]


class SiteHours(Base):
    """When a site opens on one day of the week (0 is Monday), London time; no row, not open."""

    __tablename__ = "site_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="opens_before_it_closes"),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    opens: Mapped[time]
    closes: Mapped[time]


class SiteClosure(Base):
    """A day on which a site is shut besides its nation's bank holidays, or a part of it (London time)."""

    __tablename__ = "site_closures"
    __table_args__ = (
        CheckConstraint("(shut_from IS NULL) = (shut_to IS NULL)", name="whole_or_part"),
        CheckConstraint("shut_from < shut_to", name="shut_from_before_to"),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)
    reason: Mapped[str]
    shut_from: Mapped[time | None]
    shut_to: Mapped[time | None]


class Catchment(Base):
    """A postcode district that a site serves; a border district is in several rows."""

    __tablename__ = "catchments"

    district: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)


class Office(Base):
    """A place where claimants are seen face to face, with the personal advisers who sit there.

    `access` is what somebody who needs it finds there, of `sites.rules.ACCESS`; `specialisms` the names of advisers and
    of which claimants, of `sites.rules.SPECIALISMS`, each knows most.
    """

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    name: Mapped[str]
    address_lines: Mapped[list[str]]
    personal_advisers: Mapped[list[str]]
    access: Mapped[list[str]] = mapped_column(default=list, server_default=text("'{}'"))
    specialisms: Mapped[dict[str, list[str]]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))


class OfficeTelephone(Base):
    """A private telephone of an office, that anyone may be rung on. The diary knows it by its number (E.164)."""

    __tablename__ = "office_telephones"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    telephone: Mapped[str] = mapped_column(unique=True)
