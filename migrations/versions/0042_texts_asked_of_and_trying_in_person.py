"""Whether texts are safe: no, or never asked. Whoever was asked so far and did not say yes has said no.

And a task for a person: to try in person whoever was rung, and written to, in vain.
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

NEVER_ASKED = """
UPDATE claimants SET safe_to_text = NULL
WHERE NOT safe_to_text AND NOT EXISTS (
    SELECT FROM answer_history JOIN claims ON claims.id = answer_history.claim_id
    WHERE claims.claimant_id = claimants.id AND answer_history.field = 'contact.safe_to_text'
)
"""


def upgrade() -> None:
    op.alter_column("claimants", "safe_to_text", existing_type=sa.Boolean(), nullable=True)
    op.execute(NEVER_ASKED)
    op.drop_constraint(op.f("ck_tasks_kind"), "tasks")
    op.create_check_constraint(
        op.f("ck_tasks_kind"),
        "tasks",
        "kind IN ('letter_came_back', 'no_receipt', 'form_not_back', 'form_corrected', 'invite_again', "
        "'ring_or_visit', 'find_a_time', 'deferral_over', 'arrange_interpreter', 'try_in_person')",
    )
