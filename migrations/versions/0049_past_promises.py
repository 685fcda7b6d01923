"""Promised times that came before another took their place: they are counted as they were kept."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    op.create_table(
        "past_promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("interpreter_language", sa.Text(), nullable=True),
        sa.Column("textphone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_past_promises_callback_id_callbacks")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_past_promises_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_promises")),
    )
    op.create_index("ix_past_promises_due", "past_promises", ["due_at"])
