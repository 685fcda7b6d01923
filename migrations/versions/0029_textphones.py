"""What a textphone number plays and that nobody answered it; by what somebody speaks, and their Relay TextNumber."""

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
    op.add_column("claimants", sa.Column("telephone_kind", sa.Text(), server_default="voice", nullable=False))
    op.execute("UPDATE claimants SET telephone_kind = 'textphone' WHERE textphone")
    op.alter_column("claimants", "telephone_kind", server_default=None)
    op.drop_column("claimants", "textphone")
    op.add_column("claimants", sa.Column("relay_number", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_claimants_telephone_kind"),
        "claimants",
        "telephone_kind IN ('voice', 'textphone', 'relay', 'typed', 'signed')",
    )
    op.create_index(op.f("ix_claimants_relay_number"), "claimants", ["relay_number"])
    op.add_column("attempts", sa.Column("by_hand_of", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_attempts_by_hand_of_staff"), "attempts", "staff", ["by_hand_of"], ["id"])
    op.add_column(
        "claimants", sa.Column("access_needs", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.alter_column("claimants", "access_needs", server_default=None)
    op.add_column("appointments", sa.Column("online", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("appointments", "online", server_default=None)
    op.create_index("ix_appointments_starts", "appointments", ["site_id", "starts_at"])
