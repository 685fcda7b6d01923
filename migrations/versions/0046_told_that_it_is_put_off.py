"""A text that tells her that her time has passed and when we ring instead: each time that happens."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_text_messages_kind"), "text_messages")
    op.create_check_constraint(
        op.f("ck_text_messages_kind"),
        "text_messages",
        "kind IN ('confirmation', 'reminder', 'late', 'put_off', 'sorry', 'form')",
    )
    op.drop_index("uq_text_messages_once", "text_messages")
    op.create_index(
        "uq_text_messages_once",
        "text_messages",
        ["callback_id", "kind", "about_at"],
        unique=True,
        postgresql_where=sa.text("kind NOT IN ('confirmation', 'put_off')"),
    )
