"""Claims with their answers, letters and print runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

HISTORY_IS_KEPT = """
CREATE TRIGGER answer_history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON answer_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_alter();
"""


def upgrade() -> None:
    op.create_table(
        "print_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_runs")),
        sa.UniqueConstraint("kind", "on", name=op.f("uq_print_runs_kind_on")),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Uuid(), nullable=True),
        sa.Column("script_name", sa.Text(), nullable=False),
        sa.Column("script_version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("broken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'broken_off', 'finished', 'posted', 'signed', 'withdrawn')", name=op.f("ck_claims_state")
        ),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_claims_callback_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_claims_claimant_id")),
        sa.ForeignKeyConstraint(["finished_by"], ["staff.id"], name=op.f("fk_claims_finished_by")),
        sa.ForeignKeyConstraint(["started_by"], ["staff.id"], name=op.f("fk_claims_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("claimant_id", "number", name=op.f("uq_claims_claimant_id_number")),
    )
    op.create_index(op.f("ix_claims_callback_id"), "claims", ["callback_id"], unique=False)
    op.create_index(
        "uq_claims_under_way",
        "claims",
        ["claimant_id"],
        unique=True,
        postgresql_where="state IN ('open', 'broken_off')",
    )
    op.create_table(
        "answer_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(value IS NULL) <> (sealed IS NULL)", name=op.f("ck_answer_history_open_or_sealed")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_answer_history_claim_id")),
        sa.ForeignKeyConstraint(["given_by"], ["staff.id"], name=op.f("fk_answer_history_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_history")),
    )
    op.create_index("ix_answer_history_field", "answer_history", ["claim_id", "field"], unique=False)
    op.create_table(
        "answers",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(value IS NULL) <> (sealed IS NULL)", name=op.f("ck_answers_open_or_sealed")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_answers_claim_id")),
        sa.ForeignKeyConstraint(["given_by"], ["staff.id"], name=op.f("fk_answers_given_by")),
        sa.PrimaryKeyConstraint("claim_id", "field", name=op.f("pk_answers")),
    )
    op.create_table(
        "letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("callback_id", sa.Uuid(), nullable=True),
        sa.Column("postage", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("files", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'claim_pack' OR claim_id IS NOT NULL", name=op.f("ck_letters_claim_pack_has_a_claim")
        ),
        sa.CheckConstraint("kind IN ('claim_pack', 'confirmation')", name=op.f("ck_letters_kind")),
        sa.CheckConstraint("postage IN ('first', 'second', 'economy')", name=op.f("ck_letters_postage")),
        sa.CheckConstraint(
            "state IN ('wanted', 'printed', 'posted', 'returned', 'handed_over', 'cancelled')",
            name=op.f("ck_letters_state"),
        ),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_letters_callback_id")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_letters_claim_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_letters_claimant_id")),
        sa.ForeignKeyConstraint(["run_id"], ["print_runs.id"], name=op.f("fk_letters_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    op.create_index(op.f("ix_letters_callback_id"), "letters", ["callback_id"], unique=False)
    op.create_index(op.f("ix_letters_claim_id"), "letters", ["claim_id"], unique=False)
    op.create_index(op.f("ix_letters_claimant_id"), "letters", ["claimant_id"], unique=False)
    op.create_index(op.f("ix_letters_run_id"), "letters", ["run_id"], unique=False)
    op.create_index("ix_letters_wanted", "letters", ["wanted_at"], unique=False, postgresql_where="state = 'wanted'")
    op.create_index(
        "uq_letters_wanted",
        "letters",
        ["claim_id", "kind"],
        unique=True,
        postgresql_where="state = 'wanted' AND claim_id IS NOT NULL",
    )
    op.create_index(
        "uq_letters_wanted_callback",
        "letters",
        ["callback_id", "kind"],
        unique=True,
        postgresql_where="state = 'wanted' AND callback_id IS NOT NULL",
    )
    op.execute(HISTORY_IS_KEPT)
