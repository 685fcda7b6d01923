"""Call-backs at their time: each that falls due becomes a demand, and is matched like a caller who waits."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import CALLBACK, Callback
from app.claimants import service as claimants
from app.diary.service import Slot
from app.line import service as line
from app.line.models import Demand
from app.sites import service as sites
from app.sites.rules import Open
from app.staff import service as staff
from app.switchboard import connecting, in_time, reaching, taking, typed_callbacks
from app.switchboard.context import Switchboard
from app.values.moves import IllegalMove

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
    if count:
        in_time.take_out_of_line(board, now)
    return count


def _join_together(board: Switchboard, besides: Collection[UUID], now: datetime) -> int:
    with board.database.transaction() as session:
        due = callbacks.fall_due(session, now, TOGETHER, besides)
        shut = in_time.shut_sites(session, now) if due else set[int]()
        # What is safe for each is asked more than once; a session forgets whom nobody holds.
        _held = claimants.among(session, [one.claimant_id for one in due if one.claimant_id is not None])
        for callback in due:
            try:
                _join(session, callback, shut, now)
            except Exception as error:
                raise _CannotJoinError(callback.id) from error
    return len(due)


def join_the_left(board: Switchboard, now: datetime) -> int:
    """Tick: what is due and stands in nobody's line, and can be rung by now, joins it; returns how many.

    A textphone's desk has signed in since it fell due, or by what she speaks was put right.
    """
    with board.database.transaction() as session:
        left = callbacks.waiting_besides(session, line.callbacks_in_line(), now)
    joined = 0
    for callback_id in left:
        try:
            joined += _join_after_all(board, callback_id, now)
        except Exception:
            # It is tried again, and keeps no other from being made.
            log.exception("a call-back could not be put into the line", callback=str(callback_id))
    return joined


def _join_after_all(board: Switchboard, callback_id: UUID, now: datetime) -> bool:
    with board.database.transaction() as session:
        (callback,) = callbacks.lock_all(session, [callback_id])
        by_nobody = reaching.way(session, callback, now) in (callbacks.BY_HAND, callbacks.TYPED)
        if callback.state != "due" or by_nobody or line.demand_of_callback(session, callback.id) is not None:
            return False
        _join(session, callback, in_time.shut_sites(session, now), now)
    return True


def lock(session: Session, found: Sequence[Callback]) -> dict[UUID, Demand]:
    """Lock these call-backs, the demand of each that is in the line, and whoever is rung for one of them; returns the
    demands, by call-back. Each is looked for only when what it hangs on is locked, and all of it before the diary."""
    demands, advisers = {}, set()
    for callback in callbacks.lock_all(session, [one.id for one in found]):
        demand = line.demand_of_callback(session, callback.id)
        if demand is None:
            continue
        demands[callback.id] = demand
        offer = line.ringing_offer(session, demand.id)
        if offer is not None:
            advisers.add(offer.adviser_id)
    for adviser_id in sorted(advisers):
        staff.lock_presence(session, adviser_id)
    return demands


def can_ring_at_once(session: Session, callback: Callback, now: datetime) -> bool:
    """Whether home can ring her at once: while it is shut nobody would, and the time promised would be lost."""
    return isinstance(sites.opening(session, sites.by_id(session, callback.site_id), now), Open)


def ring_now(session: Session, callback: Callback, now: datetime) -> None:
    """She asks to be rung at once: home does it, at the service's expense. Raises IllegalMove while home is shut, and
    then what was promised stands."""
    if not can_ring_at_once(session, callback, now):
        raise IllegalMove(CALLBACK.what, callback.state, "rung now")
    demands = lock(session, [callback])
    if callback.state == "in_progress":
        return
    if demands:
        callbacks.want_now(session, callback, now)
        return
    callbacks.bring_forward(session, callback, by_staff=None, now=now, pause=PUT_DOWN)


def cancel(session: Session, callback: Callback, now: datetime, *, by_staff: int | None = None) -> None:
    """She does not want it any more: nobody is rung for it, or rung any longer."""
    demands = lock(session, [callback])
    callbacks.cancel(session, callback, by_staff=by_staff, now=now)
    _leave_the_line(session, demands.get(callback.id), now)


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
    demands = lock(session, [callback])
    callbacks.move(session, callback, slot, by_staff=by_staff, now=now, home_id=home_id)
    _leave_the_line(session, demands.get(callback.id), now)


def lose_time(
    session: Session, callback: Callback, now: datetime, *, by_staff: int | None = None, was_asked: bool = False
) -> None:
    """Its time can no longer be met: it is owed, and nobody is rung for the time before. Raises IllegalMove.

    `was_asked`: the other times were put to her, and she took none.
    """
    demands = lock(session, [callback])
    callbacks.lose_time(session, callback, by_staff=by_staff, now=now, was_asked=was_asked)
    _leave_the_line(session, demands.get(callback.id), now)


def _leave_the_line(session: Session, demand: Demand | None, now: datetime) -> None:
    if demand is None or demand.state == "connected":
        return
    offer = line.ringing_offer(session, demand.id)
    if offer is not None:
        connecting.withdraw_offer(session, offer, now)
    line.end(session, demand, "withdrawn", now)


def _join(session: Session, callback: Callback, shut: Collection[int], now: datetime) -> None:
    assert callback.due_at is not None  # noqa: S101 - what falls due has a time
    if not connecting.may_ring(session, callback):
        # She must not be rung: never dialled, and shown to the supervisor as owed.
        log.warning("a call-back may not be dialled", callback=str(callback.id))
        callbacks.lose_time(session, callback, by_staff=None, now=now, for_a_person=True)
        return
    demand = line.demand_of_callback(session, callback.id)
    if demand is not None and demand.state == "connected":
        # Its adviser has said what came of it and the line is not yet put down.
        callbacks.bring_forward(session, callback, by_staff=None, now=now, pause=NOT_YET, at_wish=False)
    if demand is not None:
        return
    way = reaching.way(session, callback, now)
    if way != callbacks.TYPED and not in_time.is_time(session, callback, now, shut):
        # The diary may be needed for its next moment: each of these is looked after by itself.
        return
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
