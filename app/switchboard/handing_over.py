"""A need of today goes at once to the officer of her home: from what she answered, or by an adviser's button.

The officer is told on the page's header, and chased by an alert until somebody has taken it (see `alerting`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.casework import service as casework
from app.casework.models import ImmediateNeed
from app.claimants.models import Claimant


def answered(session: Session, claimant: Claimant, before: Sequence[str], now: datetime, by: int) -> None:
    """Hand over what she has said just now is urgent, and was not before."""
    new = [one for one in claimant.urgent or () if one not in before]
    if new:
        hand(session, claimant, new, now, by)


def hand(session: Session, claimant: Claimant, kinds: Sequence[str], now: datetime, by: int) -> ImmediateNeed:
    """Hand a need to the officer of her home."""
    return casework.raise_need(session, claimant.id, claimant.home_site_id, kinds, now, by)
