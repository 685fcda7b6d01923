"""What the exchange keeps of its past: the newest, so that a long rehearsal does not fill the machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Item = TypeVar("Item")
KEPT_ENTRIES = 10_000  # of webhooks, REST requests, notifications and text messages, each
SLACK = 8  # an eighth more than is kept may gather before the oldest are let go, so that it is done seldom


class Journal(list[Item]):
    """A list that lets go of its oldest entries."""

    def __init__(self, keep: int = KEPT_ENTRIES) -> None:
        super().__init__()
        self.keep = keep

    def append(self, item: Item) -> None:
        """Put in the newest."""
        super().append(item)
        if len(self) > self.keep + self.keep // SLACK:
            del self[: len(self) - self.keep]


def too_many(kept: dict[str, Item], keep: int, may_go: Callable[[Item], bool]) -> list[str]:
    """The identifiers of those to let go of, oldest first; none that is still in use, and none before it is time."""
    if len(kept) <= keep + keep // SLACK:
        return []
    return [sid for sid, item in kept.items() if may_go(item)][: len(kept) - keep]
