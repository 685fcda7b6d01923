"""That a correction of the first contact was not agreed to, or taken back by who asked for it."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.add_column("first_contact_corrections", sa.Column("refused_by", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_first_contact_corrections_refused_by"), "first_contact_corrections", "staff", ["refused_by"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_first_contact_corrections_one_answer"),
        "first_contact_corrections",
        "agreed_by IS NULL OR refused_by IS NULL",
    )
