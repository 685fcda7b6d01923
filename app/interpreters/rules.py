"""Who is tried after whom. Pure: no database, no clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from app.values.language import NOT_KNOWN

KINDS: Final = ("trained", "fluent", "supplier")
"""Our own first: a trained interpreter, then a colleague who is fluent; then who is paid by the minute."""


@dataclass(frozen=True)
class Listed:
    """A supplier in its turn; `is_there` while it is within its hours."""

    id: int
    languages: Collection[str]
    is_there: bool = True


def next_to_try(in_turn: Sequence[Listed], language: str, after: int | None = None) -> int | None:
    """The first supplier that speaks the language, after the one of that id (None: from the start); None: nobody.

    Where it is not known yet which language it is, anybody may be able to tell. After one that is no longer listed
    comes nobody: a round has an end, whatever becomes of the list meanwhile.
    """
    left = iter(in_turn)
    if after is not None:
        # Whoever stands before it, and itself, have had their turn.
        any(one.id == after for one in left)
    return next((one.id for one in left if one.is_there and may_speak(one.languages, language)), None)


def may_speak(languages: Collection[str], language: str) -> bool:
    """Whether whoever speaks these can be asked for that one: for one that is not known yet, anybody."""
    return language == NOT_KNOWN or language in languages


def held_first(in_turn: Sequence[Listed], held: int | None) -> list[Listed]:
    """The same with the supplier of that id before the others."""
    return sorted(in_turn, key=lambda one: one.id != held)


def seats(supplier_id: int, lines: int | None) -> list[str | None]:
    """The names in the diary of what a supplier can serve at once; for one on demand a single None: nothing is held."""
    return [None] if lines is None else [f"{supplier_id}:{seat}" for seat in range(1, lines + 1)]


def supplier_of(seat: str) -> int:
    """Whose seat that is."""
    return int(seat.partition(":")[0])
