"""Recorded prompts: what the line plays in a language without a voice."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "prompts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("sound", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("media IN ('audio/wav', 'audio/mpeg')", name=op.f("ck_prompts_media")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_prompts_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.UniqueConstraint("language", "words", name=op.f("uq_prompts_language_words")),
    )
