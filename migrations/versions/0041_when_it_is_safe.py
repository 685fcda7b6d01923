"""When it is safe to ring: times of the day, and words that only a person can judge.

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
