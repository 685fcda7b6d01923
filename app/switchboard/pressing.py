"""What an adviser presses while they talk: mute, and keys on the line of the claimant whom we rang.

A switchboard or a menu may answer at her number: the keys are tones on her own line, which no conference carries. So
her line comes out for the second that they take, and goes back in: the adviser stays where she comes back to.
"""

import re
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.calls import service as calls
from app.calls.models import Connection
from app.jobs.rules import TryLater
from app.scripts.wording import mark
from app.switchboard import connecting, orders
from app.switchboard.context import Switchboard
from app.telephony.errors import AnswerLost, Gone, NotNow, Refused
from app.values.errors import Invalid

log = structlog.get_logger()

# An extension, a reference or a choice; a comma waits for a moment, as on any telephone.
KEYS: Final = re.compile(r"[0-9*#,]{1,20}")


def mute_pressed(session: Session, connection_id: UUID, on: bool, now: datetime) -> bool:
    """The adviser is not heard, or is again, and hears all the while; False where he is in no conference yet."""
    connection = calls.lock_connection(session, connection_id)
    if connection.ended_at or connection.conference_sid is None:
        return False
    connection.muted = on
    orders.mute(session, connection, now)
    return True


def tell_mute(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: have the adviser heard or not, as was pressed last."""
    with board.database.transaction() as session:
        connection = calls.connection(session, UUID(payload["connection"]))
        leg = calls.live_leg(session, connection.offer_id, "adviser")
        if connection.ended_at or connection.conference_sid is None or leg is None or leg.sid is None:
            return
        conference, sid, muted = connection.conference_sid, leg.sid, connection.muted
    try:
        board.telephone.mute(conference, sid, muted)
    except Gone:
        return
    except Refused as refusal:
        log.warning("an adviser was not muted, or still is", connection=payload["connection"], code=refusal.code)
        with board.database.transaction() as session:
            connection = calls.lock_connection(session, UUID(payload["connection"]))
            if connection.muted == muted:
                # What is shown is what is so.
                connection.muted = not muted
    except (NotNow, AnswerLost) as error:
        # To be told the same twice does no harm.
        raise TryLater(str(error)) from error


def may_press_keys(connection: Connection) -> bool:
    """Whether there is a line of ours to press keys on, with somebody or something at its other end."""
    return (
        connection.callback_id is not None
        and connection.claimant_sid is not None
        and connection.ended_at is None
        and connection.adviser_dropped_at is None
    )


def keys_pressed(board: Switchboard, session: Session, connection_id: UUID, typed: str, now: datetime) -> None:
    """Sound the keys on her line. Raises Invalid, saying why not."""
    keys = "".join(typed.split())
    if not KEYS.fullmatch(keys):
        raise Invalid(mark("Type the keys to press: figures, * and #, at most 20. A comma waits for a moment."))
    _, offer = connecting.lock_offer_in_order(session, calls.connection(session, connection_id).offer_id)
    her = calls.live_leg(session, offer.id, "claimant")
    leg = calls.lock_leg(session, her.id) if her is not None else None
    connection = calls.lock_connection(session, connection_id)
    if leg is None or leg.sid is None or not may_press_keys(connection):
        raise Invalid(mark("There is no line to press keys on: they go to whoever answered when we rang."))
    if connection.on_hold:
        raise Invalid(mark("Take the line off hold first: then press keys."))
    connection.keys_wanted = keys.replace(",", "w")
    orders.redirect(session, leg.sid, board.addresses.leg(leg.id), now)
