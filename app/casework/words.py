"""What people wrote, sealed to its row."""

from uuid import UUID

from app.database.sealing import seal, unseal
from app.values.errors import Invalid
from app.values.sentence import mark

LONGEST = 4000


def sealed(typed: str, table: str, row_id: UUID) -> bytes:
    """Sealed for that row. Raises Invalid where nothing, or far too much, is written."""
    words = typed.strip()
    if not words:
        raise Invalid(mark("Write what it is about first."))
    if len(words) > LONGEST:
        raise Invalid(mark("Say it in at most {most} letters."), most=LONGEST)
    return seal(words, f"{table}:{row_id}:words")


def opened(kept: bytes | None, table: str, row_id: UUID) -> str:
    """What was sealed for that row, or nothing. Raises SealError."""
    return unseal(kept, f"{table}:{row_id}:words") if kept is not None else ""
