"""Call-backs by typing, and why another site typed with her; two more alerts: who waits too long, a refused file."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"

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
    "vacancies_refused",
    "typed_waiting",
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_alerts_kind"), "alerts")
    op.create_check_constraint(op.f("ck_alerts_kind"), "alerts", f"kind IN ({', '.join(map(repr, ALERTS))})")
    op.add_column("conversations", sa.Column("away_reason", sa.Text(), nullable=True))
    op.add_column(
        "conversations",
        sa.Column("away_values", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
    )
    op.alter_column("conversations", "away_values", server_default=None)
    op.add_column("conversation_codes", sa.Column("callback_id", sa.Uuid(), nullable=True))
    op.add_column("conversation_codes", sa.Column("about_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_conversation_codes_callback_id_callbacks"), "conversation_codes", "callbacks", ["callback_id"], ["id"]
    )
    op.create_unique_constraint(
        op.f("uq_conversation_codes_callback_id_about_at"), "conversation_codes", ["callback_id", "about_at"]
    )
    op.add_column("attempts", sa.Column("conversation_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_attempts_conversation_id_conversations"), "attempts", "conversations", ["conversation_id"], ["id"]
    )
