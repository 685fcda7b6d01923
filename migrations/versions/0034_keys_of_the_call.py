"""Keys of the call: the adviser mutes, presses keys on her line, and hands a call over to a colleague."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("connections", sa.Column("muted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("connections", "muted", server_default=None)
    op.add_column("connections", sa.Column("keys_wanted", sa.Text(), nullable=True))
    op.add_column("connections", sa.Column("conference_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_connections_conference_id_connections"), "connections", "connections", ["conference_id"], ["id"]
    )
