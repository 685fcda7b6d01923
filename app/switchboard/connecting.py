"""Two people put through to each other: taken, joined, held, dropped, ended."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import ADVISER_DROPPED, LEG, Call, Connection, Leg
from app.claimants import service as claimants
from app.database import notify
from app.line import service as line
from app.line.models import Demand, Offer
from app.scripts import wording
from app.scripts.wording import mark
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import orders, reaching
from app.switchboard.context import Switchboard
from app.switchboard.replies import Confer, HoldOn, Reply, Tell, announce, sentence
from app.telephony.twiml import Sentence
from app.values.telephone import TelephoneNumber

# What pages hear of what an adviser does, and of the call that they are in.
PRESENCE = "presence"

TOLD = {
    "claimant_gone": mark("The caller has hung up."),
    "lost_on_hold": mark("The claimant's line was lost while on hold. They are rung again at once."),
    "busy": mark("The claimant's telephone is engaged. We shall try again later."),
    "no-answer": mark("The claimant did not answer. We shall try again later."),
    "failed": mark("The claimant's number could not be reached. The supervisor has been told."),
    "refused": mark("The claimant's number could not be rung. The supervisor has been told."),
    "not_to_be_rung": mark("The call-back is no longer to be made."),
    "no_interpreter": mark(
        "No interpreter could be reached, so the claimant was not rung. It is arranged again by itself, and the "
        "supervisor sees it."
    ),
}
RESULTS = {"busy": "engaged", "no-answer": "no_answer", "failed": "unobtainable", "canceled": "no_answer"}


class UnknownLegError(Exception):
    """A webhook names a leg that we never made."""


def told(reason: str) -> Sentence:
    """What an adviser who is left alone is told."""
    return sentence(TOLD[reason], "en")


def site_name(session: Session, site_id: int) -> str:
    """The name of a site."""
    return sites.by_id(session, site_id).name


def reason_in_words(offer: Offer, language: str) -> str:
    """Why this adviser was offered this demand, as a sentence."""
    return wording.say(offer.reason, language, **offer.reason_values)


def may_ring(session: Session, callback: Callback) -> bool:
    """Whether she may be rung: looked at afresh before every dial, whatever was stored before."""
    session.refresh(callback)
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    third_party = claimants.third_party(session, callback.third_party_id) if callback.third_party_id else None
    return callbacks.may_dial(callback, claimant, third_party) is None


def may_be_rung(session: Session, found: Sequence[Callback]) -> list[Callback]:
    """Those of some call-backs, just read, who may be rung as things stand: however many, in two statements."""
    known = claimants.among(session, {one.claimant_id for one in found if one.claimant_id is not None})
    parties = claimants.third_parties_among(session, {one.third_party_id for one in found if one.third_party_id})
    return [
        one
        for one in found
        if callbacks.may_dial(
            one,
            known.get(one.claimant_id) if one.claimant_id else None,
            parties.get(one.third_party_id) if one.third_party_id else None,
        )
        is None
    ]


def ring_claimant(
    session: Session, demand: Demand, offer: Offer, connection: Connection, callback: Callback, now: datetime
) -> None:
    """Ring her for this connection: whoever is to be there before her is."""
    callbacks.now_rung(callback, now)
    home = sites.by_id(session, demand.home_site_id)
    leg = calls.want_leg(
        session,
        offer_id=offer.id,
        connection_id=connection.id,
        role="claimant",
        to_number=_rung_on(session, demand, callback, now),
        from_number=home.telephone,
        ring_seconds=sites.rules_of(home).claimant_ring_seconds,
        now=now,
    )
    orders.dial(session, leg, orders.pressing(leg, caller=False), now)


def _rung_on(session: Session, demand: Demand, callback: Callback, now: datetime) -> str:
    """Her number, or her TextNumber of Relay UK where that is the way to reach her now."""
    way = reaching.way(session, callback, now, desk=demand.textphone)
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    if way == callbacks.RELAY and claimant is not None and claimant.relay_number is not None:
        return claimant.relay_number
    return callback.telephone


def caller_now(board: Switchboard, session: Session, call: Call) -> Reply:
    """What a caller who is connected should do: join, hold on, or say goodbye."""
    connection = calls.open_connection_of_call(session, call.id)
    if connection is None or connection.ended_at is not None:
        return Tell([announce(board.scripts, "goodbye", call.language)])
    if connection.adviser_dropped_at is not None:
        return HoldOn([announce(board.scripts, "hold_on", call.language)], call_id=call.id)
    return Confer(connection.id, connection.name, call_id=call.id)


def claimant_leg_now(board: Switchboard, session: Session, leg_id: UUID, sid: str, now: datetime) -> Reply:
    """The claimant we rang has answered, or her line asks again what to do."""
    demand, offer, leg = lock_leg_in_order(session, leg_id)
    if not calls.adopt(leg, sid):
        return Tell()
    calls.advance(leg, "in-progress", None, now)
    assert leg.connection_id is not None  # noqa: S101 - a claimant is rung only for a connection
    connection = calls.lock_connection(session, leg.connection_id)
    lost = connection.ended_at is not None or connection.adviser_dropped_at is not None
    if lost and connection.claimant_joined_at is None:
        # Never meant to be: counted, and the supervisor is alerted.
        connection.met_nobody_at = connection.met_nobody_at or now
    if connection.adviser_dropped_at is not None and demand.ended_at is None:
        return HoldOn([announce(board.scripts, "hold_on", demand.language)], leg_id=leg.id)
    if connection.ended_at is not None:
        return Tell([_nobody_there(board, session, connection, demand)])
    if connection.claimant_joined_at is None:
        # The adviser's page says that her telephone rings until it hears otherwise.
        notify(session, PRESENCE, offer.adviser_id)
    connection.claimant_sid = sid
    connection.claimant_joined_at = connection.claimant_joined_at or now
    keys, connection.keys_wanted = connection.keys_wanted or "", None
    return Confer(connection.id, connection.name, leg_id=leg.id, keys=keys)


def _nobody_there(board: Switchboard, session: Session, connection: Connection, demand: Demand) -> Sentence:
    """What is said where the adviser is no longer on the line. Who answered may be anybody: no name is said, only
    from which number to expect the next ring, where there will be one."""
    callback = session.get(Callback, connection.callback_id) if connection.callback_id else None
    if connection.met_nobody_at is None or callback is None or callback.state not in ("booked", "due", "in_progress"):
        return announce(board.scripts, "goodbye", demand.language)
    shows = TelephoneNumber.parse(sites.by_id(session, demand.home_site_id).telephone).spoken()
    return announce(board.scripts, "met_nobody", demand.language, {"number": shows})


def lock_offer_in_order(session: Session, offer_id: UUID) -> tuple[Demand, Offer]:
    """The caller's call or the call-back, the demand and the offer, locked in the house's order."""
    call_id, callback_id = line.who_wants(session, offer_id)
    if call_id is not None:
        calls.lock_call(session, call_id)
    if callback_id is not None:
        callbacks.lock_all(session, [callback_id])
    return line.lock_offer(session, offer_id)


def lock_leg_in_order(session: Session, leg_id: UUID) -> tuple[Demand, Offer, Leg]:
    """Call or call-back, demand, offer, adviser and leg, in the house's order; raises UnknownLegError."""
    unlocked = calls.leg(session, leg_id)
    if unlocked is None:
        raise UnknownLegError(leg_id)
    demand, offer = lock_offer_in_order(session, unlocked.offer_id)
    # A claimant who held on may meanwhile have been given to another adviser; her demand is the same.
    session.refresh(unlocked)
    if unlocked.offer_id != offer.id:
        demand, offer = line.lock_offer(session, unlocked.offer_id)
    staff.lock_presence(session, offer.adviser_id)
    leg = calls.lock_leg(session, leg_id)
    assert leg is not None  # noqa: S101 - legs are never deleted
    return demand, offer, leg


