"""One outage at a time goes on; two may have ended in the same moment."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.drop_constraint("uq_outages_now", "outages")
    op.create_index(
        "uq_outages_now",
        "outages",
        ["ended_at"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where="ended_at IS NULL",
    )
