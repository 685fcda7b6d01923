"""When our last answer could not be used: say so, and carry on from the stored state.

Without the database the caller is kept on the line and asked about again and again, in case it is only being
restarted; her number is kept in a file from the first moment on. Only when it has been away for long is she told
that we shall ring her.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.calls import service as calls
from app.sites import service as sites
from app.switchboard import kept_calls, textphones
from app.switchboard.context import Switchboard
from app.switchboard.replies import announce
from app.telephony import twiml
from app.telephony.twiml import Sentence

log = structlog.get_logger()

# Two minutes: a restart takes seconds, and silence on a line that one pays for is not to be borne for longer.
TRIES_AT_MOST, SECONDS_BETWEEN = 12, 10


@dataclass(frozen=True)
class Failed:
    """A call whose last document was of no use. `leg_id` where we made it and the address that failed names it.

    `tries` is how often it was asked about while the database was away.
    """

    sid: str
    from_number: str | None
    to_number: str
    came_in: bool
    leg_id: UUID | None
    tries: int


def reply(board: Switchboard, failed: Failed, now: datetime) -> str:
    """A sentence, and back to where the call was; or, where nothing can be read, a promise that is kept."""
    try:
        with board.database.transaction() as session:
            call = calls.call_by_sid(session, failed.sid)
            # A voice would pick up a textphone's call, and be nothing to it.
            dialled = sites.by_number(session, failed.to_number) if failed.came_in else None
            silent = dialled is not None and dialled.textphone
            leg = None if call else calls.leg_by_sid(session, failed.sid)
            if leg is None and failed.leg_id is not None:
                leg = calls.leg(session, failed.leg_id)
    except SQLAlchemyError:
        log.exception("the database is away during a call")
        return _hold_on(board, failed, now)
    if call is not None and call.ended_at is None:
        said = [] if failed.tries or silent else [announce(board.scripts, "fault", call.language)]
        return twiml.hold_on(said, board.addresses.call_now(call.id), seconds=1)
    if leg is not None:
        said = [] if failed.tries else [announce(board.scripts, "fault", "en")]
        return twiml.hold_on(said, board.addresses.leg(leg.id), seconds=1)
    if call is None and failed.came_in and (failed.tries or not kept_calls.is_kept(board.settings, failed.sid)):
        # She rang while the database was away and has held on, or whoever should have greeted her died: now her call
        # can be taken. If it fails once more, her number is kept and she is not held any longer.
        return _greet(board, failed, now, silent=silent)
    return _goodbye(board, failed, now)


def _greet(board: Switchboard, failed: Failed, now: datetime, *, silent: bool) -> str:
    if not failed.tries:
        kept_calls.keep(board.settings, failed.sid, failed.from_number, failed.to_number, now)
    said = [] if failed.tries or silent else [announce(board.scripts, "fault", "en")]
    return twiml.hold_on(said, board.addresses.of_a_number["voice_url"], seconds=1)


def _hold_on(board: Switchboard, failed: Failed, now: datetime) -> str:
    if failed.tries >= TRIES_AT_MOST or textphones.file_of(board.settings, failed.to_number) is not None:
        # A textphone is told at once: sentences would be nothing to it.
        return _goodbye(board, failed, now)
    if failed.came_in and not failed.tries:
        kept_calls.keep(board.settings, failed.sid, failed.from_number, failed.to_number, now)
    said = [] if failed.tries else [announce(board.scripts, "fault", "en")]
    again = board.addresses.fallback_again(failed.tries + 1, failed.leg_id)
    return twiml.hold_on(said, again, seconds=SECONDS_BETWEEN)


def _goodbye(board: Switchboard, failed: Failed, now: datetime) -> str:
    if failed.came_in and not failed.tries:
        kept_calls.keep(board.settings, failed.sid, failed.from_number, failed.to_number, now)
    if not failed.came_in:
        return twiml.tell([])
    if textphones.file_of(board.settings, failed.to_number) is not None:
        return twiml.tell([Sentence("", "en", recording=board.addresses.textphone(failed.to_number))])
    return twiml.tell([announce(board.scripts, "fault_no_answer", "en")])
