"""Call-backs at their time: each that falls due becomes a demand, and is matched like a caller who waits."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary.service import Slot
from app.line import service as line
from app.line.models import Demand
from app.switchboard import connecting, reaching, taking, typed_callbacks
from app.switchboard.context import Switchboard

log = structlog.get_logger()

MOST_AT_ONE_TICK = 100
# A commit waits for the disk; nobody else is to wait long for what is locked meanwhile.
TOGETHER = 20
# Who asks to be rung at once needs a moment to put the receiver down, or she is engaged with us.
PUT_DOWN = timedelta(seconds=10)
NOT_YET = timedelta(minutes=1)


class _CannotJoinError(Exception):
    """This call-back could not be put into the line."""

    def __init__(self, callback_id: UUID) -> None:
        super().__init__(callback_id)
        self.callback_id = callback_id


def fall_due(board: Switchboard, now: datetime) -> int:
    """Tick: put every call-back whose time has come into the line; returns how many. Any process may tick.

    Some do together. One that goes wrong is left as it is until the next tick, and keeps no other from being made.
    """
    count, wrong = 0, set[UUID]()
    while count < MOST_AT_ONE_TICK:
        try:
            joined = _join_together(board, wrong, now)
        except _CannotJoinError as error:
            log.exception("a call-back could not be put into the line", callback=str(error.callback_id))
            wrong.add(error.callback_id)
            continue
        count += joined
        if joined < TOGETHER:
            break
    return count


def _join_together(board: Switchboard, besides: Collection[UUID], now: datetime) -> int:
    with board.database.transaction() as session:
        due = callbacks.fall_due(session, now, TOGETHER, besides)
        for callback in due:
            try:
                _join(session, callback, now)
            except Exception as error:
                raise _CannotJoinError(callback.id) from error
    return len(due)


def ring_now(session: Session, callback: Callback, now: datetime) -> None:
    """She asks to be rung at once: home does it, at the service's expense."""
    if callback.state == "in_progress" or line.demand_of_callback(session, callback.id) is not None:
        return
    callbacks.bring_forward(session, callback, by_staff=None, now=now, pause=PUT_DOWN)


def cancel(session: Session, callback: Callback, now: datetime, *, by_staff: int | None = None) -> None:
    """She does not want it any more: nobody is rung for it, or rung any longer."""
    demand = line.demand_of_callback(session, callback.id)
    callbacks.cancel(session, callback, by_staff=by_staff, now=now)
    _leave_the_line(session, demand, now)


def move(
    session: Session,
    callback: Callback,
    slot: Slot,
    now: datetime,
    *,
    by_staff: int | None = None,
    home_id: int | None = None,
) -> None:
    """Another time suits her better: nobody is rung for the one before. Raises SlotTaken, IllegalMove.

    `home_id` is her home, where she chose an adviser of another site, the slot's.
    """
    demand = line.demand_of_callback(session, callback.id)
    callbacks.move(session, callback, slot, by_staff=by_staff, now=now, home_id=home_id)
    _leave_the_line(session, demand, now)


def lose_time(
    session: Session, callback: Callback, now: datetime, *, by_staff: int | None = None, was_asked: bool = False
) -> None:
    """Its time can no longer be met: it is owed, and nobody is rung for the time before. Raises IllegalMove.

    `was_asked`: the other times were put to her, and she took none.
    """
    demand = line.demand_of_callback(session, callback.id)
    callbacks.lose_time(session, callback, by_staff=by_staff, now=now, was_asked=was_asked)
    _leave_the_line(session, demand, now)


def _leave_the_line(session: Session, demand: Demand | None, now: datetime) -> None:
    if demand is None or demand.state == "connected":
        return
    offer = line.ringing_offer(session, demand.id)
    if offer is not None:
        connecting.withdraw_offer(session, offer, now)
    line.end(session, demand, "withdrawn", now)


def _join(session: Session, callback: Callback, now: datetime) -> None:
    assert callback.due_at is not None  # noqa: S101 - what falls due has a time
    if not connecting.may_ring(session, callback):
        # She must not be rung: never dialled, and shown to the supervisor as owed.
        log.warning("a call-back may not be dialled", callback=str(callback.id))
        callbacks.lose_time(session, callback, by_staff=None, now=now)
        return
    if line.demand_of_callback(session, callback.id) is not None:
        # Its adviser has said what came of it and the line is not yet put down.
        callbacks.bring_forward(session, callback, by_staff=None, now=now, pause=NOT_YET)
        return
    way = reaching.way(session, callback, now)
    if way == callbacks.BY_HAND:
        # No network may dial it: it is shown to the advisers of its site, and one of them does.
        taking.claimant_of_callback(session, callback, now)
        return
    if way == callbacks.TYPED:
        typed_callbacks.fell_due(session, callback, now)
        return
    line.join_callback(
        session,
        callback.id,
        callback.site_id,
        callback.interpreter_language or callback.language,
        way == callbacks.DESK,
        callback.next_at or callback.due_at,
        callback.held_adviser_id,
        now,
    )
