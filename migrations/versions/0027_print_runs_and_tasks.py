"""Tasks that a person closes; the parts of a print run, and why a letter came back."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "print_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envelopes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("on_paper_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_paper_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(on_paper_at IS NULL) = (on_paper_by IS NULL)", name=op.f("ck_print_parts_on_paper_by_somebody")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["print_runs.id"], name=op.f("fk_print_parts_run_id_print_runs")),
        sa.ForeignKeyConstraint(["on_paper_by"], ["staff.id"], name=op.f("fk_print_parts_on_paper_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_parts")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_print_parts_run_id_number")),
    )
    op.add_column("letters", sa.Column("returned_because", sa.Text(), nullable=True))
    op.add_column("letters", sa.Column("part_id", sa.Integer(), nullable=True))
    op.add_column("letters", sa.Column("place", sa.Integer(), nullable=True))
    op.add_column("letters", sa.Column("spoilt", sa.Integer(), server_default="0", nullable=False))
    op.create_foreign_key(op.f("fk_letters_part_id_print_parts"), "letters", "print_parts", ["part_id"], ["id"])
    op.create_index(op.f("ix_letters_part_id"), "letters", ["part_id"])
    op.create_check_constraint(
        op.f("ck_letters_returned_because"),
        "letters",
        "returned_because IN ('gone_away', 'not_called_for', 'refused', 'address_incomplete', 'other')",
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('letter_came_back')", name=op.f("ck_tasks_kind")),
        sa.CheckConstraint("(done_at IS NULL) = (outcome IS NULL)", name=op.f("ck_tasks_done_with_an_outcome")),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_tasks_closed_by_a_person")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_tasks_site_id_sites")),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_tasks_claimant_id_claimants")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_tasks_claim_id_claims")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_tasks_letter_id_letters")),
        sa.ForeignKeyConstraint(["done_by"], ["staff.id"], name=op.f("fk_tasks_done_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("once_key", name=op.f("uq_tasks_once_key")),
    )
    for column in ("claimant_id", "claim_id", "letter_id"):
        op.create_index(op.f(f"ix_tasks_{column}"), "tasks", [column])
    op.create_index("ix_tasks_open", "tasks", ["site_id", "due_on"], postgresql_where=sa.text("done_at IS NULL"))
