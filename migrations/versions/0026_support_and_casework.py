"""The support plan and its records, immediate needs, notes, complaints; colleagues who are asked to come to a call."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0026"
down_revision = "0025"

KINDS = (
    "'oldest_waiting', 'service_level', 'late_callback', 'nobody_signed_in', 'silent', 'will_be_late', 'met_nobody', "
    "'support_needed', 'immediate_need'"
)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def upgrade() -> None:
    op.add_column("legs", sa.Column("asked_by", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_legs_asked_by_staff"), "legs", "staff", ["asked_by"], ["id"])
    op.drop_constraint(op.f("ck_alerts_kind"), "alerts")
    op.create_check_constraint(op.f("ck_alerts_kind"), "alerts", f"kind IN ({KINDS})")
    _support()
    _needs()
    _words()


def _support() -> None:
    op.create_table(
        "support_plans",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("points", ARRAY(sa.Text()), nullable=False),
        sa.Column("contacts", JSONB(), nullable=False),
        _moment("changed_at", nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("cardinality(points) = 6", name=op.f("ck_support_plans_points")),
        _to("support_plans", "site_id", "sites"),
        _to("support_plans", "changed_by", "staff"),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_support_plans")),
    )
    op.create_table(
        "support_records",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=True),
        sa.Column("connection_id", sa.Uuid(), nullable=True),
        _moment("opened_at", nullable=False),
        _moment("closed_at"),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("looked_after_by", sa.Integer(), nullable=True),
        _moment("looked_after_at"),
        sa.CheckConstraint(
            "outcome IN ('turned_to', 'emergency', 'taken_over', 'no_danger', 'line_lost')",
            name=op.f("ck_support_records_outcome"),
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_support_records_closed_with_an_outcome")
        ),
        _to("support_records", "staff_id", "staff"),
        _to("support_records", "site_id", "sites"),
        _to("support_records", "claimant_id", "claimants"),
        _to("support_records", "connection_id", "connections"),
        _to("support_records", "looked_after_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_records")),
    )
    op.create_index(op.f("ix_support_records_claimant_id"), "support_records", ["claimant_id"])
    op.create_index("ix_support_records_opened", "support_records", ["opened_at"])
    op.create_index(
        "uq_support_records_open",
        "support_records",
        ["staff_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "support_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        _moment("at", nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("colleague_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("point BETWEEN 0 AND 6", name=op.f("ck_support_steps_point")),
        sa.CheckConstraint("(point = 0) = (colleague_id IS NOT NULL)", name=op.f("ck_support_steps_colleague")),
        _to("support_steps", "record_id", "support_records"),
        _to("support_steps", "colleague_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_steps")),
    )
    op.create_index(op.f("ix_support_steps_record_id"), "support_steps", ["record_id"])
    op.create_index(
        "uq_support_steps_point",
        "support_steps",
        ["record_id", "point"],
        unique=True,
        postgresql_where=sa.text("point > 0"),
    )


def _needs() -> None:
    op.create_table(
        "named_officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        _moment("since", nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        _moment("until"),
        _to("named_officers", "site_id", "sites"),
        _to("named_officers", "staff_id", "staff"),
        _to("named_officers", "named_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_officers")),
    )
    op.create_index(
        "uq_named_officers_now", "named_officers", ["site_id"], unique=True, postgresql_where=sa.text("until IS NULL")
    )
    op.create_table(
        "immediate_needs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kinds", ARRAY(sa.Text()), nullable=False),
        _moment("raised_at", nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        _moment("taken_at"),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        _moment("done_at"),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (taken_by IS NULL)", name=op.f("ck_immediate_needs_taken_by_somebody")
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR taken_at IS NOT NULL", name=op.f("ck_immediate_needs_taken_before_done")
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (answer_sealed IS NULL)", name=op.f("ck_immediate_needs_done_with_an_answer")
        ),
        _to("immediate_needs", "claimant_id", "claimants"),
        _to("immediate_needs", "site_id", "sites"),
        _to("immediate_needs", "raised_by", "staff"),
        _to("immediate_needs", "officer_id", "staff"),
        _to("immediate_needs", "taken_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_immediate_needs")),
    )
    op.create_index(op.f("ix_immediate_needs_claimant_id"), "immediate_needs", ["claimant_id"])
    op.create_index("ix_immediate_needs_site", "immediate_needs", ["site_id", "raised_at"])
    op.create_index(
        "uq_immediate_needs_open",
        "immediate_needs",
        ["claimant_id"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL"),
    )


def _words() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        _moment("at", nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        _to("notes", "claimant_id", "claimants"),
        _to("notes", "site_id", "sites"),
        _to("notes", "by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_claimant_id"), "notes", ["claimant_id"])
    op.create_table(
        "complaints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        _moment("at", nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        _moment("answered_at"),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer_sealed IS NULL)", name=op.f("ck_complaints_answered_with_an_answer")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_complaints_answered_by_somebody")
        ),
        _to("complaints", "claimant_id", "claimants"),
        _to("complaints", "site_id", "sites"),
        _to("complaints", "by", "staff"),
        _to("complaints", "owner_id", "staff"),
        _to("complaints", "answered_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    op.create_index(op.f("ix_complaints_claimant_id"), "complaints", ["claimant_id"])
    op.create_index(
        "ix_complaints_open", "complaints", ["site_id", "due_on"], postgresql_where=sa.text("answered_at IS NULL")
    )
