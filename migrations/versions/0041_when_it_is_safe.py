"""When it is safe to ring: times of the day, and words that only a person can judge; owed calls that are for a person;
when a call was last wanted at once.

So far it was asked when we should not ring, and the answer was shown, and obeyed, as the times that are safe. What was
meant by it only a person can tell: it becomes words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.add_column("claimants", sa.Column("safe_in_words", sa.Text(), nullable=True))
    op.execute("UPDATE claimants SET safe_in_words = safe_times, safe_times = NULL WHERE safe_times <> ''")
    op.add_column("callbacks", sa.Column("for_a_person", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("callbacks", "for_a_person", server_default=None)
    op.add_column("callbacks", sa.Column("wanted_now_at", sa.DateTime(timezone=True), nullable=True))
