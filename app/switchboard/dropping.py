"""An adviser's line went without End pressed: she is asked to hold on, and soon has an adviser again."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import ADVISER_DROPPED, Connection
from app.jobs import service as jobs
from app.line import service as line
from app.line.models import Demand, Offer
from app.staff import service as staff
from app.switchboard import connecting, interpreting, orders, supervising
from app.switchboard.context import Switchboard

# If she hangs up so soon after the adviser's line went, the two had simply finished.
BOTH_FINISHED_WITHIN = timedelta(seconds=10)


def adviser_left(board: Switchboard, session: Session, leg_id: UUID, now: datetime) -> None:
    """The adviser's line went after he took the call. Without End pressed she is asked to hold on."""
    demand, offer, _ = connecting.lock_leg_in_order(session, leg_id)
    connection = calls.connection_of_offer(session, offer.id)
    if connection is None or connection.ended_at is not None:
        return
    connection = calls.lock_connection(session, connection.id)
    if connection.claimant_sid is None:
        # Her telephone is still ringing, or was never reached: there is nobody to ask to hold on.
        waiting = calls.live_leg(session, offer.id, "claimant")
        if waiting is None or waiting.answered_at is None:
            _adviser_lost_before_answer(board, session, demand, offer, connection, now)
            return
    connection.adviser_dropped_at = now
    interpreting.let_go(session, offer, now)
    staff.set_presence(session, offer.adviser_id, "wrapping_up", "line_dropped", now)
    line.end_offer(offer, "ended", now)
    supervising.left_alone(board, session, offer, now)
    if connection.call_id is not None:
        call = calls.call(session, connection.call_id)
        orders.redirect(session, call.sid, board.addresses.call_now(call.id), now)
    else:
        claimant = calls.live_leg(session, offer.id, "claimant")
        if claimant is not None and claimant.sid is not None:
            orders.redirect(session, claimant.sid, board.addresses.leg(claimant.id), now)
    payload = {"connection": str(connection.id)}
    jobs.enqueue(
        session,
        "telephone",
        "after_drop",
        payload,
        now,
        due_at=now + BOTH_FINISHED_WITHIN,
        priority=orders.CALLER_FIRST,
    )


def _adviser_lost_before_answer(
    board: Switchboard, session: Session, demand: Demand, offer: Offer, connection: Connection, now: datetime
) -> None:
    """He went while her telephone rang: she must not answer to nobody, so it stops, and she is rung again."""
    assert connection.callback_id is not None  # noqa: S101 - a caller always has a SID
    connecting.record(session, session.get_one(Callback, connection.callback_id), "service_failed", now)
    connecting.over(board, session, demand, offer, connection, "adviser_lost", now)


def after_drop(board: Switchboard, session: Session, connection_id: UUID, now: datetime) -> None:
    """A while after a drop, look again: if she still holds on, she goes to the head of the line."""
    demand, offer = connecting.lock_offer_in_order(session, calls.connection(session, connection_id).offer_id)
    connection = calls.lock_connection(session, connection_id)
    if connection.ended_at is not None or demand.ended_at is not None or demand.state != "connected":
        return
    calls.end_connection(connection, ADVISER_DROPPED, now)
    # The same adviser takes her again if he is ready; else whoever is next.
    demand.held_adviser_id, demand.last_offered_to = offer.adviser_id, None
    line.back_to_the_head(session, demand)
    if connection.call_id is not None:
        call = calls.call(session, connection.call_id)
        if call.ended_at is None:
            calls.move_call(call, "waiting")
            orders.redirect(session, call.sid, board.addresses.call_now(call.id), now)
