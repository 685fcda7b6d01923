"""Open jobs in the whole of the order in which they are claimed: many due at one moment are not sorted each time."""

from alembic import op

revision = "0015"
down_revision = "0014"
OPEN = "state IN ('wanted', 'running')"


def upgrade() -> None:
    op.drop_index("ix_jobs_open", table_name="jobs")
    op.create_index("ix_jobs_open", "jobs", ["lane", "priority", "due_at", "id"], postgresql_where=OPEN)
