"""What can be wrong with a rota or with a place in the diary."""

from collections.abc import Sequence
from uuid import UUID


class SlotTaken(Exception):
    """Somebody else was quicker, or nobody is free then any more: offer the next time."""


class RotaClash(Exception):
    """The adviser is already on duty, or on a break, in part of that time."""


class StillHeld(Exception):
    """A change of the rota would break a promise: these call-backs are held there and must be moved first."""

    def __init__(self, callback_ids: Sequence[UUID]) -> None:
        super().__init__(f"{len(callback_ids)} call-backs are held in that time")
        self.callback_ids = tuple(callback_ids)


class LeaveClash(Exception):
    """The adviser has leave already in part of that time."""
