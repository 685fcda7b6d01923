"""Texts to claimants and from them; what she said of texts; a claimant who met nobody; two more kinds of alert."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"

KINDS = "'oldest_waiting', 'service_level', 'late_callback', 'nobody_signed_in', 'silent'"


def upgrade() -> None:
    op.add_column("callbacks", sa.Column("safe_to_text", sa.Boolean(), nullable=True))
    op.add_column("connections", sa.Column("met_nobody_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_connections_met_nobody", "connections", ["met_nobody_at"], postgresql_where="met_nobody_at IS NOT NULL"
    )
    op.execute("ALTER TABLE alerts DROP CONSTRAINT ck_alerts_ck_alerts_kind")
    op.create_check_constraint(op.f("ck_alerts_kind"), "alerts", f"kind IN ({KINDS}, 'will_be_late', 'met_nobody')")
    op.create_table(
        "text_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("callback_id", sa.Uuid(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("about_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sid", sa.Text(), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('wanted', 'sending', 'lost', 'sent', 'delivered', 'undelivered', 'failed', 'refused',"
            " 'not_sent')",
            name=op.f("ck_text_messages_state"),
        ),
        sa.CheckConstraint("kind IN ('confirmation', 'reminder', 'late')", name=op.f("ck_text_messages_kind")),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_text_messages_callback_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_messages")),
        sa.UniqueConstraint("sid", name=op.f("uq_text_messages_sid")),
    )
    op.create_index(op.f("ix_text_messages_callback_id"), "text_messages", ["callback_id"])
    op.create_index(
        "uq_text_messages_once",
        "text_messages",
        ["callback_id", "kind", "about_at"],
        unique=True,
        postgresql_where="kind <> 'confirmation'",
    )
    op.create_table(
        "texts_received",
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("asks", sa.Text(), nullable=True),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("callback_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_texts_received_callback_id")),
        sa.PrimaryKeyConstraint("sid", name=op.f("pk_texts_received")),
    )
    op.create_index(op.f("ix_texts_received_callback_id"), "texts_received", ["callback_id"])
    op.create_table(
        "texted_numbers",
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_on", sa.Date(), nullable=True),
        sa.Column("wrong_figures", sa.Integer(), nullable=False),
        sa.Column("offered_for", sa.Uuid(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["offered_for"], ["callbacks.id"], name=op.f("fk_texted_numbers_offered_for")),
        sa.PrimaryKeyConstraint("telephone", name=op.f("pk_texted_numbers")),
    )
