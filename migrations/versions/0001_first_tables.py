"""The first tables, and the rules that must never break."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


APPEND_ONLY = """
CREATE FUNCTION refuse_to_alter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_alter();
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON call_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_alter();
"""

# The moment of first contact is the date of claim: two people agree on another, on evidence, or it stays.
FIRST_CONTACT = """
CREATE FUNCTION keep_first_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.first_contact_at IS DISTINCT FROM OLD.first_contact_at AND NOT EXISTS (
        SELECT 1 FROM first_contact_corrections c
        WHERE c.claimant_id = OLD.id AND c.old = OLD.first_contact_at AND c.new = NEW.first_contact_at
          AND c.agreed_by IS NOT NULL AND c.agreed_by <> c.asked_by
    ) THEN
        RAISE EXCEPTION 'first contact of claimant % may only be corrected by two people', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER first_contact_is_kept BEFORE UPDATE OF first_contact_at ON claimants
    FOR EACH ROW EXECUTE FUNCTION keep_first_contact();
"""

# An adviser's place in the diary is promised only within the rota: no booking beyond who is on duty.
WITHIN_ROTA = """
CREATE FUNCTION hold_within_rota() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.resource = 'adviser' AND NEW.released_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM rotas r
        WHERE r.staff_id = NEW.resource_key::int AND r.kind = 'duty' AND r.during @> NEW.during
    ) THEN
        RAISE EXCEPTION 'adviser % is not on duty for all of %', NEW.resource_key, NEW.during
            USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER holds_are_within_the_rota BEFORE INSERT OR UPDATE OF during, resource_key, released_at ON holds
    FOR EACH ROW EXECUTE FUNCTION hold_within_rota();
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "call_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_events")),
        sa.UniqueConstraint(
            "subject",
            "stream",
            "sequence",
            "event",
            name="uq_call_events_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_call_events_subject"), "call_events", ["subject"], unique=False)
    op.create_table(
        "failed_sign_ins",
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_failed_sign_ins")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("once_key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lane IN ('telephone', 'message', 'paper')", name=op.f("ck_jobs_lane")),
        sa.CheckConstraint("state IN ('wanted', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("once_key", name=op.f("uq_jobs_once_key")),
    )
    op.create_index(
        "ix_jobs_open",
        "jobs",
        ["lane", "priority", "due_at"],
        unique=False,
        postgresql_where="state IN ('wanted', 'running')",
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nation", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("textphone", sa.Text(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("address_lines", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("overflow_order", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("emergency_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("emergency_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("nation IN ('england', 'wales')", name=op.f("ck_sites_nation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("slug", name=op.f("uq_sites_slug")),
        sa.UniqueConstraint("telephone", name=op.f("uq_sites_telephone")),
        sa.UniqueConstraint("textphone", name=op.f("uq_sites_textphone")),
    )
    op.create_table(
        "catchments",
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_catchments_site_id")),
        sa.PrimaryKeyConstraint("district", "site_id", name=op.f("pk_catchments")),
    )
    op.create_table(
        "claimants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("first_contact_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("home_site_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("forenames", sa.Text(), nullable=True),
        sa.Column("surname", sa.Text(), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("nino_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("nino_look_up", sa.LargeBinary(), nullable=True),
        sa.Column("address_lines", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("telephone", sa.Text(), nullable=True),
        sa.Column("spoken_language", sa.Text(), nullable=False),
        sa.Column("read_language", sa.Text(), nullable=False),
        sa.Column("interpreter_language", sa.Text(), nullable=True),
        sa.Column("textphone", sa.Boolean(), nullable=False),
        sa.Column("correspondence", sa.Text(), nullable=False),
        sa.Column("large_print", sa.Boolean(), nullable=False),
        sa.Column("safe_to_ring", sa.Boolean(), nullable=False),
        sa.Column("safe_to_leave_message", sa.Boolean(), nullable=False),
        sa.Column("may_say_who", sa.Boolean(), nullable=False),
        sa.Column("safe_times", sa.Text(), nullable=True),
        sa.Column("do_not_post", sa.Boolean(), nullable=False),
        sa.Column("agreed_word", sa.Text(), nullable=True),
        sa.Column("urgent", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.CheckConstraint("correspondence IN ('en', 'cy', 'both')", name=op.f("ck_claimants_correspondence")),
        sa.ForeignKeyConstraint(["home_site_id"], ["sites.id"], name=op.f("fk_claimants_home_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claimants")),
        sa.UniqueConstraint("reference", name=op.f("uq_claimants_reference")),
    )
    op.create_index(op.f("ix_claimants_home_site_id"), "claimants", ["home_site_id"], unique=False)
    op.create_index(op.f("ix_claimants_nino_look_up"), "claimants", ["nino_look_up"], unique=False)
    op.create_index(op.f("ix_claimants_telephone"), "claimants", ["telephone"], unique=False)
    op.create_table(
        "kept_back",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("advisers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_kept_back_site_id")),
        sa.PrimaryKeyConstraint("site_id", "starts_at", name=op.f("pk_kept_back")),
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address_lines", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("personal_advisers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("private_telephones", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_offices_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )
    op.create_index(op.f("ix_offices_site_id"), "offices", ["site_id"], unique=False)
    op.create_table(
        "overflow_states",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_overflow_states_site_id")),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_overflow_states")),
    )
    op.create_table(
        "site_closures",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_closures_site_id")),
        sa.PrimaryKeyConstraint("site_id", "on", name=op.f("pk_site_closures")),
    )
    op.create_table(
        "site_hours",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_site_hours_opens_before_it_closes")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_site_hours_weekday")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_site_hours_site_id")),
        sa.PrimaryKeyConstraint("site_id", "weekday", name=op.f("pk_site_hours")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("textphone", sa.Boolean(), nullable=False),
        sa.Column("desk_number", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('adviser', 'supervisor', 'operator')", name=op.f("ck_staff_role")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_staff_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("username", name=op.f("uq_staff_username")),
    )
    op.create_index(op.f("ix_staff_site_id"), "staff", ["site_id"], unique=False)
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_key", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_audit_entries_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_staff_id"), "audit_entries", ["staff_id"], unique=False)
    op.create_index("ix_audit_entries_subject", "audit_entries", ["subject", "subject_key"], unique=False)
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sid", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("from_number", sa.Text(), nullable=True),
        sa.Column("to_number", sa.Text(), nullable=False),
        sa.Column("textphone", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('in_script', 'waiting', 'choosing', 'connected', 'ended')", name=op.f("ck_calls_state")
        ),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_calls_claimant_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_calls_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("sid", name=op.f("uq_calls_sid")),
    )
    op.create_index(op.f("ix_calls_claimant_id"), "calls", ["claimant_id"], unique=False)
    op.create_index("ix_calls_live", "calls", ["site_id"], unique=False, postgresql_where="ended_at IS NULL")
    op.create_table(
        "first_contact_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("old", sa.DateTime(timezone=True), nullable=False),
        sa.Column("new", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("asked_by <> agreed_by", name=op.f("ck_first_contact_corrections_two_people")),
        sa.ForeignKeyConstraint(["agreed_by"], ["staff.id"], name=op.f("fk_first_contact_corrections_agreed_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_first_contact_corrections_asked_by")),
        sa.ForeignKeyConstraint(
            ["claimant_id"], ["claimants.id"], name=op.f("fk_first_contact_corrections_claimant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_contact_corrections")),
    )
    op.create_index(
        op.f("ix_first_contact_corrections_claimant_id"),
        "first_contact_corrections",
        ["claimant_id"],
        unique=False,
    )
    op.create_table(
        "presence",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_since", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('signed_out', 'ready', 'ringing', 'on_call', 'in_interview', 'wrapping_up', 'break', 'away')",
            name=op.f("ck_presence_state"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_presence_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_presence")),
    )
    op.create_table(
        "rotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("staff_id"), "="),
            (sa.column("kind"), "="),
            (sa.column("during"), "&&"),
            using="gist",
            name="ex_rotas_once",
        ),
        sa.CheckConstraint("kind IN ('duty', 'break')", name=op.f("ck_rotas_kind")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_rotas_site_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rotas_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotas")),
    )
    op.create_index(op.f("ix_rotas_site_id"), "rotas", ["site_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_ins_staff_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_staff_id"), "sign_ins", ["staff_id"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=True),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("with_whom", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("papers_read_out", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("proof_number", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('personal_adviser', 'face_to_face')", name=op.f("ck_appointments_kind")),
        sa.CheckConstraint(
            "state <> 'booked' OR (starts_at IS NOT NULL AND office_id IS NOT NULL)",
            name=op.f("ck_appointments_booked_has_a_time"),
        ),
        sa.CheckConstraint(
            "state <> 'deferred' OR (until IS NOT NULL AND reason IS NOT NULL AND decided_by IS NOT NULL)",
            name=op.f("ck_appointments_deferral_has_a_date_and_a_reason"),
        ),
        sa.CheckConstraint(
            "state <> 'waived' OR (reason IS NOT NULL AND decided_by IS NOT NULL)",
            name=op.f("ck_appointments_waiver_is_a_persons"),
        ),
        sa.CheckConstraint(
            "state IN ('booked', 'deferred', 'waived', 'kept', 'missed', 'cancelled')",
            name=op.f("ck_appointments_state"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_appointments_call_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_appointments_claimant_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_appointments_decided_by")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_appointments_office_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_appointments_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(op.f("ix_appointments_call_id"), "appointments", ["call_id"], unique=False)
    op.create_index(op.f("ix_appointments_claim_id"), "appointments", ["claim_id"], unique=False)
    op.create_index(op.f("ix_appointments_claimant_id"), "appointments", ["claimant_id"], unique=False)
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=True),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("booked_by", sa.Integer(), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("interpreter_language", sa.Text(), nullable=True),
        sa.Column("textphone", sa.Boolean(), nullable=False),
        sa.Column("safe_to_ring", sa.Boolean(), nullable=False),
        sa.Column("safe_to_leave_message", sa.Boolean(), nullable=False),
        sa.Column("name_recording", sa.Text(), nullable=True),
        sa.Column("proof_number", sa.Text(), nullable=False),
        sa.Column("agreed_word", sa.Text(), nullable=True),
        sa.Column("held_adviser_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'booked' OR next_at IS NOT NULL", name=op.f("ck_callbacks_booked_has_a_time")),
        sa.CheckConstraint(
            "state IN ('owed', 'booked', 'due', 'in_progress', 'broken_off', 'letter_wanted', 'kept', 'cancelled')",
            name=op.f("ck_callbacks_state"),
        ),
        sa.ForeignKeyConstraint(["booked_by"], ["staff.id"], name=op.f("fk_callbacks_booked_by")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_callbacks_call_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_callbacks_claimant_id")),
        sa.ForeignKeyConstraint(["held_adviser_id"], ["staff.id"], name=op.f("fk_callbacks_held_adviser_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_callbacks_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index("ix_callbacks_next", "callbacks", ["next_at"], unique=False, postgresql_where="state = 'booked'")
    op.create_index(op.f("ix_callbacks_site_id"), "callbacks", ["site_id"], unique=False)
    op.create_index(
        "uq_callbacks_call",
        "callbacks",
        ["call_id"],
        unique=True,
        postgresql_where="state NOT IN ('kept', 'cancelled')",
    )
    op.create_index(
        "uq_callbacks_claimant",
        "callbacks",
        ["claimant_id"],
        unique=True,
        postgresql_where="state NOT IN ('kept', 'cancelled')",
    )
    op.create_table(
        "demands",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("callback_id", sa.Uuid(), nullable=True),
        sa.Column("home_site_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("textphone", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_adviser_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("last_offered_to", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('caller', 'callback')", name=op.f("ck_demands_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'choosing', 'offered', 'connected', 'served', 'abandoned', 'booked', 'withdrawn')",
            name=op.f("ck_demands_state"),
        ),
        sa.CheckConstraint("(call_id IS NOT NULL) <> (callback_id IS NOT NULL)", name=op.f("ck_demands_one_subject")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_demands_call_id")),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_demands_callback_id")),
        sa.ForeignKeyConstraint(["held_adviser_id"], ["staff.id"], name=op.f("fk_demands_held_adviser_id")),
        sa.ForeignKeyConstraint(["home_site_id"], ["sites.id"], name=op.f("fk_demands_home_site_id")),
        sa.ForeignKeyConstraint(["last_offered_to"], ["staff.id"], name=op.f("fk_demands_last_offered_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demands")),
    )
    op.create_index(
        "ix_demands_open",
        "demands",
        ["home_site_id", "joined_at"],
        unique=False,
        postgresql_where="ended_at IS NULL",
    )
    op.create_index("uq_demands_call", "demands", ["call_id"], unique=True, postgresql_where="ended_at IS NULL")
    op.create_index("uq_demands_callback", "demands", ["callback_id"], unique=True, postgresql_where="ended_at IS NULL")
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("resource_key", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("callback_id", sa.Uuid(), nullable=True),
        sa.Column("appointment_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("resource"), "="),
            (sa.column("resource_key"), "="),
            (sa.column("during"), "&&"),
            where=sa.text("released_at IS NULL"),
            using="gist",
            name="ex_holds_once",
        ),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_holds_appointment_id")),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_holds_callback_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_holds_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_appointment_id"), "holds", ["appointment_id"], unique=False)
    op.create_index(op.f("ix_holds_callback_id"), "holds", ["callback_id"], unique=False)
    op.create_index(
        "ix_holds_site",
        "holds",
        ["site_id", "during"],
        unique=False,
        postgresql_using="gist",
        postgresql_where="released_at IS NULL",
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("away", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('ringing', 'accepted', 'ended', 'unanswered', 'declined', 'failed', 'withdrawn')",
            name=op.f("ck_offers_state"),
        ),
        sa.ForeignKeyConstraint(["adviser_id"], ["staff.id"], name=op.f("fk_offers_adviser_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["demands.id"], name=op.f("fk_offers_demand_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_offers_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_adviser_id"), "offers", ["adviser_id"], unique=False)
    op.create_index(op.f("ix_offers_demand_id"), "offers", ["demand_id"], unique=False)
    op.create_index(
        "uq_offers_adviser",
        "offers",
        ["adviser_id"],
        unique=True,
        postgresql_where="state IN ('ringing', 'accepted')",
    )
    op.create_index("uq_offers_demand", "offers", ["demand_id"], unique=True, postgresql_where="state = 'ringing'")
    op.create_table(
        "connections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("callback_id", sa.Uuid(), nullable=True),
        sa.Column("claimant_id", sa.Uuid(), nullable=True),
        sa.Column("conference_sid", sa.Text(), nullable=True),
        sa.Column("claimant_sid", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimant_joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("end_pressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adviser_dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("wrap_up_code", sa.Text(), nullable=True),
        sa.Column("wrapped_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["staff.id"], name=op.f("fk_connections_adviser_id")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_connections_call_id")),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_connections_callback_id")),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_connections_claimant_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_connections_offer_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_connections_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
    )
    op.create_index(op.f("ix_connections_adviser_id"), "connections", ["adviser_id"], unique=False)
    op.create_index(op.f("ix_connections_call_id"), "connections", ["call_id"], unique=False)
    op.create_index(op.f("ix_connections_callback_id"), "connections", ["callback_id"], unique=False)
    op.create_index(op.f("ix_connections_claimant_id"), "connections", ["claimant_id"], unique=False)
    op.create_index(op.f("ix_connections_offer_id"), "connections", ["offer_id"], unique=False)
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["callback_id"], ["callbacks.id"], name=op.f("fk_attempts_callback_id")),
        sa.ForeignKeyConstraint(["connection_id"], ["connections.id"], name=op.f("fk_attempts_connection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("callback_id", "number", name=op.f("uq_attempts_callback_id_number")),
    )
    op.create_table(
        "legs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("connection_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("to_number", sa.Text(), nullable=False),
        sa.Column("from_number", sa.Text(), nullable=False),
        sa.Column("ring_seconds", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sid", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dialled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_absent", sa.Integer(), nullable=False),
        sa.Column("rang", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('adviser', 'claimant', 'interpreter')", name=op.f("ck_legs_role")),
        sa.CheckConstraint(
            "state IN ('wanted', 'dialling', 'unknown', 'sent', 'ringing', 'answered', 'ended', 'refused', 'cancelled')",
            name=op.f("ck_legs_state"),
        ),
        sa.ForeignKeyConstraint(["connection_id"], ["connections.id"], name=op.f("fk_legs_connection_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_legs_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legs")),
        sa.UniqueConstraint("sid", name=op.f("uq_legs_sid")),
    )
    op.create_index(op.f("ix_legs_connection_id"), "legs", ["connection_id"], unique=False)
    op.create_index(
        "ix_legs_live",
        "legs",
        ["state"],
        unique=False,
        postgresql_where="state NOT IN ('ended', 'refused', 'cancelled')",
    )
    op.create_index(op.f("ix_legs_offer_id"), "legs", ["offer_id"], unique=False)
    op.execute(APPEND_ONLY)
    op.execute(FIRST_CONTACT)
    op.execute(WITHIN_ROTA)
