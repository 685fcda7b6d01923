"""Suppliers of telephone interpreters; whom a claimant would have interpret for her, and who may not."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base
from app.values.opening_hours import OpeningHours


class Supplier(Base):
    """Who sends an interpreter to the telephone. `place` is its turn among those that are tried, from 1.

    `telephone` is E.164, `access_code` the digits by which it knows who rings, if it wants any. One that the file
    no longer lists keeps its row, for the calls that were made to it, and has no place. An interpreter of our own
    staff is a supplier with one line, tried before those who are paid: `kind` is "trained" (an interpreter), "fluent"
    (a colleague who speaks it) or "supplier". `price_pence` is what a begun minute costs, None where it is not known.

    `lines` is how many it can serve at once: a call-back is promised only with one of them held. Without that number
    it is on demand: it sends somebody to every call within its hours, and nothing is held. `hours` (London, as typed,
    by the name of the weekday) are those in which it can be had; None: always.

    `gender` and `dialects` are those of one person; a supplier sends whoever is asked for, and has no gender. The file
    unlists only what came `from_file`: what was added on the page stays.
    """

    __tablename__ = "interpreter_suppliers"
    __table_args__ = (
        CheckConstraint("place >= 1", name="place"),
        CheckConstraint("lines >= 1", name="lines"),
        CheckConstraint("kind IN ('trained', 'fluent', 'supplier')", name="kind"),
        CheckConstraint("price_pence >= 0", name="price_pence"),
        CheckConstraint("gender IN ('woman', 'man')", name="gender"),
        UniqueConstraint("place", name="uq_interpreter_suppliers_place", deferrable=True, initially="DEFERRED"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    telephone: Mapped[str]
    access_code: Mapped[str | None]
    languages: Mapped[list[str]]
    place: Mapped[int | None]
    lines: Mapped[int | None]
    hours: Mapped[dict[str, str] | None] = mapped_column(JSONB(none_as_null=True))
    kind: Mapped[str] = mapped_column(default="supplier")
    price_pence: Mapped[int | None]
    gender: Mapped[str | None]
    dialects: Mapped[list[str]] = mapped_column(default=list)
    from_file: Mapped[bool] = mapped_column(default=False)

    @property
    def opening(self) -> OpeningHours | None:
        """The hours in which it can be had; None: always."""
        return None if self.hours is None else OpeningHours.parse(self.hours)


class InterpreterWish(Base):
    """Whom a claimant would have interpret for her, by her own wish: a woman or a man, one who speaks her dialect, or
    somebody of her own (`own_name`, and what they are to her), who is 16 or over and then interprets instead."""

    __tablename__ = "interpreter_wishes"
    __table_args__ = (
        CheckConstraint("gender IN ('woman', 'man')", name="gender"),
        CheckConstraint("(own_name IS NULL) = (own_is IS NULL)", name="own"),
    )

    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"), primary_key=True)
    gender: Mapped[str | None]
    dialect: Mapped[str | None]
    own_name: Mapped[str | None]
    own_is: Mapped[str | None]
    noted_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    noted_at: Mapped[datetime]


class InterpreterConflict(Base):
    """Who may not interpret for a claimant, and why. `person`: one interpreter of a supplier, by name or number; empty:
    nobody of it may. Lifted, it is kept."""

    __tablename__ = "interpreter_conflicts"
    __table_args__ = (
        CheckConstraint("why IN ('relative', 'former_partner', 'community', 'asked')", name="why"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifting_was_recorded"),
        Index(
            "uq_interpreter_conflicts_now",
            "claimant_id",
            "supplier_id",
            "person",
            unique=True,
            postgresql_where="lifted_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claimant_id: Mapped[UUID] = mapped_column(ForeignKey("claimants.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("interpreter_suppliers.id"))
    person: Mapped[str]
    why: Mapped[str]
    noted_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    noted_at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lifted_at: Mapped[datetime | None]
