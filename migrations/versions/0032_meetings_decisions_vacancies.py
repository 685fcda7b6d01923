"""Meetings: needs, specialisms, who said what came of them; waivers agreed to by a second person; decisions reviewed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"

LIST = postgresql.ARRAY(sa.Text())
STANDING = "state IN ('booked', 'deferred', 'waiver_asked', 'waived')"


def upgrade() -> None:
    op.add_column("offices", sa.Column("access", LIST, server_default=sa.text("'{}'"), nullable=False))
    op.add_column(
        "offices", sa.Column("specialisms", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)
    )
    _appointments()
    op.create_table(
        "decision_reviews",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("found IN ('same', 'otherwise', 'unsure')", name=op.f("ck_decision_reviews_found")),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointments.id"], name=op.f("fk_decision_reviews_appointment_id_appointments")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["staff.id"], name=op.f("fk_decision_reviews_reviewed_by_staff")),
        sa.PrimaryKeyConstraint("appointment_id", name=op.f("pk_decision_reviews")),
    )
    op.add_column("tasks", sa.Column("appointment_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_tasks_appointment_id_appointments"), "tasks", "appointments", ["appointment_id"], ["id"]
    )
    op.create_index(op.f("ix_tasks_appointment_id"), "tasks", ["appointment_id"])
    op.drop_constraint(op.f("ck_tasks_kind"), "tasks")
    op.create_check_constraint(
        op.f("ck_tasks_kind"),
        "tasks",
        "kind IN ('letter_came_back', 'no_receipt', 'form_not_back', 'form_corrected', 'invite_again', "
        "'ring_or_visit', 'find_a_time', 'deferral_over', 'arrange_interpreter')",
    )
    _vacancies()


def _vacancies() -> None:
    op.create_table(
        "vacancies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("title", "place", "wage", "hours", "employer", "contact")
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "work_words",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('english'::regconfig, (title || ' '::text) || employer)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "place_words",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('simple'::regconfig, place)", persisted=True),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancies")),
        sa.UniqueConstraint("key", name=op.f("uq_vacancies_key")),
    )
    for column in ("work_words", "place_words"):
        op.create_index(f"ix_vacancies_{column}", "vacancies", [column], postgresql_using="gin")
    op.create_table(
        "vacancy_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vacancies", sa.Integer(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(fault IS NULL) = (vacancies IS NOT NULL)", name=op.f("ck_vacancy_files_taken_in_or_refused")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_files")),
    )
    op.create_index(op.f("ix_vacancy_files_digest"), "vacancy_files", ["digest"])
    op.create_table(
        "chosen_vacancies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("vacancy_id", sa.Integer(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_chosen_vacancies_claim_id_claims")),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancies.id"], name=op.f("fk_chosen_vacancies_vacancy_id_vacancies")
        ),
        sa.ForeignKeyConstraint(["chosen_by"], ["staff.id"], name=op.f("fk_chosen_vacancies_chosen_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chosen_vacancies")),
    )
    op.create_index(op.f("ix_chosen_vacancies_claim_id"), "chosen_vacancies", ["claim_id"])
    op.create_index(
        "uq_chosen_vacancies",
        "chosen_vacancies",
        ["claim_id", "vacancy_id"],
        unique=True,
        postgresql_where=sa.text("taken_out_at IS NULL"),
    )


def _appointments() -> None:
    for column in ("needs", "groups"):
        op.add_column("appointments", sa.Column(column, LIST, server_default=sa.text("'{}'"), nullable=False))
    op.add_column("appointments", sa.Column("because", sa.Text(), nullable=True))
    op.add_column("appointments", sa.Column("instead_of", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_appointments_instead_of_appointments"), "appointments", "appointments", ["instead_of"], ["id"]
    )
    for moment, who in (("agreed_at", "agreed_by"), ("settled_at", "settled_by")):
        op.add_column("appointments", sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
        op.add_column("appointments", sa.Column(who, sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(f"fk_appointments_{who}_staff"), "appointments", "staff", [who], ["id"])
    op.drop_constraint(op.f("ck_appointments_state"), "appointments")
    op.drop_constraint(op.f("ck_appointments_waiver_is_a_persons"), "appointments")
    op.drop_index("uq_appointments_standing", "appointments")
    # Whatever one person alone has waived waits for another from now on.
    op.execute("UPDATE appointments SET state = 'waiver_asked' WHERE state = 'waived'")
    op.create_check_constraint(
        op.f("ck_appointments_state"),
        "appointments",
        "state IN ('booked', 'deferred', 'waiver_asked', 'waived', 'kept', 'missed', 'cancelled', 'ended')",
    )
    op.create_check_constraint(
        op.f("ck_appointments_waiver_is_a_persons"),
        "appointments",
        "state NOT IN ('waiver_asked', 'waived') OR (reason IS NOT NULL AND decided_by IS NOT NULL)",
    )
    op.create_check_constraint(
        op.f("ck_appointments_waiver_is_agreed_to"),
        "appointments",
        "state <> 'waived' OR (agreed_by IS NOT NULL AND agreed_at IS NOT NULL)",
    )
    op.create_check_constraint(op.f("ck_appointments_waiver_is_two_peoples"), "appointments", "agreed_by <> decided_by")
    op.create_index(
        "uq_appointments_standing",
        "appointments",
        ["claimant_id", "kind"],
        unique=True,
        postgresql_where=sa.text(STANDING),
    )
    op.create_index("ix_appointments_day", "appointments", ["site_id", "starts_at"])
    op.create_index(
        "ix_appointments_decided", "appointments", ["made_at"], postgresql_where=sa.text("decided_by IS NOT NULL")
    )
