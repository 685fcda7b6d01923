"""Alerts; and what the board reads of today by index alone, however many days lie behind."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "alert_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_alert_settings_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert_settings"),
        sa.UniqueConstraint("site_id", name="uq_alert_settings_site", postgresql_nulls_not_distinct=True),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_values", postgresql.JSONB(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calm_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text_state", sa.Text(), nullable=False),
        sa.Column("texted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('oldest_waiting', 'service_level', 'late_callback', 'nobody_signed_in', 'silent')",
            name="ck_alerts_kind",
        ),
        sa.CheckConstraint(
            "text_state IN ('wanted', 'sent', 'refused', 'quiet', 'no_number', 'not_mobile')",
            name="ck_alerts_text_state",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name="fk_alerts_site_id"),
        sa.ForeignKeyConstraint(["seen_by"], ["staff.id"], name="fk_alerts_seen_by"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index(
        "uq_alerts_open",
        "alerts",
        ["kind", "site_id", "subject"],
        unique=True,
        postgresql_where="cleared_at IS NULL",
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_alerts_raised", "alerts", ["raised_at"])
    op.create_index(
        "ix_alerts_texted",
        "alerts",
        ["kind", "site_id", "subject", "texted_at"],
        postgresql_where="texted_at IS NOT NULL",
    )
    op.create_index("ix_offers_away", "offers", ["accepted_at"], postgresql_where="away")
    op.create_index(
        "ix_callbacks_open", "callbacks", ["site_id"], postgresql_where="state NOT IN ('kept', 'cancelled')"
    )
    op.create_index("ix_callbacks_booked", "callbacks", ["booked_at"], postgresql_where="call_id IS NOT NULL")
    op.create_index("ix_jobs_failed", "jobs", ["lane"], postgresql_where="state = 'failed'")
