"""Whether this is a moment to ring her: safe for her, and within her site's hours. Looked at before every dial.

What waits in the line past such a moment leaves it, and goes on at the next one: its promise stands, and is late.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import Connection
from app.line import service as line
from app.line.models import Demand, Offer
from app.sites import service as sites
from app.sites.rules import Closed, Why
from app.switchboard import connecting, messages, reaching
from app.switchboard.context import Switchboard

log = structlog.get_logger()

LOOKED_AT_EVERY: Final = timedelta(seconds=15)
# Whoever was being talked with is rung again after closing time too, where her line was lost.
GOES_ON: Final = timedelta(hours=2)


def may_ring_now(session: Session, callback: Callback, now: datetime) -> bool:
    """Whether she may be rung, and at this moment."""
    return connecting.may_ring(session, callback) and is_time(session, callback, now)


def is_time(session: Session, callback: Callback, now: datetime, shut: Collection[int] | None = None) -> bool:
    """Whether this is a moment at which she is rung; `shut` are the sites that are, where that is known already.

    Who wants it at once is rung whatever the hour, and so is whom an adviser rings from her record.
    """
    if callbacks.is_wanted_now(callback, now):
        return True
    if not callbacks.is_safe_at(session, callback, now):
        return False
    if callback.begun_at is not None and now - callback.begun_at < GOES_ON:
        return True
    return callback.diary_site_id not in (shut_sites(session, now) if shut is None else shut)


def shut_sites(session: Session, now: datetime) -> set[int]:
    """The sites that are outside their hours. Not one that was closed at once: its call-backs wait until it opens."""
    openings = sites.openings(session, sites.all_sites(session), now)
    return {one for one, how in openings.items() if isinstance(how, Closed) and how.why is not Why.EMERGENCY}


def not_now(session: Session, callback: Callback, now: datetime) -> None:
    """It goes on at the next moment for it, and she is told; if there is none it is owed, and a person finds a way."""
    if callbacks.put_off(session, callback, now):
        messages.tell_put_off(session, callback, now)
    else:
        log.warning("no moment is known at which a call-back may be made", callback=str(callback.id))
        callbacks.lose_time(session, callback, by_staff=None, now=now, for_a_person=True)


def give_up(
    board: Switchboard, session: Session, demand: Demand, offer: Offer, connection: Connection, now: datetime
) -> None:
    """She is not rung at this moment though an adviser has taken it: he is told, and it is made again at the next."""
    assert connection.callback_id is not None  # noqa: S101 - only a call-back rings her
    connecting.record(session, session.get_one(Callback, connection.callback_id), "service_failed", now)
    connecting.over(board, session, demand, offer, connection, "not_to_be_rung", now)


def look_again(board: Switchboard, session: Session, leg_id: UUID, now: datetime) -> None:
    """Her leg has waited: it is dialled only where this is still a moment to ring her. Other legs are left alone."""
    found = calls.leg(session, leg_id)
    if found is None or found.role != "claimant":
        return
    demand, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if leg.state != "wanted" or leg.connection_id is None:
        return
    connection = calls.lock_connection(session, leg.connection_id)
    if connection.callback_id is None or connection.ended_at is not None:
        return
    if not may_ring_now(session, session.get_one(Callback, connection.callback_id), now):
        give_up(board, session, demand, offer, connection, now)


def take_out_of_line(board: Switchboard, now: datetime) -> int:
    """Tick: whatever is due, and may no longer be made at this moment, waits no longer; returns how many."""
    with board.database.transaction() as session:
        shut = shut_sites(session, now)
        due = callbacks.due_and_bound(session, shut)
    return sum(_take_out(board, callback_id, shut, now) for callback_id in due)


def _take_out(board: Switchboard, callback_id: UUID, shut: Collection[int], now: datetime) -> bool:
    with board.database.transaction() as session:
        (callback,) = callbacks.lock_all(session, [callback_id])
        demand = line.demand_of_callback(session, callback_id)
        # While an adviser is being rung for it, it is looked at as he takes it.
        if callback.state != "due" or (demand is not None and demand.state != "waiting"):
            return False
        typed = reaching.way(session, callback, now) == callbacks.TYPED
        if typed or is_time(session, callback, now, shut):
            return False
        if demand is not None:
            line.end(session, demand, "withdrawn", now)
        not_now(session, callback, now)
        return True
