"""Times at which Twilio did not answer, and what the sweep mended found quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
        # One that goes on has no end, and there is one at a time, whichever process meets it first.
        sa.UniqueConstraint("ended_at", name="uq_outages_now", postgresql_nulls_not_distinct=True),
    )
    op.create_index("ix_call_events_mended", "call_events", ["event"], postgresql_where="stream = 'sweep'")
