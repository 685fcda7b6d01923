"""Each adviser's telephone: the one on the desk, or one in the browser."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column(
        "staff", sa.Column("browser_telephone", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.alter_column("staff", "browser_telephone", server_default=None)
