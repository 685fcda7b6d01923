"""Suppliers of telephone interpreters."""

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Supplier(Base):
    """Who sends an interpreter to the telephone. `place` is its turn among those that are tried, from 1.

    `telephone` is E.164, `access_code` the digits by which it knows who rings, if it wants any. One that the file
    no longer lists keeps its row, for the calls that were made to it, and has no place.
    """

    __tablename__ = "interpreter_suppliers"
    __table_args__ = (
        CheckConstraint("place >= 1", name="place"),
        UniqueConstraint("place", name="uq_interpreter_suppliers_place", deferrable=True, initially="DEFERRED"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    telephone: Mapped[str]
    access_code: Mapped[str | None]
    languages: Mapped[list[str]]
    place: Mapped[int | None]
