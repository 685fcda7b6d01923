"""A call-back given to another adviser."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.callbacks.booking import tell
from app.callbacks.finding import needs_of
from app.callbacks.models import CALLBACK, Callback
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.values.moves import IllegalMove


def give_to(session: Session, callback: Callback, adviser_id: int, *, by_staff: int, now: datetime) -> None:
    """Keep another adviser for it, at the same time. Raises SlotTaken, IllegalMove where it is begun or over."""
    session.refresh(callback, with_for_update=True)
    if callback.state != "booked":
        raise IllegalMove(CALLBACK.what, callback.state, "another adviser")
    if callback.held_adviser_id == adviser_id:
        raise SlotTaken
    diary.pass_on(session, callback.id, adviser_id, needs_of(callback), now)
    callback.held_adviser_id = adviser_id
    tell(session, "call-back given to another adviser", callback, now, by_staff)
