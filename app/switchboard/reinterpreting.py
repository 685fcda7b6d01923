"""Interpreters are taken out, or changed: what was promised with them is promised with others, as far as it can be."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary import service as diary


def keep_promises(session: Session, supplier_ids: Collection[int], now: datetime) -> list[Callback]:
    """Hold another line wherever one of these suppliers can be had no more, at the same time.

    Returns the call-backs for which there is none: their time stands, and whoever speaks the language then is tried.
    """
    if not supplier_ids:
        return []
    held = diary.lines_promised(session, supplier_ids, now)
    of = {hold.id: session.get_one(Callback, hold.callback_id) for hold in held}
    left = diary.keep_other_lines(session, [(hold, callbacks.needs_of(of[hold.id])) for hold in held], now)
    return [of[hold.id] for hold in left]
