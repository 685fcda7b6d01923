"""What the pages of an office show."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime

from app.console.pages import Choice, Person, Slot


@dataclass(frozen=True, slots=True)
class ExpectedRow:
    """Somebody expected at an office; `needs` are what has to be there for them, in words."""

    at: datetime
    office: str
    who: str
    reference: str
    needs: str


@dataclass(frozen=True, slots=True)
class Office:
    """A place where people are seen, with its next times."""

    id: int
    name: str
    address: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class FaceToFacePage:
    """Starting or booking a start-up face to face. `today` are those expected at the adviser's offices today; `access`
    what may be needed there, `needed` the codes of what this person needs."""

    offices: tuple[Office, ...]
    today: tuple[ExpectedRow, ...] = ()
    access: tuple[Choice, ...] = ()
    needed: tuple[str, ...] = ()
    person: Person | None = None
    given: Mapping[str, str] = made(default_factory=dict)
    errors: Mapping[str, str] = made(default_factory=dict)
