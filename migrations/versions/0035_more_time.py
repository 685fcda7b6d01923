"""More time: a sign-in that somebody prolongs, a wrap-up that is given longer."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.add_column("sign_ins", sa.Column("stays_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("connections", sa.Column("wrap_up_until", sa.DateTime(timezone=True), nullable=True))
