"""Leave, keys of diary feeds, and closures for a part of a day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("site_closures", sa.Column("shut_from", sa.Time(), nullable=True))
    op.add_column("site_closures", sa.Column("shut_to", sa.Time(), nullable=True))
    op.create_check_constraint(
        op.f("ck_site_closures_whole_or_part"), "site_closures", "(shut_from IS NULL) = (shut_to IS NULL)"
    )
    op.create_check_constraint(op.f("ck_site_closures_shut_from_before_to"), "site_closures", "shut_from < shut_to")
    op.create_table(
        "leaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("cut", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("staff_id"), "="), (sa.column("during"), "&&"), using="gist", name="ex_leaves_once"
        ),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_leaves_made_by_staff")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_leaves_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_table(
        "diary_feeds",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_diary_feeds_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_diary_feeds")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_diary_feeds_key_hash")),
    )
