"""What a site's textphone number plays, and the alert that no textphone desk answered."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

ALERTS = (
    "oldest_waiting",
    "service_level",
    "late_callback",
    "nobody_signed_in",
    "silent",
    "will_be_late",
    "met_nobody",
    "support_needed",
    "immediate_need",
    "textphone_unanswered",
)


def upgrade() -> None:
    op.create_table(
        "textphone_recordings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('waiting', 'unanswered')", name=op.f("ck_textphone_recordings_kind")),
        sa.CheckConstraint("media IN ('audio/wav', 'audio/mpeg')", name=op.f("ck_textphone_recordings_media")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_textphone_recordings_site_id_sites")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_textphone_recordings_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_textphone_recordings")),
        sa.UniqueConstraint("site_id", "kind", name=op.f("uq_textphone_recordings_site_id_kind")),
    )
    op.create_index("ix_calls_textphone", "calls", ["started_at"], postgresql_where=sa.text("textphone"))
    op.drop_constraint(op.f("ck_alerts_kind"), "alerts")
    op.create_check_constraint(op.f("ck_alerts_kind"), "alerts", f"kind IN ({', '.join(map(repr, ALERTS))})")
