"""Whether she is not sure at which times it is safe to ring her: then none is but those that she agrees to."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.add_column("claimants", sa.Column("safe_times_unknown", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("claimants", "safe_times_unknown", server_default=None)
