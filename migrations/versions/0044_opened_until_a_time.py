"""A site opened now until a time, whatever its hours say; the numbers of the alerts as they were before a change; and
the interviews of today by an index.

Which change is known from its entry of the audit: one from before this cannot be undone.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.add_column("sites", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sites", sa.Column("opened_until", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_sites_opened_until_a_time"), "sites", "(opened_at IS NULL) = (opened_until IS NULL)"
    )
    op.alter_column("alert_settings", "rules", nullable=True)
    op.add_column("alert_settings", sa.Column("before", postgresql.JSONB(), nullable=True))
    op.add_column("alert_settings", sa.Column("changed_by_entry", sa.Integer(), nullable=True))
    op.create_index(
        "ix_connections_interviewed", "connections", ["wrapped_up_at"], postgresql_where="callback_id IS NOT NULL"
    )
