"""Callers by when they joined, and short calls by when they were wrapped up: what is measured lately."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_demands_joined", "demands", ["joined_at"])
    op.create_index(
        "ix_connections_wrapped_up", "connections", ["wrapped_up_at"], postgresql_where="call_id IS NOT NULL"
    )
