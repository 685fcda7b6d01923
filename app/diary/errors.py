"""What can be wrong with a rota or with a place in the diary."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.values.sentence import Sentence


class SlotTaken(Exception):
    """Somebody else was quicker, or nobody is free then any more: offer the next time."""


class RotaClash(Exception):
    """The adviser is already on duty, or on a break, in part of that time."""


class StillHeld(Exception):
    """A change of the rota would break a promise: these call-backs are held there and must be moved first."""

    def __init__(self, callback_ids: Sequence[UUID]) -> None:
        super().__init__(f"{len(callback_ids)} call-backs are held in that time")
        self.callback_ids = tuple(callback_ids)


@dataclass(frozen=True, order=True)
class RowError:
    """What is wrong with one row of a file; the heading is row 1, as a spreadsheet counts."""

    row: int
    sentence: Sentence

    def __str__(self) -> str:
        return f"row {self.row}: {self.sentence}"
