"""Suppliers of interpreters, and how it stands with the interpreter of a call."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "interpreter_suppliers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("access_code", sa.Text(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.CheckConstraint("place >= 1", name=op.f("ck_interpreter_suppliers_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_suppliers")),
        sa.UniqueConstraint("name", name=op.f("uq_interpreter_suppliers_name")),
        sa.UniqueConstraint("place", name="uq_interpreter_suppliers_place", deferrable=True, initially="DEFERRED"),
    )
    op.add_column("legs", sa.Column("supplier_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_legs_supplier_id_interpreter_suppliers"), "legs", "interpreter_suppliers", ["supplier_id"], ["id"]
    )
    op.create_check_constraint(op.f("ck_legs_supplier"), "legs", "(role = 'interpreter') = (supplier_id IS NOT NULL)")
    op.add_column("connections", sa.Column("interpreter_language", sa.Text(), nullable=True))
    op.add_column("connections", sa.Column("interpreter_leg_id", sa.Uuid(), nullable=True))
    op.add_column(
        "connections",
        sa.Column("interpreter_state", sa.Text(), nullable=False, server_default="not_wanted"),
    )
    op.alter_column("connections", "interpreter_state", server_default=None)
    op.create_foreign_key("fk_connections_interpreter_leg", "connections", "legs", ["interpreter_leg_id"], ["id"])
    op.create_check_constraint(
        op.f("ck_connections_interpreter_state"),
        "connections",
        "interpreter_state IN ('gone', 'joined', 'not_wanted', 'unreached', 'wanted')",
    )
