"""A call-back that is booked by text: what was asked last, and what was answered so far."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.create_table(
        "text_bookings",
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("offered", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.CheckConstraint("asked IN ('area', 'safe', 'time')", name=op.f("ck_text_bookings_asked")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_text_bookings_site_id_sites")),
        sa.PrimaryKeyConstraint("telephone", name=op.f("pk_text_bookings")),
    )
