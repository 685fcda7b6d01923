"""People are found by names, though they are misspelt; restricted records open only with a reason."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from app.claimants import naming

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    for column in ("former_names", "name_words"):
        op.add_column("claimants", sa.Column(column, ARRAY(sa.Text()), nullable=False, server_default="{}"))
        op.alter_column("claimants", column, server_default=None)
    op.create_table(
        "name_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("near", ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_name_words")),
    )
    _names_of_now()
    op.create_index(
        "ix_claimants_name_words",
        "claimants",
        ["name_words"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "false"},
    )
    op.create_index(
        "ix_name_words_near", "name_words", ["near"], postgresql_using="gin", postgresql_with={"fastupdate": "false"}
    )
    op.create_index("ix_name_words_begins", "name_words", ["word"], postgresql_ops={"word": "text_pattern_ops"})
    op.create_index(op.f("ix_claimants_date_of_birth"), "claimants", ["date_of_birth"])
    op.create_index(op.f("ix_claimants_postcode"), "claimants", ["postcode"])
    op.create_index(op.f("ix_third_parties_telephone"), "third_parties", ["telephone"])
    op.create_table(
        "restrictions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_restrictions_lifting_was_recorded")
        ),
        sa.ForeignKeyConstraint(["claimant_id"], ["claimants.id"], name=op.f("fk_restrictions_claimant_id_claimants")),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_restrictions_by_staff")),
        sa.ForeignKeyConstraint(["lifted_by"], ["staff.id"], name=op.f("fk_restrictions_lifted_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restrictions")),
    )
    op.create_index(op.f("ix_restrictions_claimant_id"), "restrictions", ["claimant_id"])
    op.create_index(
        "uq_restrictions_now",
        "restrictions",
        ["claimant_id"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "restricted_openings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claimant_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["claimant_id"], ["claimants.id"], name=op.f("fk_restricted_openings_claimant_id_claimants")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_restricted_openings_staff_id_staff")),
        sa.ForeignKeyConstraint(["seen_by"], ["staff.id"], name=op.f("fk_restricted_openings_seen_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restricted_openings")),
    )
    op.create_index("ix_restricted_openings_day", "restricted_openings", ["claimant_id", "staff_id", "on"])
    op.create_index("ix_restricted_openings_at", "restricted_openings", ["at"])


def _names_of_now() -> None:
    """Whoever is recorded already is found by name as well."""
    database = op.get_bind()
    people = database.execute(
        sa.text("SELECT id, forenames, surname FROM claimants WHERE forenames IS NOT NULL OR surname IS NOT NULL")
    )
    words: set[str] = set()
    for claimant_id, forenames, surname in people:
        of_person = naming.words(forenames, surname)
        words.update(of_person)
        database.execute(
            sa.text("UPDATE claimants SET name_words = :words WHERE id = :id"), {"words": of_person, "id": claimant_id}
        )
    for word in words:
        database.execute(
            sa.text("INSERT INTO name_words (word, near) VALUES (:word, :near)"),
            {"word": word, "near": naming.keys(word)},
        )
