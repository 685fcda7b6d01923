"""An adviser's leg: he is rung, told who it is, and takes the call by pressing 1, never by answering alone.

A voicemail may answer the telephone on a desk, so that only a key says that he is there. Nothing but he himself
answers the one in his browser, where he also reads who it is: answering it takes the call.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls import service as calls
from app.calls.models import LEG, Leg
from app.line import service as line
from app.line.models import Demand, Offer
from app.scripts import wording
from app.staff import service as staff
from app.switchboard import connecting, taking
from app.switchboard.context import Switchboard
from app.switchboard.replies import Confer, OfferByKey, Reply, Tell, announce
from app.values.language import LANGUAGES

TAKE_KEY = "1"
ASKED_AT_MOST = 3
# Where no browser is there to ring, Twilio says at once that nobody answered; a telephone rings for longer than this.
GIVEN_UP_AT_ONCE = timedelta(seconds=5)


def on_answer(board: Switchboard, session: Session, leg_id: UUID, sid: str, now: datetime) -> Reply:
    """The adviser's telephone was picked up, or asks again what to do."""
    demand, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if not calls.adopt(leg, sid):
        return Tell()
    calls.advance(leg, "in-progress", None, now)
    if offer.state == "ringing":
        return (
            _take(board, session, demand, offer, leg, now)
            if leg.is_in_browser
            else _tell_who(board, session, demand, leg)
        )
    connection = calls.connection_of_offer(session, offer.id)
    if offer.state == "accepted" and connection is not None and connection.ended_at is None:
        return Confer(connection.id, connection.name, leg_id=leg.id, muted=connection.muted)
    if connection is not None and connection.end_reason in connecting.TOLD:
        return Tell([connecting.told(connection.end_reason)])
    return Tell([announce(board.scripts, "offer_caller_gone", "en")])


def on_key(board: Switchboard, session: Session, leg_id: UUID, digits: str, tries: int, now: datetime) -> Reply:
    """He pressed a key, or none in time. Only 1 takes the call: a voicemail is not an adviser."""
    demand, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if offer.state == "accepted":
        connection = calls.connection_of_offer(session, offer.id)
        if connection is not None and connection.ended_at is None:
            return Confer(connection.id, connection.name, leg_id=leg.id)
    if offer.state != "ringing":
        return Tell([announce(board.scripts, "offer_caller_gone", "en")])
    if digits == TAKE_KEY:
        return _take(board, session, demand, offer, leg, now)
    if tries + 1 < ASKED_AT_MOST:
        return _tell_who(board, session, demand, leg, tries + 1)
    _not_taken(session, demand, offer, "declined", "did_not_take_the_call", now)
    return Tell([announce(board.scripts, "offer_not_taken", "en")])


def on_status(session: Session, leg_id: UUID, sid: str, status: str, sequence: int | None, now: datetime) -> bool:
    """What becomes of the leg; returns whether it has just ended after the call was taken."""
    demand, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if not calls.adopt(leg, sid) or not calls.advance(leg, status, sequence, now):
        return False
    if leg.state != "ended":
        return False
    line.changed(session)
    if offer.state == "ringing":
        ended = "failed" if status == "failed" else "unanswered"
        _not_taken(session, demand, offer, ended, _why_unanswered(leg, status, now), now)
        return False
    return offer.state == "accepted"


def _why_unanswered(leg: Leg, status: str, now: datetime) -> str:
    """The reason by which he is set away, as he reads it."""
    if status == "busy":
        # On a desk somebody may be speaking already; in the browser there is a button that says: not now.
        return "did_not_take_the_call" if leg.is_in_browser else "telephone_engaged"
    rang_for = now - (leg.dialled_at or leg.created_at)
    if leg.is_in_browser and status == "no-answer" and rang_for < GIVEN_UP_AT_ONCE:
        return "browser_not_open"
    return "did_not_answer"


def could_not_be_rung(session: Session, leg_id: UUID, now: datetime, refused: int) -> None:
    """Twilio refused to ring his telephone: the caller keeps her place and he is set away until it is mended."""
    demand, offer, leg = connecting.lock_leg_in_order(session, leg_id)
    if leg.state not in LEG.final:
        calls.refused(leg, now)
    if offer.state == "ringing":
        _not_taken(session, demand, offer, "failed", f"telephone_refused_{refused}", now)


def _take(board: Switchboard, session: Session, demand: Demand, offer: Offer, leg: Leg, now: datetime) -> Reply:
    if taking.no_longer_wanted(session, demand, offer, now):
        return Tell([connecting.told("not_to_be_rung")])
    connection = taking.take(board, session, demand, offer, leg, now)
    if connection.end_reason is not None:
        return Tell([connecting.told(connection.end_reason)])
    return Confer(connection.id, connection.name, leg_id=leg.id)


def _tell_who(board: Switchboard, session: Session, demand: Demand, leg: Leg, tries: int = 0) -> Reply:
    site = connecting.site_name(session, demand.home_site_id)
    if demand.kind == "callback" and demand.due_at is not None:
        due = wording.when(demand.due_at, "en", spoken=True)
        said = announce(board.scripts, "offered_callback", "en", {"site": site, "when": due})
    elif demand.language == "en":
        said = announce(board.scripts, "offered_call", "en", {"site": site})
    else:
        spoken = LANGUAGES[demand.language].english_name
        said = announce(board.scripts, "offered_call_in", "en", {"site": site, "language": spoken})
    return OfferByKey(leg.id, [said], tries)


def _not_taken(session: Session, demand: Demand, offer: Offer, state: str, reason: str, now: datetime) -> None:
    """The caller goes back to the head of the line with her time; he is set away and sees why.

    What he himself would ring from a record is left: nobody waits for it.
    """
    line.end_offer(offer, state, now)
    callback = session.get_one(Callback, demand.callback_id) if demand.callback_id is not None else None
    if callback is not None and callbacks.not_taken(session, callback, now):
        line.end(session, demand, "withdrawn", now)
    else:
        line.back_to_the_head(session, demand)
    staff.set_presence(session, offer.adviser_id, "away", reason, now)
