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
from app.line import service as line
from app.switchboard import dropping, legs, orders, outage
from app.switchboard.context import Switchboard
from app.telephony.errors import AnswerLost, Gone, NotNow, Refused, TelephonyError

log = structlog.get_logger()

NOT_YET_ANSWERED = ("queued", "ringing")

# Nothing was carried out and she, or the adviser, still waits: tried again as long as anybody does.
FIRST_AGAIN, LATEST_AGAIN = timedelta(seconds=2), timedelta(seconds=30)
AGAIN_WHILE_SOMEBODY_WAITS = timedelta(seconds=10)


def dial(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: make the call of a leg."""
    leg_id = UUID(payload["leg"])
    with board.database.transaction() as session:
        leg = calls.lock_leg(session, leg_id)
        if leg is None or leg.state != "wanted":
            _settle_interrupted(leg, clock.now())
            return
        if not _still_wanted(session, leg):
            calls.cancel_leg(leg, clock.now())
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
    except AnswerLost as error:
        log.warning("answer to a dial was lost", leg=str(leg_id))
        with board.database.transaction() as session:
            _locked(session, leg_id, lambda leg: calls.answer_lost(leg, clock.now()))
        outage.asked_in_vain(board, error, clock.now())
    except NotNow as error:
        log.warning("no call can be made at this moment", leg=str(leg_id), why=str(error))
        with board.database.transaction() as session:
            _not_made(session, leg_id, payload["priority"], clock.now())
        outage.asked_in_vain(board, error, clock.now())
    except Refused as refusal:
        log.warning("a call was refused", leg=str(leg_id), code=refusal.code)
        with board.database.transaction() as session:
            legs.on_refused(board, session, leg_id, refusal.code, clock.now())
    else:
        with board.database.transaction() as session:
            _sent(session, leg_id, sid, clock.now())


def _still_wanted(session: Session, leg: Leg) -> bool:
    """Whether whoever it was to bring together still is to be: she may have hung up, he may have gone."""
    return leg.left_at is None and not line.is_over(session, leg.offer_id)


def _sent(session: Session, leg_id: UUID, sid: str, now: datetime) -> None:
    leg = calls.lock_leg(session, leg_id)
    if leg is None:
        return
    calls.sent(leg, sid)
    if leg.state not in LEG.final and not _still_wanted(session, leg):
        # It came to nothing while the request was on its way.
        orders.hang_up(session, sid, now)


def _not_made(session: Session, leg_id: UUID, priority: int, now: datetime) -> None:
    leg = calls.lock_leg(session, leg_id)
    if leg is not None and leg.state == "dialling":
        calls.not_made(leg)
        waited = now - leg.created_at
        orders.dial(session, leg, priority, now, due_at=now + min(max(waited, FIRST_AGAIN), LATEST_AGAIN))


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
    except Gone as error:
        if _not_yet_answered(board, payload["sid"]):
            raise TryLater("our first answer has not reached the call") from error
        with board.database.transaction() as session:
            legs.gone(board, session, payload["sid"], clock.now())
    except (NotNow, AnswerLost) as error:
        # Asking a call to ask again does no harm twice.
        raise _once_it_answers(board, error) from error


def _once_it_answers(board: Switchboard, error: TelephonyError) -> TryLater:
    """Somebody is on that line: however long Twilio does not answer, it is tried until it does."""
    outage.asked_in_vain(board, error, clock.now())
    return TryLater(str(error), wait=AGAIN_WHILE_SOMEBODY_WAITS, counted=False)


def _not_yet_answered(board: Switchboard, sid: str) -> bool:
    """Whether a call that could not be redirected has only just come in: Twilio says the same of one that is over."""
    try:
        found = board.telephone.fetch(sid)
    except (NotNow, AnswerLost, Refused):
        return False
    return found is not None and found.status in NOT_YET_ANSWERED


def hang_up(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: end a call; ending it twice does no harm."""
    try:
        board.telephone.hang_up(payload["sid"])
    except (NotNow, AnswerLost) as error:
        raise _once_it_answers(board, error) from error


def hold(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: put somebody on hold or take her off, unless the other was pressed meanwhile."""
    with board.database.transaction() as session:
        wanted = calls.is_on_hold(session, payload["conference"])
    on: bool = payload["on"]
    if wanted != on:
        return
    try:
        board.telephone.hold(payload["conference"], payload["sid"], on)
    except Gone:
        return
    except (NotNow, AnswerLost) as error:
        raise _once_it_answers(board, error) from error


def look_for_lost_legs(board: Switchboard, now: datetime) -> int:
    """Tick: ask after legs that have not told what they should have; returns how many.

    Where the answer to the request was lost the call is looked for in Twilio's list. Where a callback was lost its
    status is asked for, so that nobody is rung, or on a call, for ever.
    """
    with board.database.transaction() as session:
        wanted = calls.legs_to_look_for(session, now)
    for leg_id in wanted:
        _look_for(board, leg_id, now)
    return len(wanted)


def _look_for(board: Switchboard, leg_id: UUID, now: datetime) -> None:
    with board.database.transaction() as session:
        leg = calls.lock_leg(session, leg_id)
        if leg is None or leg.state in LEG.final or leg.look_at is None or leg.look_at > now:
            return
        if leg.state == "dialling":
            # Its worker died before it could say more: give the call the time it would take to end.
            calls.answer_lost(leg, now)
            if leg.look_at is not None and leg.look_at > now:
                return
        to_number, since, sid = leg.to_number, leg.dialled_at or leg.created_at, leg.sid
        calls.look_later(leg, now)
    if sid is not None:
        _ask_after(board, leg_id, sid, now)
    else:
        _find(board, leg_id, to_number, since, now)


def _ask_after(board: Switchboard, leg_id: UUID, sid: str, now: datetime) -> None:
    try:
        found = board.telephone.fetch(sid)
    except (NotNow, AnswerLost, Refused):
        log.warning("could not ask after a call", leg=str(leg_id))
        return
    if found is None:
        # Twilio named this SID itself: what it does not know of it yet, it will.
        log.warning("twilio does not know a call that it made", leg=str(leg_id))
        return
    with board.database.transaction() as session:
        legs.on_status(board, session, leg_id, sid, found.status, None, now)


def _find(board: Switchboard, leg_id: UUID, to_number: str, since: datetime, now: datetime) -> None:
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
            caller = line.call_of_offer(session, leg.offer_id) is not None
            orders.dial(session, leg, orders.pressing(leg, caller=caller), now)


def after_drop(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: some seconds after an adviser's line went, see whether she still holds on."""
    with board.database.transaction() as session:
        dropping.after_drop(board, session, UUID(payload["connection"]), clock.now())
