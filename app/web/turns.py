"""A typed conversation as both sides read it (templates/parts/turns.html)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.conversations.service import Said

# A sign is shown as whoever uses a textphone knows it.
SIGNS = {"ga": "GA", "sk": "SK"}


@dataclass(frozen=True, slots=True)
class TurnShown:
    """One turn: `author` is claimant or adviser, `sign` GA, SK or empty, `crossed` that both typed at once."""

    number: int
    author: str
    text: str
    sign: str
    crossed: bool
    at: datetime


def shown(turns: Iterable[Said]) -> tuple[TurnShown, ...]:
    """Turns as they are drawn."""
    return tuple(
        TurnShown(one.number, one.author, one.text, SIGNS.get(one.sign or "", ""), one.crossed, one.at) for one in turns
    )
