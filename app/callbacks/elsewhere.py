"""An interview that may be held at another site than home: which, and why. Home stays home for everything else."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.callbacks.booking import tell
from app.callbacks.finding import lock
from app.callbacks.models import CALLBACK, CHOSEN, RELEASED, Callback
from app.sites.models import Site
from app.values.moves import IllegalMove

# Nobody has begun it, and somebody is still to.
RELEASABLE = ("owed", "booked", "due")


def release(session: Session, callback: Callback, to: Site, *, by_staff: int, now: datetime) -> None:
    """Let advisers of that site hold this one interview too. It lasts until she is given another time.

    Raises IllegalMove where it is begun, or over.
    """
    lock(session, callback)
    if callback.state not in RELEASABLE or to.id == callback.site_id or callback.away_because == CHOSEN:
        raise IllegalMove(CALLBACK.what, callback.state, RELEASED)
    callback.away_site_id, callback.away_because = to.id, RELEASED
    tell(session, "call-back released", callback, now, by_staff)


def take_back(session: Session, callback: Callback, *, by_staff: int, now: datetime) -> None:
    """Only home holds it again. Raises IllegalMove where it is not released, or is begun."""
    lock(session, callback)
    if callback.state not in RELEASABLE or callback.away_because != RELEASED:
        raise IllegalMove(CALLBACK.what, callback.state, "taken back")
    callback.away_site_id = callback.away_because = None
    tell(session, "call-back taken back", callback, now, by_staff)


def away_among(session: Session, callback_ids: Collection[UUID]) -> dict[UUID, tuple[int, str]]:
    """Of these call-backs, those that may be held at another site too, with that site, and why."""
    if not callback_ids:
        return {}
    rows = session.execute(
        select(Callback.id, Callback.away_site_id, Callback.away_because).where(
            Callback.id.in_(callback_ids), Callback.away_site_id.is_not(None)
        )
    )
    return {callback_id: (site_id, because or "") for callback_id, site_id, because in rows if site_id is not None}
