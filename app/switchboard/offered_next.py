"""What an adviser will be offered next, by the rule of the matcher and the line as a pass of it would see it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.line.next_up import NextUp, next_up
from app.line.snapshot import Adviser, Kind, Waiting
from app.sites import service as sites
from app.staff.models import Staff
from app.switchboard import connecting, matching, reaching
from app.switchboard.context import Switchboard

# Later than that, too much will have changed to say to whom it falls.
LOOKED_AHEAD: Final = timedelta(hours=2)
LOOKED_AT: Final = 10


def offered_next(
    board: Switchboard, session: Session, me: Staff, todays: Iterable[Callback], now: datetime
) -> NextUp | None:
    """Who would be offered to `me` next, whatever he does now; `todays` are his site's call-backs of today, by time.

    None where nobody would come to him, or he has no telephone.
    """
    if me.rings_at is None:
        return None
    seen = matching.seen(board, session, now)
    home = sites.by_id(session, me.site_id).slug
    at_work = next((one for one in seen.advisers if one.id == me.id), None)
    mine = at_work or Adviser(me.id, home, frozenset(me.languages), me.textphone)
    booked = (
        one
        for one in todays
        if one.state == "booked" and one.next_at is not None and now < one.next_at <= now + LOOKED_AHEAD
    )
    soon = list(islice(booked, LOOKED_AT))
    interpreted = callbacks.interpreted_among(session, [one.id for one in soon])
    rung = connecting.may_be_rung(session, soon)
    promised = (_promised(session, one, home, one.id in interpreted) for one in rung)
    return next_up(seen, mine, [one for one in promised if one is not None], now)


def _promised(session: Session, callback: Callback, home: str, interpreted: bool) -> Waiting | None:
    """A call-back as it will stand in the line; None where it never will."""
    if callback.next_at is None:
        return None
    way = reaching.way(session, callback, callback.next_at)
    if way in (callbacks.BY_HAND, callbacks.TYPED):
        return None
    language = callback.interpreter_language or callback.language
    return Waiting(
        id=callback.id,
        kind=Kind.CALLBACK,
        home=home,
        language=language,
        joined_at=callback.next_at,
        textphone=way == callbacks.DESK,
        due_at=callback.next_at,
        held_adviser=callback.held_adviser_id,
        away_allowed=False,
        or_interpreted=matching.callback_may_be_interpreted(
            language, textphone=way == callbacks.DESK, interpreted=interpreted
        ),
    )
