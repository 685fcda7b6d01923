"""Interpreters of our own staff before the suppliers, and what each costs a minute."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column(
        "interpreter_suppliers", sa.Column("kind", sa.Text(), nullable=False, server_default=sa.text("'supplier'"))
    )
    op.alter_column("interpreter_suppliers", "kind", server_default=None)
    op.add_column("interpreter_suppliers", sa.Column("price_pence", sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_interpreter_suppliers_kind"), "interpreter_suppliers", "kind IN ('trained', 'fluent', 'supplier')"
    )
    op.create_check_constraint(
        op.f("ck_interpreter_suppliers_price_pence"), "interpreter_suppliers", "price_pence >= 0"
    )
    op.create_index("ix_legs_interpreters", "legs", ["created_at"], postgresql_where=sa.text("role = 'interpreter'"))
