"""Which of a demand's offers took her: the first that was accepted.

There are more where she was handed over to a colleague, or an adviser's line dropped and another went on. She is one
caller still, answered once, at the site of the first.
"""

from typing import Any

from sqlalchemy import ColumnElement

from app.line.models import Demand, Offer


def took_her(accepted_at: Any = Offer.accepted_at) -> ColumnElement[bool]:
    """Of an offer, accepted then, and its demand: whether this is the one. Both moments are written in one step."""
    found: ColumnElement[bool] = Demand.answered_at == accepted_at
    return found
