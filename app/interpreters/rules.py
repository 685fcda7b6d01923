"""Who is tried after whom. Pure: no database, no clock."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.values.language import LANGUAGES, NOT_KNOWN
from app.values.sentence import mark

KINDS: Final = ("trained", "fluent", "supplier")
"""Our own first: a trained interpreter, then a colleague who is fluent; then who is paid by the minute."""


GENDERS: Final = {"woman": mark("A woman"), "man": mark("A man")}
CONFLICTS: Final = {
    "relative": mark("A relative"),
    "former_partner": mark("A former partner"),
    "community": mark("Of the same small community"),
    "asked": mark("The person asks for it"),
}
"""Why somebody may not interpret."""


@dataclass(frozen=True)
class Listed:
    """A supplier in its turn; `is_there` while it is within its hours.

    `gender` and `dialects` where it is one person; a supplier can be asked for either.
    """

    id: int
    languages: Collection[str]
    is_there: bool = True
    gender: str | None = None
    dialects: Collection[str] = ()


@dataclass(frozen=True)
class Wish:
    """What a claimant asks of whoever interprets for her; None: nothing. `without`: those of these ids may not.

    `not_sent`: by supplier, those of its people who may not. `own`: somebody of her own interprets, by her wish.
    """

    gender: str | None = None
    dialect: str | None = None
    without: frozenset[int] = frozenset()
    not_sent: Mapping[int, Sequence[str]] = field(default_factory=dict)
    own: str | None = None


NO_WISH: Final = Wish()


def suited(in_turn: Sequence[Listed], wish: Wish) -> list[Listed]:
    """Those who may interpret for her, who suit her wish before the others, else in their turn.

    A wish is kept where it can be: somebody else is better than nobody. A conflict is kept always.
    """
    return sorted((one for one in in_turn if one.id not in wish.without), key=lambda one: _against(one, wish))


def _against(one: Listed, wish: Wish) -> tuple[bool, bool]:
    """What speaks against somebody: the wrong gender, and, among those alike, that the dialect is not theirs."""
    dialects = {dialect.casefold() for dialect in one.dialects}
    return (
        wish.gender is not None and one.gender not in (None, wish.gender),
        wish.dialect is not None and wish.dialect.casefold() not in dialects,
    )


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
    """Whether whoever speaks these can be asked for that one: for one that is not known yet, anybody who speaks."""
    return by_telephone(languages) if language == NOT_KNOWN else language in languages


def by_telephone(languages: Collection[str]) -> bool:
    """Whether whoever has these languages can be asked for one on the telephone: not who only signs."""
    return any(code not in LANGUAGES or not LANGUAGES[code].signed for code in languages)


def held_first(in_turn: Sequence[Listed], held: int | None) -> list[Listed]:
    """The same with the supplier of that id before the others."""
    return sorted(in_turn, key=lambda one: one.id != held)


def seats(supplier_id: int, lines: int | None) -> list[str | None]:
    """The names in the diary of what a supplier can serve at once; for one on demand a single None: nothing is held."""
    return [None] if lines is None else [f"{supplier_id}:{seat}" for seat in range(1, lines + 1)]


def supplier_of(seat: str) -> int:
    """Whose seat that is."""
    return int(seat.partition(":")[0])
