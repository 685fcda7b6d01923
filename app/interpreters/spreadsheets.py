"""The list of interpreters as a spreadsheet: read whole, checked whole, and entered whole or not at all."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.interpreters import service as interpreters
from app.interpreters import typed
from app.interpreters.models import Supplier
from app.values import spreadsheet
from app.values.errors import Invalid
from app.values.sentence import mark
from app.values.spreadsheet import Row, RowError

COLUMNS = ("name", "telephone", "languages")


def load_csv(session: Session, text: str) -> list[RowError]:
    """Have everybody of a file be as it describes them, by their name; whoever it does not name stays as they are.

    A row has the columns of `typed.FIELDS`, of which COLUMNS are needed. If anything is wrong, every fault is returned
    and nothing is entered.
    """
    more = [name for name in typed.FIELDS if name not in COLUMNS]
    rows, errors = spreadsheet.read(text, COLUMNS, more)
    seen: set[str] = set()
    known = {supplier.name: supplier for supplier in session.scalars(select(Supplier))}
    entered = session.begin_nested()
    for row in rows:
        _enter(session, row, known, seen)
    if errors:
        entered.rollback()
    else:
        entered.commit()
    return sorted(errors)


def _enter(session: Session, row: Row, known: dict[str, Supplier], seen: set[str]) -> None:
    described, wrong = typed.read(row.cells)
    for column, sentence in wrong.items():
        row.fault(sentence, column)
    if described is None:
        return
    if described.name in seen:
        row.fault(mark("{name} stands in this file twice"), "name", name=described.name)
        return
    seen.add(described.name)
    supplier = known.get(described.name)
    try:
        if supplier is None:
            interpreters.add(session, described)
        else:
            interpreters.put_back(session, supplier)
            interpreters.change(session, supplier, described)
    except Invalid as problem:
        row.fault(problem.sentence, "telephone")


def as_csv(session: Session) -> str:
    """Everybody who is tried, in their turn, as a file that can be loaded."""
    rows = (typed.written(supplier) for supplier in interpreters.in_turn(session))
    return spreadsheet.write(typed.FIELDS, ([row[name] for name in typed.FIELDS] for row in rows))
