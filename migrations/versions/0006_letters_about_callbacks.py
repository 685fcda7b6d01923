"""Letters about call-backs: when we shall ring, and that we tried to."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_letters_kind"), "letters", type_="check")
    op.create_check_constraint(
        op.f("ck_letters_kind"), "letters", "kind IN ('claim_pack', 'confirmation', 'tried_to_ring')"
    )
    op.create_check_constraint(
        op.f("ck_letters_other_kinds_have_a_callback"), "letters", "kind = 'claim_pack' OR callback_id IS NOT NULL"
    )
