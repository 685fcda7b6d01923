"""One standing appointment of a kind for a claimant; the rota and the promises are found by time."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index(
        "uq_appointments_standing",
        "appointments",
        ["claimant_id", "kind"],
        unique=True,
        postgresql_where="state IN ('booked', 'deferred', 'waived')",
    )
    op.create_index("ix_callbacks_due", "callbacks", ["due_at"])
    # A site's rota of a day is asked for at every offer: years of other days must not be read for it.
    op.drop_index("ix_rotas_site_id", table_name="rotas")
    op.create_index("ix_rotas_site", "rotas", ["site_id", "during"], postgresql_using="gist")
