"""Who is tried after whom. Pure: no database, no clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.values.language import NOT_KNOWN


@dataclass(frozen=True)
class Listed:
    """A supplier in its turn."""

    id: int
    languages: Collection[str]


def next_to_try(in_turn: Sequence[Listed], language: str, after: int | None = None) -> int | None:
    """The first supplier that speaks the language, after the one of that id (None: from the start); None: nobody.

    Where it is not known yet which language it is, anybody may be able to tell. After one that is no longer listed
    comes nobody: a round has an end, whatever becomes of the list meanwhile.
    """
    left = iter(in_turn)
    if after is not None:
        # Whoever stands before it, and itself, have had their turn.
        any(one.id == after for one in left)
    return next((one.id for one in left if language == NOT_KNOWN or language in one.languages), None)
