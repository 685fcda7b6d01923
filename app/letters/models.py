"""Letters: wanted, printed, posted, returned; and the print runs they went in."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.moves import Moves

ABOUT_A_CLAIM = ("claim_pack", "held_for_collection")
ABOUT_A_CALLBACK = ("confirmation", "tried_to_ring", "nobody_interpreted")
ABOUT_A_MEETING = ("appointment_changed", "missed_appointment", "deferral")
KINDS = (*ABOUT_A_CLAIM, *ABOUT_A_CALLBACK, *ABOUT_A_MEETING)

RETURNED_BECAUSE = ("gone_away", "not_called_for", "refused", "address_incomplete", "other")

LETTER = Moves(
    "letter",
    {
        "wanted": {"printed", "cancelled", "handed_over"},
        # Spoilt in the machine or at the fold: it goes into the next run.
        "printed": {"posted", "wanted", "cancelled", "handed_over"},
        "posted": {"returned", "handed_over"},
        # Come back: somebody finds out where it should go; it may be wanted again.
        "returned": {"wanted", "cancelled"},
        "handed_over": set(),
        "cancelled": set(),
    },
)


class PrintRun(Base):
    """One day's printing: there is one run of a kind a London day, however often it is started."""

    __tablename__ = "print_runs"
    __table_args__ = (UniqueConstraint("kind", "on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    on: Mapped[date]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class PrintPart(Base):
    """What was made at one time of a day's run: the first part at 17.00, another for what came in before the post.

    A part is made once and is never added to, so that whoever prints it prints nothing twice. `file` is all its
    envelopes in one PDF, in order; `manifest` the CSV beside it.
    """

    __tablename__ = "print_parts"
    __table_args__ = (
        UniqueConstraint("run_id", "number"),
        CheckConstraint("(on_paper_at IS NULL) = (on_paper_by IS NULL)", name="on_paper_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("print_runs.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    envelopes: Mapped[int]
    pages: Mapped[int]
    sheets: Mapped[int]
    file: Mapped[str]
    manifest: Mapped[str]
    on_paper_at: Mapped[datetime | None]
    on_paper_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class Letter(Base):
    """One letter to one claimant. It may take several envelopes: `files` names the PDF of each, in order.

    `fault` says why it could not be printed when last tried; it is tried again in the next run. `place` is where it
    lies in the pile of its part, from 1; `spoilt` how often it came out of the printer unfit to send. `told` is what it
    says of the meeting, as `pack.told_of_meeting` has it.
    """

    __tablename__ = "letters"
    __table_args__ = (
        CheckConstraint(LETTER.sql(), name="state"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint("postage IN ('first', 'second', 'economy')", name="postage"),
        CheckConstraint(f"kind NOT IN {ABOUT_A_CLAIM} OR claim_id IS NOT NULL", name="has_a_claim"),
        CheckConstraint(f"kind NOT IN {ABOUT_A_CALLBACK} OR callback_id IS NOT NULL", name="has_a_callback"),
        CheckConstraint(f"kind NOT IN {ABOUT_A_MEETING} OR appointment_id IS NOT NULL", name="has_an_appointment"),
        CheckConstraint(f"returned_because IN {RETURNED_BECAUSE}", name="returned_because"),
        Index("ix_letters_wanted", "wanted_at", postgresql_where="state = 'wanted'"),
        Index(
            "uq_letters_wanted",
            "claim_id",
            "kind",
            unique=True,
            postgresql_where="state = 'wanted' AND claim_id IS NOT NULL",
        ),
        Index(
            "uq_letters_wanted_callback",
            "callback_id",
            "kind",
            unique=True,
            postgresql_where="state = 'wanted' AND callback_id IS NOT NULL",
        ),
        Index(
            "uq_letters_wanted_appointment",
            "appointment_id",
            "kind",
            unique=True,
            postgresql_where="state = 'wanted' AND appointment_id IS NOT NULL",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), index=True)
    claim_id: Mapped[UUID | None] = mapped_column(ForeignKey("claims.id"), index=True)
    callback_id: Mapped[UUID | None] = mapped_column(ForeignKey("callbacks.id"), index=True)
    appointment_id: Mapped[UUID | None] = mapped_column(ForeignKey("appointments.id"), index=True)
    postage: Mapped[str] = mapped_column(default="first")
    state: Mapped[str] = mapped_column(default="wanted")
    wanted_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    returned_because: Mapped[str | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("print_runs.id"), index=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("print_parts.id"), index=True)
    place: Mapped[int | None]
    spoilt: Mapped[int] = mapped_column(default=0, server_default="0")
    pages: Mapped[int | None]
    files: Mapped[list[str] | None]
    sha256: Mapped[str | None]
    told: Mapped[str | None]
    fault: Mapped[str | None]