def lock_connection_in_order(session: Session, connection_id: UUID) -> tuple[Demand, Offer, Connection]:
    """Call or call-back, demand, offer, adviser and connection, in the house's order."""
    demand, offer = lock_offer_in_order(session, calls.connection(session, connection_id).offer_id)
    staff.lock_presence(session, offer.adviser_id)
    return demand, offer, calls.lock_connection(session, connection_id)


def on_claimant_status(
    board: Switchboard, session: Session, leg_id: UUID, sid: str, status: str, sequence: int | None, now: datetime
) -> None:
    """What becomes of the claimant's leg of a call-back."""
    demand, offer, leg = lock_leg_in_order(session, leg_id)
    if not calls.adopt(leg, sid) or not calls.advance(leg, status, sequence, now) or leg.state != "ended":
        return
    if leg.connection_id is None:
        return
    connection = calls.lock_connection(session, leg.connection_id)
    if connection.end_reason == ADVISER_DROPPED:
        _hung_up_holding_on(session, demand, connection, now)
    elif leg.answered_at is None:
        _not_reached(board, session, demand, offer, connection, status, now)
    else:
        over(board, session, demand, offer, connection, _why_over(session, connection, now), now)


def _why_over(session: Session, connection: Connection, now: datetime) -> str:
    """Why the connection is over. Whose line was lost while nobody spoke with her did not end it: she is rung again."""
    if connection.ended_at is not None or connection.callback_id is None:
        return "claimant_gone"
    has_wrapped_up = connection.wrapped_up_at is not None
    if connection.on_hold or has_wrapped_up:
        # He has wrapped up since his own line was lost: nobody else will say what came of it.
        record(session, session.get_one(Callback, connection.callback_id), "cut_off", now)
    return "lost_on_hold" if connection.on_hold and not has_wrapped_up else "claimant_gone"


