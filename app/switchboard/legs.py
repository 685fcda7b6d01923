"""What is told of a call that we made leads to whoever's it is: adviser, interpreter, claimant or supervisor."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.calls import service as calls
from app.switchboard import advising, connecting, dropping, inbound, interpreting, supervising
from app.switchboard.connecting import UnknownLegError
from app.switchboard.context import Switchboard
from app.switchboard.replies import Reply


def on_answer(board: Switchboard, session: Session, leg_id: UUID, sid: str, now: datetime) -> Reply:
    """It was answered, or asks again what to do. Raises UnknownLegError."""
    match _role(session, leg_id):
        case "claimant":
            return connecting.claimant_leg_now(board, session, leg_id, sid, now)
        case "interpreter":
            return interpreting.on_answer(board, session, leg_id, sid, now)
        case "supervisor":
            return supervising.on_answer(session, leg_id, sid, now)
        case _:
            return advising.on_answer(board, session, leg_id, sid, now)


def on_key(board: Switchboard, session: Session, leg_id: UUID, digits: str, tries: int, now: datetime) -> Reply:
    """Whoever was told what it is about pressed a key, or none. Raises UnknownLegError."""
    match _role(session, leg_id):
        case "interpreter":
            return interpreting.on_key(board, session, leg_id, digits, tries, now)
        case "supervisor":
            return supervising.on_key(session, leg_id, digits, tries, now)
        case _:
            return advising.on_key(board, session, leg_id, digits, tries, now)


def on_status(
    board: Switchboard, session: Session, leg_id: UUID, sid: str, status: str, sequence: int | None, now: datetime
) -> None:
    """Its status changed, or Twilio's list tells of it. Raises UnknownLegError."""
    role = _role(session, leg_id)
    calls.note(session, sid, "call", status, now, sequence)
    if role == "claimant":
        connecting.on_claimant_status(board, session, leg_id, sid, status, sequence, now)
    elif role == "interpreter":
        interpreting.on_status(board, session, leg_id, sid, status, sequence, now)
    elif role == "supervisor":
        supervising.on_status(session, leg_id, sid, status, sequence, now)
    elif advising.on_status(session, leg_id, sid, status, sequence, now):
        dropping.adviser_left(board, session, leg_id, now)


def on_refused(board: Switchboard, session: Session, leg_id: UUID, code: int, now: datetime) -> None:
    """Twilio will not make it: whoever depends on it is told or offered elsewhere."""
    match _role(session, leg_id):
        case "claimant":
            connecting.claimant_could_not_be_rung(board, session, leg_id, now, refused=code)
        case "interpreter":
            interpreting.could_not_be_rung(board, session, leg_id, now, refused=code)
        case "supervisor":
            supervising.could_not_be_rung(session, leg_id, now)
        case _:
            advising.could_not_be_rung(session, leg_id, now, refused=code)


def gone(board: Switchboard, session: Session, sid: str, now: datetime) -> None:
    """A call is over which we wanted to redirect: treat it as the hang-up it is."""
    call = calls.call_by_sid(session, sid)
    if call is not None:
        inbound.hung_up(board, session, call.id, "gone", now)
        return
    leg = calls.leg_by_sid(session, sid)
    if leg is not None:
        on_status(board, session, leg.id, sid, "completed", None, now)


def _role(session: Session, leg_id: UUID) -> str:
    leg = calls.leg(session, leg_id)
    if leg is None:
        raise UnknownLegError(leg_id)
    return leg.role
