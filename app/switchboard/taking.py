"""The adviser takes a call: he waits in a conference, and only now is the claimant put through or rung."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import Call, Connection, Leg
from app.claimants import service as claimants
from app.line import service as line
from app.line.models import Demand, Offer
from app.staff import service as staff
from app.switchboard import connecting, in_time, interpreting, orders, textphones
from app.switchboard.context import Switchboard
from app.switchboard.inbound import wanted_language


def take(
    board: Switchboard, session: Session, demand: Demand, offer: Offer, adviser_leg: Leg, now: datetime
) -> Connection:
    """The adviser takes what he is offered. The connection may be over at once, where she cannot be rung now."""
    line.accept(demand, offer, now)
    connection = Connection(
        id=uuid4(), offer_id=offer.id, adviser_id=offer.adviser_id, site_id=offer.site_id, opened_at=now
    )
    if demand.call_id is not None:
        call = calls.call(session, demand.call_id)
        connection.call_id, connection.claimant_sid = call.id, call.sid
        connection.claimant_id = _claimant_of_call(session, call, wanted_language(call))
        calls.open_connection(session, connection)
        calls.move_call(call, "connected")
        call.connected_at = call.connected_at or now
        staff.set_presence(session, offer.adviser_id, "on_call", None, now)
        adviser_leg.connection_id = connection.id
        if not textphones.rings(call):
            orders.redirect(session, call.sid, board.addresses.call_now(call.id), now)
    elif demand.callback_id is not None:
        callback = session.get_one(Callback, demand.callback_id)
        connection.callback_id = callback.id
        connection.claimant_id = claimant_of_callback(session, callback, now)
        calls.open_connection(session, connection)
        staff.set_presence(session, offer.adviser_id, "in_interview", None, now)
        adviser_leg.connection_id = connection.id
        _reach(board, session, demand, offer, connection, callback, adviser_leg, now)
    line.changed(session)
    return connection


def _reach(
    board: Switchboard,
    session: Session,
    demand: Demand,
    offer: Offer,
    connection: Connection,
    callback: Callback,
    adviser_leg: Leg,
    now: datetime,
) -> None:
    """Ring her, once an interpreter is there if she needs one.

    Or put her through again, if her line is still held after another adviser's was cut off; then an interpreter is
    rung while the two are together.
    """
    language = interpreting.needed(session, callback, offer.adviser_id)
    # Of a line that is over the end may not have been told yet: only while an attempt goes on is she still on it.
    goes_on = callbacks.live_attempt(session, callback) is not None
    held = calls.held_claimant_leg(session, callback.id) if goes_on else None
    if held is not None and held.sid is not None:
        held.offer_id, held.connection_id = offer.id, connection.id
        connection.claimant_sid = held.sid
        callbacks.pass_attempt(session, callback, connection.id)
        orders.redirect(session, held.sid, board.addresses.leg(held.id), now)
    else:
        callbacks.begin_attempt(
            session,
            callback,
            now,
            adviser_id=offer.adviser_id,
            connection_id=connection.id,
            rings_her=language is None,
        )
    if language is not None:
        interpreting.begin(board, session, demand, offer, connection, language, now, asks=adviser_leg.id)
    elif held is None:
        connecting.ring_claimant(session, demand, offer, connection, callback, now)


def no_longer_wanted(session: Session, demand: Demand, offer: Offer, now: datetime) -> bool:
    """Whether the call-back was cancelled, moved or found unsafe, or its moment passed, and the adviser is rung for it
    all the same; he is ready again. Whoever was cut off and holds on is put through, whatever the hour."""
    callback = session.get_one(Callback, demand.callback_id) if demand.callback_id is not None else None
    if callback is None:
        return False
    may_ring, is_due = connecting.may_ring(session, callback), callback.state == "due"
    goes_on = not is_due and callbacks.live_attempt(session, callback) is not None
    if goes_on and calls.held_claimant_leg(session, callback.id, lock=False) is not None:
        # She is on the line: whatever she has said of ringing her, nobody rings her.
        return False
    if may_ring and (goes_on or (is_due and in_time.is_time(session, callback, now))):
        return False
    line.end_offer(offer, "withdrawn", now)
    line.end(session, demand, "withdrawn", now)
    if is_due and may_ring:
        in_time.not_now(session, callback, now)
    elif is_due:
        # She must not be rung: it is shown to the supervisor as owed.
        callbacks.lose_time(session, callback, by_staff=None, now=now, for_a_person=True)
    staff.ringing_stopped(session, offer.adviser_id, now)
    return True


def _claimant_of_call(session: Session, call: Call, language: str) -> UUID:
    if call.claimant_id is None:
        made = claimants.first_contact(session, call.site_id, call.started_at, language, call.telephone_kind)
        call.claimant_id = made.id
    return call.claimant_id


def claimant_of_callback(session: Session, callback: Callback, now: datetime) -> UUID:
    """A call-back booked by keypad or text has no person yet: first contact was the call, or text, that booked it."""
    if callback.claimant_id is None:
        call = calls.call(session, callback.call_id) if callback.call_id is not None else None
        at, kind = (call.started_at, call.telephone_kind) if call is not None else (callback.booked_at, "voice")
        spoken = callback.interpreter_language or callback.language
        made = claimants.first_contact(session, callback.site_id, at, spoken, kind)
        if callbacks.is_her_own(callback):
            made.telephone = callback.telephone
            made.safe_to_leave_message = callback.safe_to_leave_message
            made.safe_to_text = callback.safe_to_text
        if call is not None:
            call.claimant_id = made.id
        callbacks.attach(session, callback, made.id, by_staff=None, now=now)
        return made.id
    return callback.claimant_id