def _hung_up_holding_on(session: Session, demand: Demand, connection: Connection, now: datetime) -> None:
    """She was cut off from her adviser and has given up waiting for another: she is rung again later."""
    if connection.callback_id is None:
        return
    if demand.ended_at is None:
        offer = line.ringing_offer(session, demand.id)
        if offer is not None:
            withdraw_offer(session, offer, now)
        line.end(session, demand, "withdrawn", now)
    callback = session.get_one(Callback, connection.callback_id)
    attempt = callbacks.live_attempt(session, callback)
    if attempt is not None and attempt.connection_id == connection.id:
        record(session, callback, "cut_off", now)


def record(session: Session, callback: Callback, result: str, now: datetime) -> None:
    """What came of ringing her, unless the adviser has said it already or it was cancelled meanwhile."""
    if callback.state == "in_progress" and callbacks.live_attempt(session, callback) is not None:
        callbacks.record_result(session, callback, result, now)


def withdraw_offer(session: Session, offer: Offer, now: datetime) -> None:
    """Whom an adviser is being rung for has gone: stop ringing; he is ready again, idle as long as before."""
    line.end_offer(offer, "withdrawn", now)
    staff.ringing_stopped(session, offer.adviser_id, now)
    leg = calls.live_leg(session, offer.id, "adviser")
    if leg is not None:
        end_leg(session, leg.id, now)


def take_back(session: Session, demand: Demand, offer: Offer, now: datetime) -> None:
    """Stop ringing an adviser for somebody who waits on: at the head of the line, and he may be offered her again."""
    withdraw_offer(session, offer, now)
    demand.last_offered_to = None
    line.back_to_the_head(session, demand)


def end_leg(session: Session, leg_id: UUID, now: datetime) -> None:
    """End a leg as far as it has come. One that is on its way is ended by whoever sends it, who looks again."""
    leg = calls.lock_leg(session, leg_id)
    if leg is None or leg.state in LEG.final:
        return
    if leg.state == "wanted":
        calls.cancel_leg(leg, now)
    elif leg.sid is not None:
        orders.hang_up(session, leg.sid, now)


