"""Whether who is owed a call has turned down the times there were: those owed so far are given none unasked."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("callbacks", sa.Column("turned_down", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE callbacks SET turned_down = true WHERE state = 'owed'")
    op.alter_column("callbacks", "turned_down", server_default=None)
