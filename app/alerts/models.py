"""Tables of the alerts: by which numbers they are raised, and each one from when it was raised to when it was over."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.alerts.rules import KINDS
from app.database import Base

# What became of the text message: to be sent, sent, refused by the network; or why none was to be sent.
TEXTS = ("wanted", "sent", "refused", "quiet", "no_number", "not_mobile")
# Why none was to be sent when it was raised: each may pass while the alert stands.
NOT_SENT_YET = ("quiet", "no_number", "not_mobile")


class AlertSettings(Base):
    """The numbers of one site, or (`site_id` is None) of all that have none of their own, read as `AlertRules`.

    Where `rules` is None it has none of its own (any more). `before` is what they were before the last change, which
    is that entry of the audit; None too where no change is known that could be undone.
    """

    __tablename__ = "alert_settings"
    __table_args__ = (UniqueConstraint("site_id", name="uq_alert_settings_site", postgresql_nulls_not_distinct=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    rules: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    changed_by_entry: Mapped[int | None]


class Alert(Base):
    """One alert. `subject` names a process where it is about one; the sentence is kept as template and values.

    `calm_since` is since when its cause has been away; once that has lasted it is over, at `cleared_at`.
    """

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
        CheckConstraint(f"text_state IN ({', '.join(repr(one) for one in TEXTS)})", name="text_state"),
        Index(
            "uq_alerts_open",
            "kind",
            "site_id",
            "subject",
            unique=True,
            postgresql_where="cleared_at IS NULL",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_alerts_raised", "raised_at"),
        Index("ix_alerts_texted", "kind", "site_id", "subject", "texted_at", postgresql_where="texted_at IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    subject: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    reason_values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    raised_at: Mapped[datetime]
    calm_since: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    seen_at: Mapped[datetime | None]
    text_state: Mapped[str]
    texted_at: Mapped[datetime | None]
