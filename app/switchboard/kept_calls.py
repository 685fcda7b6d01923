"""Calls that the database could not take: kept in a file, flushed to the disk, and taken in when it is back.

Whoever rang was told that we have her number and shall ring her. If she held on and was served after all, there is
nothing to do; else the call is owed. The file is of the machine that answered: its own scheduler takes it in.
"""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.orm import Session

from app.calls import service as calls
from app.settings import Settings
from app.switchboard import booking, inbound
from app.switchboard.context import Switchboard

log = structlog.get_logger()
FILE, TAKING = "calls-while-the-database-was-away.jsonl", "calls-being-taken-in.jsonl"
# Longer than anybody is kept on the line while the database is away: she may be greeted yet.
MAY_HOLD_ON = timedelta(minutes=3)


def keep(settings: Settings, sid: str, from_number: str | None, to_number: str, now: datetime) -> None:
    """Write a call down where no database is needed; told twice, it is taken in once."""
    kept = {"sid": sid, "from": from_number, "to": to_number, "at": now.isoformat()}
    _add(_folder(settings) / FILE, [kept])


def is_kept(settings: Settings, sid: str) -> bool:
    """Whether the call was written down here and is not taken in yet."""
    kept = _folder(settings) / FILE
    return kept.exists() and any(json.loads(line)["sid"] == sid for line in kept.read_text().splitlines())


def take_in(board: Switchboard, now: datetime) -> int:
    """Tick: what was kept is taken into the database; returns how many calls are owed by it.

    The file is set aside first, so that what is written meanwhile is not lost; one that was set aside when a process
    died is taken in before it. Whoever is still on the line, or may be, stays in the file.
    """
    folder = _folder(board.settings)
    kept, taking = folder / FILE, folder / TAKING
    if not taking.exists():
        if not kept.exists():
            return 0
        kept.rename(taking)
    owed, still_on_the_line = 0, []
    for line in taking.read_text().splitlines():
        try:
            one = json.loads(line)
        except ValueError:
            # The machine stopped in the middle of writing it.
            log.warning("a kept call cannot be read")
            continue
        with board.database.transaction() as session:
            outcome = _take(session, one, now)
        owed += outcome == "owed"
        if outcome == "live":
            still_on_the_line.append(one)
    if still_on_the_line:
        _add(kept, still_on_the_line)
    taking.unlink()
    return owed


def _take(session: Session, kept: dict[str, Any], now: datetime) -> str:
    call = calls.call_by_sid(session, kept["sid"])
    if call is None and now - datetime.fromisoformat(kept["at"]) < MAY_HOLD_ON:
        return "live"
    if call is None:
        rang_at = datetime.fromisoformat(kept["at"])
        call = inbound.over_before_we_knew(
            session, kept["sid"], kept["from"], kept["to"], rang_at, "database_away", now
        )
    if call is None:
        log.warning("a call was lost while the database was away, and there is no number to ring", sid=kept["sid"])
        return "nobody to ring"
    if call.ended_at is None:
        return "live"
    if call.is_served:
        return "served"
    return "owed" if booking.owe_after_all(session, call, now) else "nobody to ring"


def _folder(settings: Settings) -> Path:
    return settings.letters_dir.parent


def _add(path: Path, kept: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.writelines(json.dumps(one) + "\n" for one in kept)
        file.flush()
        os.fsync(file.fileno())
