"""When our last answer could not be used: say so, and carry on from the stored state; without the database, keep
the caller's number in a local file, flushed to the disk, to be taken in later."""

import json
import os
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.calls import service as calls
from app.switchboard.context import Switchboard
from app.switchboard.replies import announce
from app.telephony import twiml

log = structlog.get_logger()
FILE = "calls-while-the-database-was-away.jsonl"


def reply(board: Switchboard, sid: str, from_number: str | None, to_number: str, now: datetime) -> str:
    """A sentence, and back to where the call was; or, where nothing can be read, a promise that is kept."""
    try:
        with board.database.transaction() as session:
            call = calls.call_by_sid(session, sid)
            leg = None if call else calls.leg_by_sid(session, sid)
    except SQLAlchemyError:
        log.exception("the database is away during a call")
        _write_down(board, sid, from_number, to_number, now)
        return twiml.tell([announce(board.scripts, "fault_no_answer", "en")])
    if call is not None and call.ended_at is None:
        said = announce(board.scripts, "fault", call.language)
        return twiml.hold_on([said], board.addresses.call_now(call.id), seconds=1)
    if leg is not None:
        return twiml.hold_on([announce(board.scripts, "fault", "en")], board.addresses.leg(leg.id), seconds=1)
    _write_down(board, sid, from_number, to_number, now)
    return twiml.tell([announce(board.scripts, "fault_no_answer", "en")])


def _write_down(board: Switchboard, sid: str, from_number: str | None, to_number: str, now: datetime) -> None:
    line = json.dumps({"sid": sid, "from": from_number, "to": to_number, "at": now.isoformat()})
    folder = board.settings.letters_dir.parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
