"""The only door to the suppliers of interpreters."""

from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.interpreters import rules
from app.interpreters.errors import SuppliersFileError
from app.interpreters.models import Supplier
from app.interpreters.reading import SupplierInFile, read_suppliers
from app.interpreters.rules import NO_WISH, Wish, supplier_of
from app.interpreters.wishing import conflicts_of, lift_conflict, note_conflict, wish, wish_for, wish_noted
from app.values.errors import Invalid
from app.values.language import LANGUAGES
from app.values.london import to_london
from app.values.sentence import mark

__all__ = [
    "add",
    "by_id",
    "change",
    "conflicts_of",
    "everybody",
    "in_turn",
    "languages",
    "lift_conflict",
    "load",
    "move_up",
    "next_to_try",
    "note_conflict",
    "put_back",
    "seats_for",
    "supplier_of",
    "take_out",
    "wish",
    "wish_for",
    "wish_noted",
]

DEMONSTRATION: Final = Path(__file__).with_name("demonstration.yaml")


def load(session: Session, file: Path = DEMONSTRATION) -> list[Supplier]:
    """Have the suppliers of a file, in its order, and no longer those that only an earlier file listed.

    Whoever was added on the page stays, after them. Raises SuppliersFileError, naming every fault by file and line,
    before anything is changed; OSError where the file cannot be read.
    """
    in_file = read_suppliers(file.read_text(encoding="utf-8"), str(file))
    known = {supplier.name: supplier for supplier in session.scalars(select(Supplier))}
    names = {described.name for described in in_file}
    kept = [one for one in in_turn(session) if not one.from_file and one.name not in names]
    _are_its_own(in_file, kept, file)
    for supplier in known.values():
        supplier.place = None
    for place, described in enumerate(in_file, start=1):
        supplier = known.setdefault(described.name, Supplier(name=described.name))
        supplier.place, supplier.from_file = place, True
        _describe(supplier, described)
        session.add(supplier)
    for place, supplier in enumerate(kept, start=len(in_file) + 1):
        supplier.place = place
    session.flush()
    return [supplier for supplier in in_turn(session) if supplier.name in names]


def _are_its_own(in_file: list[SupplierInFile], kept: list[Supplier], file: Path) -> None:
    telephones = {one.telephone: one.name for one in kept}
    faults = [
        f"{file}: {telephones[one.telephone]}, added on the page, has the telephone of {one.name}"
        for one in in_file
        if one.telephone in telephones
    ]
    if faults:
        raise SuppliersFileError(faults)


def in_turn(session: Session) -> list[Supplier]:
    """Who is tried, in order: our own interpreters, our own who are fluent, then suppliers; each by their place."""
    kind = case({kind: turn for turn, kind in enumerate(rules.KINDS)}, value=Supplier.kind)
    return list(session.scalars(select(Supplier).where(Supplier.place.is_not(None)).order_by(kind, Supplier.place)))


def everybody(session: Session) -> list[Supplier]:
    """Who is tried, in order, and then, by name, who was once."""
    gone = session.scalars(select(Supplier).where(Supplier.place.is_(None)).order_by(Supplier.name))
    return [*in_turn(session), *gone]


def add(session: Session, described: SupplierInFile) -> Supplier:
    """One more, tried after those of its kind. Raises Invalid where the name or the telephone is another's."""
    _is_its_own(session, described, None)
    supplier = Supplier(name=described.name, place=_last_place(session) + 1)
    _describe(supplier, described)
    session.add(supplier)
    session.flush()
    return supplier


def change(session: Session, supplier: Supplier, described: SupplierInFile) -> None:
    """Have it be as it is described from now on. Raises Invalid where the name or the telephone is another's."""
    _is_its_own(session, described, supplier.id)
    supplier.name = described.name
    _describe(supplier, described)
    session.flush()


def take_out(session: Session, supplier: Supplier) -> None:
    """It is tried no more; what was promised with it is kept by whoever is tried next."""
    supplier.place = None
    session.flush()


def put_back(session: Session, supplier: Supplier) -> None:
    """It is tried again, after those of its kind."""
    if supplier.place is None:
        supplier.place = _last_place(session) + 1
        session.flush()


def move_up(session: Session, supplier: Supplier) -> bool:
    """Have it tried before whoever of its kind comes before it; False where nobody does."""
    before = [one for one in in_turn(session) if one.kind == supplier.kind]
    turn = before.index(supplier) if supplier in before else 0
    if turn == 0:
        return False
    other = before[turn - 1]
    supplier.place, other.place = other.place, supplier.place
    session.flush()
    return True


def _describe(supplier: Supplier, described: SupplierInFile) -> None:
    supplier.telephone, supplier.access_code = described.telephone, described.access_code
    supplier.languages, supplier.lines, supplier.hours = described.languages, described.lines, described.hours
    supplier.kind, supplier.price_pence = described.kind, described.price_pence
    supplier.gender, supplier.dialects = described.gender, described.dialects


def _is_its_own(session: Session, described: SupplierInFile, supplier_id: int | None) -> None:
    for one in session.scalars(select(Supplier).where(Supplier.id != (supplier_id or 0))):
        if one.name == described.name:
            raise Invalid(mark("There is one of that name already"))
        if one.telephone == described.telephone and one.place is not None:
            raise Invalid(mark("{name} has that telephone"), name=one.name)


def _last_place(session: Session) -> int:
    return session.scalar(select(func.max(Supplier.place))) or 0


def seats_for(session: Session, language: str, wish: Wish = NO_WISH) -> list[tuple[Supplier, str | None]]:
    """Who can be asked for that language and may interpret for her, in their turn, with what each can serve at once:
    see `rules.seats`."""
    by_id = {supplier.id: supplier for supplier in in_turn(session)}
    return [
        (by_id[one.id], seat)
        for one in rules.suited([_listed(supplier) for supplier in by_id.values()], wish)
        if rules.may_speak(one.languages, language)
        for seat in rules.seats(one.id, by_id[one.id].lines)
    ]


def languages(session: Session) -> list[str]:
    """The codes of all languages that some supplier speaks; what is signed is asked for as a need of an office."""
    found = {code for supplier in in_turn(session) for code in supplier.languages}
    return sorted(code for code in found if rules.by_telephone([code]))


def next_to_try(
    session: Session,
    language: str,
    now: datetime,
    after: int | None = None,
    held: int | None = None,
    wish: Wish = NO_WISH,
) -> Supplier | None:
    """Who is rung for that language after the supplier of that id (None: first); None where nobody is left.

    The one that is held for the call, if any, has the first turn; whoever is out of their hours, or may not interpret
    for her, has none. Nobody is rung to sign.
    """
    if language in LANGUAGES and LANGUAGES[language].signed:
        return None
    listed = rules.suited([_listed(one, now) for one in in_turn(session)], wish)
    found = rules.next_to_try(rules.held_first(listed, held), language, after)
    return session.get_one(Supplier, found) if found is not None else None


def _listed(one: Supplier, at: datetime | None = None) -> rules.Listed:
    local = to_london(at) if at is not None else None
    is_there = local is None or one.opening is None or one.opening.contains(local.date(), local.time())
    return rules.Listed(one.id, one.languages, is_there, one.gender, one.dialects)


def by_id(session: Session, supplier_id: int) -> Supplier:
    """The supplier of that id, listed or not."""
    return session.get_one(Supplier, supplier_id)
