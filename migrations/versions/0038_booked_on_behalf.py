"""Call-backs that somebody booked by keypad for the claimant: whose number is rung."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.add_column("callbacks", sa.Column("on_behalf", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_callbacks_on_behalf"), "callbacks", "on_behalf IN ('helper', 'claimant')")