def claimant_could_not_be_rung(board: Switchboard, session: Session, leg_id: UUID, now: datetime, refused: int) -> None:
    """Twilio refused to ring her: recorded as unobtainable, and the adviser is told."""
    demand, offer, leg = lock_leg_in_order(session, leg_id)
    if leg.state in LEG.final or leg.connection_id is None:
        return
    calls.refused(leg, now)
    connection = calls.lock_connection(session, leg.connection_id)
    calls.note(session, str(leg_id), "leg", "refused", now, code=refused)
    _not_reached(board, session, demand, offer, connection, "refused", now)


def _not_reached(
    board: Switchboard,
    session: Session,
    demand: Demand,
    offer: Offer,
    connection: Connection,
    status: str,
    now: datetime,
) -> None:
    assert connection.callback_id is not None  # noqa: S101 - only a call-back rings the claimant
    callback = session.get_one(Callback, connection.callback_id)
    if connection.ended_at is None:
        record(session, callback, RESULTS.get(status, "unobtainable"), now)
    over(board, session, demand, offer, connection, status, now)


def over(
    board: Switchboard,
    session: Session,
    demand: Demand,
    offer: Offer,
    connection: Connection,
    reason: str,
    now: datetime,
    asks: UUID | None = None,
) -> None:
    """The connection is over: whoever is still on the line is let go, and the adviser wraps up.

    `asks` is the adviser's leg where it asks at this moment what to do, and hears the reason by its reply.
    """
    if not calls.end_connection(connection, reason, now):
        return
    if line.end_offer(offer, "ended", now):
        staff.set_presence(session, offer.adviser_id, "wrapping_up", None, now)
    if demand.ended_at is None:
        line.end(session, demand, "served", now)
    _let_go(board, session, offer, reason, asks, now)
    if connection.call_id is not None:
        call = calls.call(session, connection.call_id)
        if call.ended_at is None:
            orders.hang_up(session, call.sid, now)
    line.changed(session)


def _let_go(board: Switchboard, session: Session, offer: Offer, reason: str, asks: UUID | None, now: datetime) -> None:
    """End the legs of an offer; an adviser who is left alone is told why first, unless his leg asks just now."""
    for leg in calls.legs_of_offer(session, offer.id):
        if leg.id == asks:
            continue
        if leg.role == "adviser" and reason in TOLD and leg.sid is not None and leg.state not in LEG.final:
            orders.redirect(session, leg.sid, board.addresses.leg(leg.id), now)
        else:
            end_leg(session, leg.id, now)


def end_pressed(board: Switchboard, session: Session, connection_id: UUID, now: datetime) -> None:
    """The adviser ends the call from his screen."""
    demand, offer, connection = lock_connection_in_order(session, connection_id)
    if connection.ended_at is None:
        connection.end_pressed_at = now
        over(board, session, demand, offer, connection, "ended_by_adviser", now)


def hold_pressed(session: Session, connection_id: UUID, on: bool, now: datetime) -> bool:
    """Put the claimant on hold, or take her off; False where she is not there to be held."""
    connection = calls.lock_connection(session, connection_id)
    if connection.ended_at or connection.claimant_sid is None or connection.conference_sid is None:
        return False
    connection.on_hold = on
    orders.hold(session, connection.conference_sid, connection.claimant_sid, on, now)
    return True


def on_event(
    session: Session,
    connection_id: UUID,
    conference_sid: str,
    event: str,
    sequence: int | None,
    call_sid: str | None,
    reason: str | None,
    now: datetime,
) -> None:
    """What happens in a conference is kept, and tells which conference it is and when she came in."""
    connection = calls.lock_connection_if_any(session, connection_id)
    if connection is None:
        return
    calls.note(session, conference_sid, "conference", event, now, sequence, call=call_sid, reason=reason)
    connection.conference_sid = connection.conference_sid or conference_sid
    if event == "participant-join" and call_sid is not None and call_sid == connection.claimant_sid:
        connection.claimant_joined_at = connection.claimant_joined_at or now
        if connection.on_hold:
            # Held while her line was out for its keys: there was nobody to be held then.
            orders.hold(session, conference_sid, call_sid, True, now)
