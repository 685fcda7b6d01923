"""The number or name of whoever interprets a call, as the adviser wrote it down."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("legs", sa.Column("person", sa.Text(), nullable=True))
