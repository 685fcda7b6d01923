"""The telephone lane: every request to Twilio that rings, redirects, holds or hangs up, exactly once where it rings.

A leg is committed as dialling before the request goes out. If the answer is lost the leg is unknown and is never
simply sent again: the first webhook that bears its id adopts the SID, or it is looked for when it must have ended,
and only when it was absent twice is it dialled again.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.calls import service as calls
from app.calls.models import LEG, Leg
from app.jobs.rules import TryLater
from app.switchboard import connecting, legs, orders
from app.switchboard.context import Switchboard
from app.telephony.errors import AnswerLost, Gone, NotNow, Refused

log = structlog.get_logger()

TWILIO_IS_SILENT_SECONDS = 5


def dial(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: make the call of a leg."""
    leg_id = UUID(payload["leg"])
    with board.database.transaction() as session:
        leg = calls.lock_leg(session, leg_id)
        if leg is None or leg.state != "wanted":
            _settle_interrupted(leg, clock.now())
            return
        calls.start_dialling(leg, clock.now())
    addresses = board.addresses
    try:
        sid = board.telephone.dial(
            to=leg.to_number,
            from_=leg.from_number,
            url=addresses.leg(leg_id),
            fallback_url=addresses.fallback,
            status_callback=addresses.leg_status(leg_id),
            ring_seconds=leg.ring_seconds,
        )
    except AnswerLost:
        log.warning("answer to a dial was lost", leg=str(leg_id))
        with board.database.transaction() as session:
            _locked(session, leg_id, lambda leg: calls.answer_lost(leg, clock.now()))
    except NotNow as error:
        with board.database.transaction() as session:
            _locked(session, leg_id, calls.not_made)
        raise TryLater(str(error)) from error
    except Refused as refusal:
        log.warning("a call was refused", leg=str(leg_id), code=refusal.code)
        with board.database.transaction() as session:
            legs.on_refused(board, session, leg_id, refusal.code, clock.now())
    else:
        with board.database.transaction() as session:
            _locked(session, leg_id, lambda leg: calls.sent(leg, sid))


def _settle_interrupted(leg: Leg | None, now: datetime) -> None:
    """This job was begun before and its worker died: whether the request went out is not known."""
    if leg is not None and leg.state == "dialling":
        calls.answer_lost(leg, now)


def _locked(session: Session, leg_id: UUID, change: Any) -> None:
    leg = calls.lock_leg(session, leg_id)
    if leg is not None:
        change(leg)


def redirect(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: make a live call ask where it was told to; if it is over, she has gone."""
    try:
        board.telephone.redirect(payload["sid"], payload["url"])
    except Gone:
        with board.database.transaction() as session:
            legs.gone(board, session, payload["sid"], clock.now())
    except NotNow as error:
        raise TryLater(str(error)) from error
    except AnswerLost as error:
        # Asking a call to ask again does no harm twice.
        raise TryLater(str(error)) from error


def hang_up(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: end a call; ending it twice does no harm."""
    try:
        board.telephone.hang_up(payload["sid"])
    except (NotNow, AnswerLost) as error:
        raise TryLater(str(error)) from error


def hold(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: put somebody on hold or take her off."""
    try:
        board.telephone.hold(payload["conference"], payload["sid"], payload["on"])
    except Gone:
        return
    except (NotNow, AnswerLost) as error:
        raise TryLater(str(error)) from error


def look_for_lost_legs(board: Switchboard, now: datetime) -> int:
    """Tick: look in Twilio's list for calls whose answer was lost; returns how many were looked for."""
    with board.database.transaction() as session:
        wanted = calls.legs_to_look_for(session, now)
    for leg_id in wanted:
        _look_for(board, leg_id, now)
    return len(wanted)


def _look_for(board: Switchboard, leg_id: UUID, now: datetime) -> None:
    with board.database.transaction() as session:
        leg = calls.lock_leg(session, leg_id)
        if leg is None or leg.state not in ("dialling", "unknown"):
            return
        if leg.state == "dialling":
            # Its worker died before it could say more: give the call the time it would take to end.
            calls.answer_lost(leg, now)
            if leg.look_at is not None and leg.look_at > now:
                return
        to_number, since = leg.to_number, leg.dialled_at or leg.created_at
        leg.look_at = now + timedelta(seconds=TWILIO_IS_SILENT_SECONDS)
    try:
        found = board.telephone.find(to_number, since)
    except (NotNow, AnswerLost, Refused):
        log.warning("could not look for a call", leg=str(leg_id))
        return
    with board.database.transaction() as session:
        taken = calls.known_sids(session, [call.sid for call in found])
        ours = [call for call in found if call.sid not in taken]
        leg = calls.leg(session, leg_id)
        if leg is None or leg.state in LEG.final:
            return
        if ours:
            legs.on_status(board, session, leg_id, ours[0].sid, ours[0].status, None, now)
            return
        leg = calls.lock_leg(session, leg_id)
        if leg is not None and leg.state == "unknown" and calls.absent(leg, now):
            log.info("a lost call was never made and is dialled again", leg=str(leg_id))
            calls.not_made(leg)
            orders.dial(session, leg, orders.CALLBACK_AFTER, now)


def after_drop(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: some seconds after an adviser's line went, see whether she still holds on."""
    with board.database.transaction() as session:
        connecting.after_drop(board, session, UUID(payload["connection"]), clock.now())
