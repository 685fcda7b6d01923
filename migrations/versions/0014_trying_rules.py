"""What advisers did and when, and rules that are tried on a day's calls before they are applied."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0012"

HISTORY_IS_KEPT = """
CREATE TRIGGER presence_changes_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON presence_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_alter();
"""
# Whoever is signed in when this is installed is known to the history too.
AS_IT_STANDS = """
INSERT INTO presence_changes (staff_id, site_id, state, reason, at)
SELECT p.staff_id, s.site_id, p.state, p.reason, p.since
FROM presence p JOIN staff s ON s.id = p.staff_id WHERE p.state <> 'signed_out' ORDER BY p.since, p.staff_id
"""


def upgrade() -> None:
    op.create_table(
        "presence_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('signed_out', 'ready', 'ringing', 'on_call', 'in_interview', 'wrapping_up', 'break', 'away')",
            name=op.f("ck_presence_changes_state"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_presence_changes_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_presence_changes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_changes")),
    )
    op.create_index("ix_presence_changes_at", "presence_changes", ["at"])
    op.create_index("ix_presence_changes_staff_at", "presence_changes", ["staff_id", "at"])
    op.execute(HISTORY_IS_KEPT)
    op.execute(AS_IT_STANDS)
    op.create_table(
        "rule_trials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("based_on", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("overflow_order", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("share_done", sa.Float(), nullable=False),
        sa.Column("found", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_rule_trials_asked_by")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_rule_trials_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_trials")),
    )
    op.create_index(op.f("ix_rule_trials_asked_at"), "rule_trials", ["asked_at"])
    # A trial keeps a processor busy for seconds: it has a lane, and so a thread, of its own.
    op.drop_constraint(op.f("ck_jobs_lane"), "jobs", type_="check")
    op.create_check_constraint(op.f("ck_jobs_lane"), "jobs", "lane IN ('telephone', 'message', 'paper', 'trial')")
