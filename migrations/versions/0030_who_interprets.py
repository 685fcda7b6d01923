"""Whom she would have interpret for her and who may not; a man or a woman; and which interpreters a file loaded.

And who chose to wait for somebody who speaks her language; and a text that says sorry where nobody interpreted.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("interpreter_suppliers", sa.Column("gender", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_interpreter_suppliers_gender"), "interpreter_suppliers", "gender IN ('woman', 'man')"
    )
    op.add_column(
        "interpreter_suppliers",
        sa.Column("dialects", ARRAY(sa.Text()), nullable=False, server_default=sa.text("'{}'")),
    )
    op.alter_column("interpreter_suppliers", "dialects", server_default=None)
    op.add_column(
        "interpreter_suppliers", sa.Column("from_file", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.alter_column("interpreter_suppliers", "from_file", server_default=None)
    # Who was not added on the page came from a file.
    op.execute(
        "UPDATE interpreter_suppliers SET from_file = NOT EXISTS (SELECT FROM audit_entries WHERE "
        "action = 'interpreter_added' AND subject = 'interpreter' AND subject_key = interpreter_suppliers.id::text)"
    )
    op.drop_constraint(op.f("ck_text_messages_kind"), "text_messages")
    op.create_check_constraint(
        op.f("ck_text_messages_kind"), "text_messages", "kind IN ('confirmation', 'reminder', 'late', 'sorry')"
    )
    op.add_column(
        "demands", sa.Column("waits_for_speaker", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.alter_column("demands", "waits_for_speaker", server_default=None)
    op.create_table(
        "interpreter_wishes",
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("dialect", sa.Text(), nullable=True),
        sa.Column("own_name", sa.Text(), nullable=True),
        sa.Column("own_is", sa.Text(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gender IN ('woman', 'man')", name=op.f("ck_interpreter_wishes_gender")),
        sa.CheckConstraint("(own_name IS NULL) = (own_is IS NULL)", name=op.f("ck_interpreter_wishes_own")),
        sa.ForeignKeyConstraint(
            ["claimant_id"], ["claimants.id"], name=op.f("fk_interpreter_wishes_claimant_id_claimants")
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_interpreter_wishes_noted_by_staff")),
        sa.PrimaryKeyConstraint("claimant_id", name=op.f("pk_interpreter_wishes")),
    )
    op.create_table(
        "interpreter_conflicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "why IN ('relative', 'former_partner', 'community', 'asked')", name=op.f("ck_interpreter_conflicts_why")
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_interpreter_conflicts_lifting_was_recorded")
        ),
        sa.ForeignKeyConstraint(
            ["claimant_id"], ["claimants.id"], name=op.f("fk_interpreter_conflicts_claimant_id_claimants")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["interpreter_suppliers.id"],
            name=op.f("fk_interpreter_conflicts_supplier_id_interpreter_suppliers"),
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_interpreter_conflicts_noted_by_staff")),
        sa.ForeignKeyConstraint(["lifted_by"], ["staff.id"], name=op.f("fk_interpreter_conflicts_lifted_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interpreter_conflicts")),
    )
    op.create_index(
        "uq_interpreter_conflicts_now",
        "interpreter_conflicts",
        ["claimant_id", "supplier_id", "person"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
