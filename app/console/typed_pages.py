"""What the adviser's pages show of typed conversations. Moments are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.web.turns import TurnShown

if TYPE_CHECKING:
    from app.console.pages import Choice, Person


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A typed conversation: since when she waits, or since when he holds it and with whom; `why` it comes from
    another site, `promised` for when it is their call-back."""

    since: datetime
    who: str
    language: str
    href: str = ""
    my_turn: bool = False
    at_the_page: bool = True
    why: str = ""
    promised: datetime | None = None


@dataclass(frozen=True, slots=True)
class TypedLine:
    """Typed conversations on the start page: those that he `held`, those that wait, whether he `may_take` one."""

    held: tuple[TypedRow, ...]
    waiting: tuple[TypedRow, ...]
    may_take: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The conversation that goes on with the person of the page; `others` are those he holds besides.

    `why` it came to him from another site, empty for one of his own.
    """

    id: str
    language: str
    turns: tuple[TurnShown, ...]
    my_turn: bool
    sk_by: str
    over: bool
    at_the_page: bool
    phrases: tuple[Choice, ...]
    others: tuple[TypedRow, ...]
    sent_key: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One conversation as it stands in the record."""

    opened_at: datetime
    state: str
    turns: tuple[TurnShown, ...]
    held_by_me: bool


@dataclass(frozen=True, slots=True)
class TypedPage:
    """Everything that was typed with one person; `code` is shown once, when it is given."""

    person: Person
    conversations: tuple[Recorded, ...]
    code: str = ""
