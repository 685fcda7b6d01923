"""The sweep: what is live for us is compared with what is live for Twilio, and the difference is mended.

Callbacks may be lost, and the word of a caller's hanging up comes by one alone. What has ended there is ended here
by the same door as its callback, so that a callback that comes after all changes nothing. What is over here and
live there is hung up: here an end is an end, and she would go on paying for a line on which nobody will come.

Twilio's list lags behind, so a difference is only mended once the call itself was asked after. A sweep makes at
most three requests for lists and `MOST_ASKED` for single calls; what is left over is for the next. It holds no lock
while it asks.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from app.calls import comparing
from app.calls import service as calls
from app.calls.comparing import SWEEP, Ours
from app.switchboard import dropping, inbound, legs, orders, outage
from app.switchboard.context import Switchboard
from app.telephony.client import LIVE, FoundCall
from app.telephony.errors import AnswerLost, NotNow, Refused

EVERY = timedelta(seconds=60)
# What is younger may have news on their way, in either direction.
SETTLED = timedelta(seconds=60)
# A callback may be this late without being lost.
STILL_ON_ITS_WAY = timedelta(seconds=20)
# Twilio's copies lag, and may not know a call yet; what they do not know after so long is no call any more.
LAGS_AT_MOST = timedelta(minutes=5)
MOST_ASKED = 20

log = structlog.get_logger()


def sweep(board: Switchboard, now: datetime) -> int:
    """Tick: mend what differs between Twilio and us; returns how much there was."""
    try:
        live = board.telephone.live()
    except (NotNow, AnswerLost) as error:
        log.warning("no sweep: Twilio could not be asked", why=str(error))
        outage.asked_in_vain(board, error, now)
        return 0
    with board.database.transaction() as session:
        ours = comparing.live_since(session, now - SETTLED)
        over = comparing.over_before(session, live, now - SETTLED)
        dropped = comparing.dropped_before(session, now - SETTLED)
    unheard_of = [one for one in ours if one.sid not in live]
    mended = sum(_look_after(board, connection_id, now) for connection_id in dropped)
    mended += sum(_end(board, one, now) for one in unheard_of[:MOST_ASKED])
    mended += sum(_hang_up(board, sid, now) for sid in over[: MOST_ASKED - len(unheard_of[:MOST_ASKED])])
    return mended


def _end(board: Switchboard, ours: Ours, now: datetime) -> bool:
    """Live here, and not in Twilio's lists: do what its lost callback would have done, if it is over indeed."""
    try:
        found = board.telephone.fetch(ours.sid) or _unknown(ours, now)
    except (NotNow, AnswerLost, Refused) as error:
        log.warning("could not ask after a call", sid=ours.sid, why=str(error))
        return False
    if found is None or found.status in LIVE:
        return False
    if found.ended_at is not None and now - found.ended_at < STILL_ON_ITS_WAY:
        return False
    with board.database.transaction() as session:
        if not comparing.is_live(session, ours):
            return False
        if ours.leg_id is not None:
            legs.on_status(board, session, ours.leg_id, ours.sid, found.status, None, now)
        else:
            inbound.on_status(board, session, ours.sid, found.status, None, now)
        log.warning("a call had ended and we were not told", sid=ours.sid, status=found.status)
        return calls.note(session, ours.sid, SWEEP, "leg_ended" if ours.leg_id else "call_ended", now)


def _unknown(ours: Ours, now: datetime) -> FoundCall | None:
    """A call that Twilio does not know: over, if it has had long enough to know it."""
    return FoundCall(ours.sid, "completed", ours.since) if ours.since <= now - LAGS_AT_MOST else None


def _hang_up(board: Switchboard, sid: str, now: datetime) -> bool:
    """Over here, and in Twilio's lists: end it there, if it is live indeed."""
    try:
        found = board.telephone.fetch(sid)
    except (NotNow, AnswerLost, Refused) as error:
        log.warning("could not ask after a call", sid=sid, why=str(error))
        return False
    if found is None or found.status not in LIVE:
        return False
    with board.database.transaction() as session:
        orders.hang_up(session, sid, now)
        log.warning("a call that is over for us went on", sid=sid)
        return calls.note(session, sid, SWEEP, "hung_up", now)


def _look_after(board: Switchboard, connection_id: UUID, now: datetime) -> bool:
    """The adviser's line went and nobody has looked after her since: the job that should have was given up."""
    with board.database.transaction() as session:
        dropping.after_drop(board, session, connection_id, now)
        ended = calls.connection(session, connection_id).ended_at == now
        return ended and calls.note(session, str(connection_id), SWEEP, "drop_looked_after", now)
