"""Somebody who waits too long to be typed with raises an alert."""

from alembic import op

revision = "0037"
down_revision = "0034"

BEFORE = (
    "oldest_waiting",
    "service_level",
    "late_callback",
    "nobody_signed_in",
    "silent",
    "will_be_late",
    "met_nobody",
    "support_needed",
    "immediate_need",
    "textphone_unanswered",
)


def upgrade() -> None:
    kinds = (*BEFORE, "typed_waiting")
    op.drop_constraint(op.f("ck_alerts_kind"), "alerts")
    op.create_check_constraint(op.f("ck_alerts_kind"), "alerts", f"kind IN ({', '.join(map(repr, kinds))})")
