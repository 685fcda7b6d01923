"""Callers whom a fault cut off: the address asked and its fallback both failed, so that Twilio hung up on her.

To us that looks like her own hanging up. Twilio notes what went wrong with a call, so it is asked about each caller
who went unserved; one whose call ended with such a note is owed a call, as if the database had been away.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from app import clock
from app.calls import service as calls
from app.calls.comparing import SWEEP
from app.jobs.rules import TryLater
from app.switchboard import booking
from app.switchboard.context import Switchboard
from app.telephony.errors import AnswerLost, NotNow, Refused

# The note is made as the second address fails, and the word of the call's end takes its time.
NOTED_BEFORE_THE_END: Final = timedelta(minutes=1)

log = structlog.get_logger()


def look(board: Switchboard, payload: dict[str, Any]) -> None:
    """Job: owe a call to whoever was cut off by a fault and not by herself."""
    call_id = UUID(payload["call"])
    with board.database.transaction() as session:
        call = calls.call(session, call_id)
        sid, ended_at = call.sid, call.ended_at
    try:
        noted = board.telephone.faults(sid, told=board.addresses.of_a_number["status_callback"])
        # Where the word of its end was lost too, we had it from the sweep, and late: Twilio knows when it was.
        found = board.telephone.fetch(sid) if noted else None
    except (NotNow, AnswerLost) as error:
        raise TryLater(str(error)) from error
    except Refused as refused:
        log.warning("could not ask why a call was over", sid=sid, code=refused.code)
        return
    if found is not None:
        ended_at = found.ended_at or ended_at
    if ended_at is None or not any(at >= ended_at - NOTED_BEFORE_THE_END for at in noted):
        return
    now = clock.now()
    with board.database.transaction() as session:
        locked = calls.lock_call(session, call_id)
        # Told twice, it is owed once: a call that is owed counts as booked.
        if locked is None or locked.is_served or not booking.owe_after_all(session, locked, now):
            return
        log.warning("a caller was cut off by a fault, and is owed a call", sid=sid)
        calls.note(session, sid, SWEEP, "cut_off", now)
