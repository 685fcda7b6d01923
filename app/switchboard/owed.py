"""A time that comes free goes first to whoever is owed a call: it becomes a promise like any other, and she is told.

All that are owed fall due together in the last hour before their deadline; on a full day most of them would be late.
"""

from collections.abc import Hashable
from datetime import datetime

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary.errors import SlotTaken
from app.switchboard import connecting, messages
from app.switchboard.context import Switchboard
from app.texts import reminders


def give_times(board: Switchboard, now: datetime) -> int:
    """Tick: give each who is owed a call the first time by her deadline; returns how many have one now.

    Not at night, when nobody is told of anything. Where there is no time for one, it is not looked for again for
    those who need the same.
    """
    if not reminders.may_be_texted_at(now):
        return 0
    with board.database.transaction() as session:
        owed = [(one.callback.id, _alike(session, one.callback)) for one in callbacks.owed(session)]
    given, in_vain = 0, set[Hashable]()
    for callback_id, alike in owed:
        if alike in in_vain:
            continue
        with board.database.transaction() as session:
            callback = session.get_one(Callback, callback_id, with_for_update=True, populate_existing=True)
            if callback.state != "owed" or not connecting.may_ring(session, callback):
                continue
            if _give(session, callback, now):
                given += 1
            else:
                in_vain.add(alike)
    return given


def _alike(session: Session, callback: Callback) -> Hashable:
    """The same for all for whom the same times can be met. Who may not interpret is each claimant's own matter."""
    needs, safe = callbacks.needs_of(callback), callbacks.safe_times(session, callback)
    return callback.diary_site_id, callback.deadline, needs, safe, needs.interpreter and callback.claimant_id


def _give(session: Session, callback: Callback, now: datetime) -> bool:
    for slot in callbacks.times_for(session, callback, now, now, callback.deadline):
        try:
            callbacks.move(session, callback, slot, by_staff=None, now=now)
        except SlotTaken:
            continue
        messages.promised(session, callback, now)
        return True
    return False
