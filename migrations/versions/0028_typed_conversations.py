"""Typed conversations: their turns, and the codes by which somebody proves who they are."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

TURNS_ARE_APPEND_ONLY = """
CREATE TRIGGER conversation_turns_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON conversation_turns
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_alter();
"""


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("turn", sa.Text(), nullable=False),
        sa.Column("sk_by", sa.Text(), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("door_hash", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'held', 'left', 'ended')", name=op.f("ck_conversations_state")),
        sa.CheckConstraint("turn IN ('claimant', 'adviser')", name=op.f("ck_conversations_turn")),
        sa.CheckConstraint("sk_by IN ('claimant', 'adviser')", name=op.f("ck_conversations_sk_by")),
        sa.CheckConstraint(
            "(state = 'held') = (adviser_id IS NOT NULL AND ended_at IS NULL)",
            name=op.f("ck_conversations_held_by_somebody"),
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_conversations_end_was_recorded")
        ),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_conversations_claimant_id_claimants")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_conversations_site_id_sites")),
        sa.ForeignKeyConstraint(["adviser_id"], ["staff.id"], name=op.f("fk_conversations_adviser_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("door_hash", name=op.f("uq_conversations_door_hash")),
    )
    op.create_index(
        "uq_conversations_open",
        "conversations",
        ["claimant_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'ended'"),
    )
    op.create_index(
        "ix_conversations_waiting",
        "conversations",
        ["site_id", "waiting_since"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_conversations_held", "conversations", ["adviser_id"], postgresql_where=sa.text("state = 'held'")
    )
    op.create_index("ix_conversations_claimant_id", "conversations", ["claimant_id"])
    op.create_table(
        "conversation_turns",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sign", sa.Text(), nullable=True),
        sa.Column("crossed", sa.Boolean(), nullable=False),
        sa.Column("sent_key", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("author IN ('claimant', 'adviser')", name=op.f("ck_conversation_turns_author")),
        sa.CheckConstraint("sign IN ('ga', 'sk')", name=op.f("ck_conversation_turns_sign")),
        sa.CheckConstraint(
            "(author = 'adviser') = (staff_id IS NOT NULL)", name=op.f("ck_conversation_turns_adviser_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_conversation_turns_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_conversation_turns_staff_id_staff")),
        sa.PrimaryKeyConstraint("conversation_id", "number", name=op.f("pk_conversation_turns")),
        sa.UniqueConstraint("conversation_id", "sent_key", name=op.f("uq_conversation_turns_conversation_id_sent_key")),
    )
    op.execute(TURNS_ARE_APPEND_ONLY)
    op.create_table(
        "conversation_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(telephone IS NULL) = (given_by IS NOT NULL)", name=op.f("ck_conversation_codes_texted_or_given")
        ),
        sa.CheckConstraint(
            "telephone IS NOT NULL OR claimant_id IS NOT NULL", name=op.f("ck_conversation_codes_given_to_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["claimant_id"], ["claimants.id"], name=op.f("fk_conversation_codes_claimant_id_claimants")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["staff.id"], name=op.f("fk_conversation_codes_given_by_staff")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_conversation_codes_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_codes")),
    )
    op.create_index(
        "ix_conversation_codes_asked",
        "conversation_codes",
        ["asked_at"],
        postgresql_where=sa.text("telephone IS NOT NULL"),
    )
    op.create_index("ix_conversation_codes_claimant_id", "conversation_codes", ["claimant_id"])
