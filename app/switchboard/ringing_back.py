"""Call-backs at their time: each that falls due becomes a demand, and is matched like a caller who waits."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.line import service as line
from app.switchboard.context import Switchboard

log = structlog.get_logger()


def fall_due(board: Switchboard, now: datetime) -> int:
    """Tick: put every call-back whose time has come into the line; returns how many. Any process may tick."""
    with board.database.transaction() as session:
        due = callbacks.fall_due(session, now)
        for callback in due:
            _join(session, callback, now)
    return len(due)


def ring_now(session: Session, callback: Callback, now: datetime) -> None:
    """She asks to be rung at once: home does it, at the service's expense."""
    callbacks.bring_forward(session, callback, by_staff=None, now=now)
    if line.demand_of_callback(session, callback.id) is None:
        _join(session, callback, now)


def _join(session: Session, callback: Callback, now: datetime) -> None:
    assert callback.due_at is not None  # noqa: S101 - what falls due has a time
    reason = callbacks.may_dial(callback)
    if reason is not None:
        # She must not be rung: never dialled, and shown to the supervisor as owed.
        log.warning("a call-back may not be dialled", callback=str(callback.id), reason=reason.template)
        callbacks.lose_time(session, callback, by_staff=None, now=now)
        return
    line.join_callback(
        session,
        callback.id,
        callback.site_id,
        callback.interpreter_language or callback.language,
        callback.textphone,
        callback.next_at or callback.due_at,
        callback.held_adviser_id,
        now,
    )
