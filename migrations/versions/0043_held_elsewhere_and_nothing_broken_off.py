"""At which other site a call-back's interview may be held, and why; and of each attempt why it was made elsewhere.

No call-back is "broken off" any more: nothing ever wrote that state. One whose interview stops half-way has its rest
booked, or is owed a time that a person agrees with her, as any that were there would be from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
STATES = ("owed", "booked", "due", "in_progress", "letter_wanted", "kept", "cancelled")


def upgrade() -> None:
    op.add_column("callbacks", sa.Column("away_site_id", sa.Integer(), nullable=True))
    op.add_column("callbacks", sa.Column("away_because", sa.Text(), nullable=True))
    op.add_column("attempts", sa.Column("away_because", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_callbacks_away_site_id_sites"), "callbacks", "sites", ["away_site_id"], ["id"])
    op.create_index(
        "ix_attempts_away", "attempts", ["started_at"], postgresql_where=sa.text("away_because IS NOT NULL")
    )
    for table in ("callbacks", "attempts"):
        op.create_check_constraint(op.f(f"ck_{table}_away_because"), table, "away_because IN ('released', 'chosen')")
    op.create_check_constraint(
        op.f("ck_callbacks_away_has_a_reason"), "callbacks", "(away_site_id IS NULL) = (away_because IS NULL)"
    )
    op.execute(
        "UPDATE callbacks SET state = 'owed', turned_down = true, deadline = now() + interval '1 day' "
        "WHERE state = 'broken_off'"
    )
    op.drop_constraint(op.f("ck_callbacks_state"), "callbacks", type_="check")
    op.create_check_constraint(op.f("ck_callbacks_state"), "callbacks", f"state IN ({', '.join(map(repr, STATES))})")
