"""The claim goes on: exports and their receipts, the benefit expert's role; signed forms, chased and corrected."""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "claim_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("document_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("form_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('made', 'sent', 'received', 'superseded')", name=op.f("ck_claim_exports_state")),
        sa.CheckConstraint("recipient IN ('benefit_expert', 'council')", name=op.f("ck_claim_exports_recipient")),
        sa.CheckConstraint(
            "(received_at IS NULL) = (received_by IS NULL)", name=op.f("ck_claim_exports_received_by_somebody")
        ),
        sa.CheckConstraint(
            "(state = 'received') = (received_at IS NOT NULL)", name=op.f("ck_claim_exports_receipt_is_known")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_exports_claim_id_claims")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_claim_exports_recorded_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_exports")),
        sa.UniqueConstraint(
            "claim_id", "recipient", "version", name=op.f("uq_claim_exports_claim_id_recipient_version")
        ),
    )
    op.create_index(
        "ix_claim_exports_waiting", "claim_exports", ["made_at"], postgresql_where=sa.text("state IN ('made', 'sent')")
    )
    op.add_column("claims", sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "script_versions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("files", postgresql.JSONB(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_script_versions")),
    )
    op.add_column("claims", sa.Column("signed_by", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_claims_signed_by_staff"), "claims", "staff", ["signed_by"], ["id"])
    op.create_table(
        "form_chases",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_letter", sa.Boolean(), nullable=False),
        sa.Column("by_text", sa.Boolean(), nullable=False),
        sa.Column("by_task", sa.Boolean(), nullable=False),
        sa.CheckConstraint("step IN ('first', 'second', 'overdue')", name=op.f("ck_form_chases_step")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_form_chases_claim_id_claims")),
        sa.PrimaryKeyConstraint("claim_id", "step", name=op.f("pk_form_chases")),
    )
    op.create_table(
        "claim_corrections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("until_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("was IN ('finished', 'posted', 'signed')", name=op.f("ck_claim_corrections_was")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (until_id IS NULL)", name=op.f("ck_claim_corrections_closed_with_an_end")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_claim_corrections_closed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_corrections_claim_id_claims")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.id"], name=op.f("fk_claim_corrections_opened_by_staff")),
        sa.ForeignKeyConstraint(["closed_by"], ["staff.id"], name=op.f("fk_claim_corrections_closed_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_corrections")),
    )
    op.create_index("ix_claim_corrections_claim_id", "claim_corrections", ["claim_id"])
    op.create_index(
        "uq_claim_corrections_open",
        "claim_corrections",
        ["claim_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    _allow("claims", "state", "correcting")
    _allow("staff", "role", "expert")
    _allow("tasks", "kind", "no_receipt", "form_not_back", "form_corrected")
    _allow("text_messages", "kind", "form")


def _allow(table: str, column: str, *values: str) -> None:
    """Let a column hold `values` besides what it may hold by now, whatever that is."""
    name = f"ck_{table}_{column}"
    told = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"), {"name": name}
    )
    allowed = dict.fromkeys([*re.findall(r"'([a-z_]+)'", told), *values])
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, f"{column} IN ({', '.join(map(repr, allowed))})")
