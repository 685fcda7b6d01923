"""A site opened now until a time, whatever its hours say."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0040"


def upgrade() -> None:
    op.add_column("sites", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sites", sa.Column("opened_until", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_sites_opened_until_a_time"), "sites", "(opened_at IS NULL) = (opened_until IS NULL)"
    )
