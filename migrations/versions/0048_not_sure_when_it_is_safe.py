"""Whether she is not sure at which times it is safe to ring her: then none is but those that she agrees to."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.add_column("claimants", sa.Column("safe_times_unknown", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("claimants", "safe_times_unknown", server_default=None)
    # Whoever has answered so already: in the newest claim in which it was asked.
    op.execute("""
        UPDATE claimants SET safe_times_unknown = true
        WHERE id IN (
            SELECT claimant_id FROM (
                SELECT DISTINCT ON (c.claimant_id) c.claimant_id, a.value
                FROM answers AS a JOIN claims AS c ON c.id = a.claim_id
                WHERE a.field = 'contact.safe_times'
                ORDER BY c.claimant_id, c.number DESC
            ) AS last
            WHERE last.value @> '{"unsure": true}' OR last.value @> '{"declined": true}'
        )
    """)
