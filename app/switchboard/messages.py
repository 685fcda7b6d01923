"""Text messages: only where it is safe, only to numbers that can read them, and never a word of benefits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import clock
from app.callbacks.models import Callback
from app.jobs import service as jobs
from app.jobs.rules import TryLater
from app.scripts import wording
from app.scripts.wording import mark
from app.sites import service as sites
from app.switchboard import reaching
from app.switchboard.context import Switchboard
from app.telephony.errors import AnswerLost, NotNow
from app.values.london import london_date
from app.values.telephone import TelephoneNumber

CONFIRMED = mark("Startline: we shall ring you on {when} from {number}. Your number for this booking is {proof}.")


def confirm(
    session: Session, callback: Callback, now: datetime, *, safe: bool | None = None, again: bool = False
) -> bool:
    """Have the booking confirmed by text where that is safe and can be read; says whether it will be.

    `safe` is what she said of texts; not asked, what she said of messages counts. `again`: even where she was told
    of that very time before, as when it is moved away and back. Where somebody else is rung for her,
    it is looked at whether they may be written to, now and again when it is sent.
    """
    number = reaching.texted_about(session, callback, london_date(now))
    if not ((callback.safe_to_leave_message if safe is None else safe) and number is not None):
        return False
    payload = {
        "callback": str(callback.id),
        "due": callback.due_at.isoformat() if callback.due_at else None,
        "third_party": callback.third_party_id,
    }
    once = f"confirm:{callback.id}:{payload['due']}" + (f":{now.isoformat()}" if again else "")
    jobs.enqueue(session, "message", "confirm", payload, now, once_key=once)
    return True


def send_confirmation(board: Switchboard, payload: Mapping[str, Any]) -> None:
    """Job: send the text of a booking, unless it was moved or cancelled meanwhile."""
    with board.database.transaction() as session:
        callback = session.get_one(Callback, UUID(payload["callback"]))
        due = callback.due_at.isoformat() if callback.due_at else None
        if callback.state != "booked" or callback.due_at is None or due != payload["due"]:
            return
        to = reaching.texted_about(session, callback, london_date(clock.now()))
        if to is None or payload.get("third_party") != callback.third_party_id:
            # Another is rung since, or a consent was withdrawn: nothing goes to the number of then.
            return
        site = sites.by_id(session, callback.site_id)
        body = wording.say(
            CONFIRMED,
            callback.language,
            when=wording.when(callback.due_at, callback.language),
            number=TelephoneNumber.parse(site.telephone).national(),
            proof=callback.proof_number,
        )
    try:
        board.telephone.text(to, body)
    except NotNow as error:
        raise TryLater(str(error)) from error
    except AnswerLost:
        # A second text is a smaller harm than two: it may have gone, and the booking stands either way.
        return
