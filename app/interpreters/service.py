"""The only door to the suppliers of interpreters."""

from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.interpreters import rules
from app.interpreters.models import Supplier
from app.interpreters.reading import read_suppliers
from app.interpreters.rules import supplier_of

__all__ = ["by_id", "in_turn", "languages", "load", "next_to_try", "seats_for", "supplier_of"]

DEMONSTRATION: Final = Path(__file__).with_name("demonstration.yaml")


def load(session: Session, file: Path = DEMONSTRATION) -> list[Supplier]:
    """Have the suppliers of a file, and no others, in its order.

    Raises SuppliersFileError, naming every fault by file and line, before anything is changed; OSError where the
    file cannot be read.
    """
    in_file = read_suppliers(file.read_text(encoding="utf-8"), str(file))
    known = {supplier.name: supplier for supplier in session.scalars(select(Supplier))}
    for supplier in known.values():
        supplier.place = None
    for place, described in enumerate(in_file, start=1):
        supplier = known.setdefault(described.name, Supplier(name=described.name))
        supplier.telephone, supplier.access_code = described.telephone, described.access_code
        supplier.languages, supplier.place = described.languages, place
        supplier.lines, supplier.hours = described.lines, described.hours
        session.add(supplier)
    session.flush()
    return in_turn(session)


def in_turn(session: Session) -> list[Supplier]:
    """The suppliers that are tried, in their order."""
    return list(session.scalars(select(Supplier).where(Supplier.place.is_not(None)).order_by(Supplier.place)))


def seats_for(session: Session, language: str) -> list[tuple[Supplier, str | None]]:
    """Who can be asked for that language, in their turn, with what each can serve at once: see `rules.seats`."""
    return [
        (supplier, seat)
        for supplier in in_turn(session)
        if rules.may_speak(supplier.languages, language)
        for seat in rules.seats(supplier.id, supplier.lines)
    ]


def languages(session: Session) -> list[str]:
    """The codes of all languages that some supplier speaks."""
    return sorted({code for supplier in in_turn(session) for code in supplier.languages})


def next_to_try(session: Session, language: str, after: int | None = None, held: int | None = None) -> Supplier | None:
    """Who is rung for that language after the supplier of that id (None: first); None where nobody is left.

    The one that is held for the call, if any, has the first turn.
    """
    listed = [rules.Listed(supplier.id, supplier.languages) for supplier in in_turn(session)]
    found = rules.next_to_try(rules.held_first(listed, held), language, after)
    return session.get_one(Supplier, found) if found is not None else None


def by_id(session: Session, supplier_id: int) -> Supplier:
    """The supplier of that id, listed or not."""
    return session.get_one(Supplier, supplier_id)
