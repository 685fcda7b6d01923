"""Suppliers of telephone interpreters."""

from sqlalchemy import CheckConstraint, UniqueConstraint
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
    """

    __tablename__ = "interpreter_suppliers"
    __table_args__ = (
        CheckConstraint("place >= 1", name="place"),
        CheckConstraint("lines >= 1", name="lines"),
        CheckConstraint("kind IN ('trained', 'fluent', 'supplier')", name="kind"),
        CheckConstraint("price_pence >= 0", name="price_pence"),
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

    @property
    def opening(self) -> OpeningHours | None:
        """The hours in which it can be had; None: always."""
        return None if self.hours is None else OpeningHours.parse(self.hours)
