"""What a supervisor does from the board: advisers lent for a day, put back by somebody, calls listened to, words said."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("sites", sa.Column("emergency_message", postgresql.JSONB(), nullable=True))
    op.add_column("staff", sa.Column("home_site_id", sa.Integer(), nullable=True))
    op.add_column("staff", sa.Column("lent_on", sa.Date(), nullable=True))
    op.create_foreign_key(op.f("fk_staff_home_site_id_sites"), "staff", "sites", ["home_site_id"], ["id"])
    op.create_check_constraint(op.f("ck_staff_lent"), "staff", "(home_site_id IS NULL) = (lent_on IS NULL)")
    op.create_check_constraint(op.f("ck_staff_lent_elsewhere"), "staff", "home_site_id <> site_id")
    op.create_index("ix_staff_lent", "staff", ["home_site_id"], postgresql_where=sa.text("home_site_id IS NOT NULL"))
    op.add_column("presence", sa.Column("set_by", sa.Integer(), nullable=True))
    op.add_column("presence", sa.Column("word", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_presence_set_by_staff"), "presence", "staff", ["set_by"], ["id"])
    op.add_column("legs", sa.Column("supervisor_id", sa.Integer(), nullable=True))
    op.add_column("legs", sa.Column("mode", sa.Text(), nullable=True))
    op.add_column("legs", sa.Column("mode_in_force", sa.Text(), nullable=True))
    op.add_column("legs", sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("legs", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_legs_supervisor_id_staff"), "legs", "staff", ["supervisor_id"], ["id"])
    op.drop_constraint(op.f("ck_legs_role"), "legs", type_="check")
    op.create_check_constraint(
        op.f("ck_legs_role"), "legs", "role IN ('adviser', 'claimant', 'interpreter', 'supervisor')"
    )
    op.create_check_constraint(op.f("ck_legs_mode"), "legs", "mode IN ('listen', 'whisper', 'join')")
    op.create_check_constraint(
        "ck_legs_supervised", "legs", "(role = 'supervisor') = (supervisor_id IS NOT NULL AND mode IS NOT NULL)"
    )
    op.create_index(
        "uq_legs_one_a_supervisor",
        "legs",
        ["supervisor_id"],
        unique=True,
        postgresql_where=sa.text(
            "supervisor_id IS NOT NULL AND state NOT IN ('ended', 'refused', 'cancelled') AND left_at IS NULL"
        ),
    )
