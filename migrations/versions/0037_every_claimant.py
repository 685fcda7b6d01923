"""An apology by letter where nobody came to interpret; a code for the typed page that comes by letter."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

KINDS = (
    "claim_pack",
    "held_for_collection",
    "confirmation",
    "tried_to_ring",
    "nobody_interpreted",
    "appointment_changed",
    "missed_appointment",
    "deferral",
)
ABOUT_A_CALLBACK = ("confirmation", "tried_to_ring", "nobody_interpreted")


def upgrade() -> None:
    for name, said in (
        ("kind", f"kind IN ({', '.join(map(repr, KINDS))})"),
        ("has_a_callback", f"kind NOT IN ({', '.join(map(repr, ABOUT_A_CALLBACK))}) OR callback_id IS NOT NULL"),
    ):
        op.drop_constraint(op.f(f"ck_letters_{name}"), "letters", type_="check")
        op.create_check_constraint(op.f(f"ck_letters_{name}"), "letters", said)
    op.add_column("conversation_codes", sa.Column("letter_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_conversation_codes_letter_id_letters"), "conversation_codes", "letters", ["letter_id"], ["id"]
    )
    op.drop_constraint(op.f("ck_conversation_codes_texted_or_given"), "conversation_codes", type_="check")
    op.create_check_constraint(
        op.f("ck_conversation_codes_texted_given_or_posted"),
        "conversation_codes",
        "num_nonnulls(telephone, given_by, letter_id) = 1",
    )
