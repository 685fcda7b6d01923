"""Who acts for a claimant or helps her, with consent recorded; and whose number a call-back rings."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "third_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("rings_back", sa.Boolean(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("safe_to_ring", sa.Boolean(), nullable=False),
        sa.Column("safe_to_leave_message", sa.Boolean(), nullable=False),
        sa.Column("safe_to_text", sa.Boolean(), nullable=False),
        sa.Column("may_say_who", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_by", sa.Integer(), nullable=True),
        sa.Column("consent_until", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "capacity IN ('helper', 'appointee', 'attorney', 'deputy')", name=op.f("ck_third_parties_capacity")
        ),
        sa.CheckConstraint("consent IN ('on_call', 'in_writing', 'own_voice')", name=op.f("ck_third_parties_consent")),
        sa.CheckConstraint("document IN ('seen', 'to_bring')", name=op.f("ck_third_parties_document")),
        sa.CheckConstraint(
            "(capacity = 'helper') = (document IS NULL)", name=op.f("ck_third_parties_acts_by_a_document")
        ),
        sa.CheckConstraint("consent IS NULL OR capacity = 'helper'", name=op.f("ck_third_parties_helps_by_consent")),
        sa.CheckConstraint(
            "(consent IS NULL) = (consent_at IS NULL) AND (consent IS NULL) = (consent_by IS NULL)",
            name=op.f("ck_third_parties_consent_was_recorded"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_why IS NULL)",
            name=op.f("ck_third_parties_withdrawal_was_recorded"),
        ),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_third_parties_claimant_id_claimants")),
        sa.ForeignKeyConstraint(["consent_by"], ["staff.id"], name=op.f("fk_third_parties_consent_by_staff")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_third_parties_recorded_by_staff")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["staff.id"], name=op.f("fk_third_parties_withdrawn_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_third_parties")),
    )
    op.create_index(op.f("ix_third_parties_claimant_id"), "third_parties", ["claimant_id"])
    op.create_index(
        "uq_third_parties_now",
        "third_parties",
        ["claimant_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.add_column("callbacks", sa.Column("third_party_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_callbacks_third_party_id_third_parties"), "callbacks", "third_parties", ["third_party_id"], ["id"]
    )
