"""Whether a text message is safe is asked by itself: a message can be seen by others."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("claimants", sa.Column("safe_to_text", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("claimants", "safe_to_text", server_default=None)
