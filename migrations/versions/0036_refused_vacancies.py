"""An alert of its own for a file of vacancies that was not taken in."""

from alembic import op

revision = "0036"
down_revision = "0035"

ALERTS = (
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
    "vacancies_refused",
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_alerts_kind"), "alerts")
    op.create_check_constraint(op.f("ck_alerts_kind"), "alerts", f"kind IN ({', '.join(map(repr, ALERTS))})")
