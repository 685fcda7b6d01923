"""What the exchange keeps of its past: the newest, so that a long rehearsal does not fill the machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

Item = TypeVar("Item")
KEPT_ENTRIES = 10_000  # of webhooks, REST requests, notifications and text messages, each
KEPT_CALLS = 2_000  # that have ended, with everything that was heard and sent on them
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


def forget(exchange: Exchange, keep: int = KEPT_CALLS) -> None:
    """Let go of the oldest calls that have ended; of conferences and recordings as many are kept as of calls."""
    if len(exchange.calls) > keep + keep // SLACK:
        for sid in _oldest(exchange.calls, keep, lambda call: not call.is_live):
            call = exchange.calls.pop(sid)
            exchange.sender.cookies.pop(sid, None)
            if call.telephone is not None and call in call.telephone.history:
                call.telephone.history.remove(call)
    if len(exchange.conferences) > keep + keep // SLACK:
        for sid in _oldest(exchange.conferences, keep, lambda room: room.status == "completed"):
            del exchange.conferences[sid]
    if len(exchange.recordings) > keep + keep // SLACK:
        for sid in _oldest(exchange.recordings, keep, lambda recording: recording.finished):
            del exchange.recordings[sid]


def _oldest(kept: dict[str, Item], keep: int, may_go: Callable[[Item], bool]) -> list[str]:
    """The identifiers of those that are too many, oldest first; none that is still in use."""
    return [sid for sid, item in kept.items() if may_go(item)][: len(kept) - keep]
