"""Letters about a meeting, letters kept at an office, what a letter said of the meeting; where an appointee lives."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("letters", sa.Column("appointment_id", sa.Uuid(), nullable=True))
    op.add_column("letters", sa.Column("told", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_letters_appointment_id_appointments"), "letters", "appointments", ["appointment_id"], ["id"]
    )
    op.create_index(op.f("ix_letters_appointment_id"), "letters", ["appointment_id"])
    op.create_index(
        "uq_letters_wanted_appointment",
        "letters",
        ["appointment_id", "kind"],
        unique=True,
        postgresql_where="state = 'wanted' AND appointment_id IS NOT NULL",
    )
    op.drop_constraint(op.f("ck_letters_kind"), "letters", type_="check")
    op.drop_constraint(op.f("ck_letters_claim_pack_has_a_claim"), "letters", type_="check")
    op.drop_constraint(op.f("ck_letters_other_kinds_have_a_callback"), "letters", type_="check")
    op.create_check_constraint(
        op.f("ck_letters_kind"),
        "letters",
        "kind IN ('claim_pack', 'held_for_collection', 'confirmation', 'tried_to_ring', 'appointment_changed', "
        "'missed_appointment', 'deferral')",
    )
    op.create_check_constraint(
        op.f("ck_letters_has_a_claim"),
        "letters",
        "kind NOT IN ('claim_pack', 'held_for_collection') OR claim_id IS NOT NULL",
    )
    op.create_check_constraint(
        op.f("ck_letters_has_a_callback"),
        "letters",
        "kind NOT IN ('confirmation', 'tried_to_ring') OR callback_id IS NOT NULL",
    )
    op.create_check_constraint(
        op.f("ck_letters_has_an_appointment"),
        "letters",
        "kind NOT IN ('appointment_changed', 'missed_appointment', 'deferral') OR appointment_id IS NOT NULL",
    )
    op.add_column("third_parties", sa.Column("address_lines", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("third_parties", sa.Column("postcode", sa.Text(), nullable=True))
