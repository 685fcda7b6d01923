"""The blueprint of the REST interface, and the exchange that a request is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from flask import Blueprint, g, request
from werkzeug.local import LocalProxy

if TYPE_CHECKING:
    from app.practice.exchange import Exchange

EXCHANGE = "practice.exchange"
api = Blueprint("rest", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")
exchange = cast("Exchange", LocalProxy(lambda: request.environ[EXCHANGE]))


class Remembered(Protocol):
    """A call or a conference: something that can still be seen as it was."""

    def as_it_was(self, moment: datetime) -> Remembered | None:
        """A picture of it at that time; None before it was there."""


Item = TypeVar("Item", bound=Remembered)


def seen(items: Iterable[Item]) -> Iterator[Item]:
    """The items as they are, or as they were for a reader who comes to a copy that lags behind."""
    for item in items:
        picture = item if g.as_of is None else item.as_it_was(g.as_of)
        if picture is not None:
            yield cast("Item", picture)
