"""What a call-back needs is held together: interpreters' lines and hours, private telephones, her office."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "office_telephones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_office_telephones_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_telephones")),
        sa.UniqueConstraint("telephone", name=op.f("uq_office_telephones_telephone")),
    )
    op.create_index(op.f("ix_office_telephones_office_id"), "office_telephones", ["office_id"])
    op.execute(
        "INSERT INTO office_telephones (office_id, telephone)"
        " SELECT offices.id, listed.telephone FROM offices, unnest(private_telephones) AS listed(telephone)"
        " ORDER BY offices.id ON CONFLICT (telephone) DO NOTHING"
    )
    op.drop_column("offices", "private_telephones")
    op.add_column("interpreter_suppliers", sa.Column("lines", sa.Integer(), nullable=True))
    op.add_column("interpreter_suppliers", sa.Column("hours", postgresql.JSONB(), nullable=True))
    op.create_check_constraint(op.f("ck_interpreter_suppliers_lines"), "interpreter_suppliers", "lines >= 1")
    op.add_column("callbacks", sa.Column("office_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_callbacks_office_id"), "callbacks", "offices", ["office_id"], ["id"])
