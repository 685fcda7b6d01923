"""The end of a start-up: the meeting with a personal adviser, the promise kept, the form in the post."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.claimants.models import Claimant
from app.claims import service as claims
from app.claims.models import Claim
from app.switchboard import handing_on, interviewing, meeting, papers, pinning, ringing_back
from app.switchboard.context import Switchboard
from app.switchboard.pinning import START_UP


def finish(
    board: Switchboard, session: Session, claimant: Claimant, decision: meeting.Decision, by: int, now: datetime
) -> Claim:
    """Finish the start-up: claim, meeting, call-back and form, all or nothing.

    Raises SlotTaken, TooEarly (her letter cannot have come), Invalid (a reason or day that will not do), IllegalMove.
    """
    callback = callbacks.open_for(session, claimant.id)
    claim = claims.open_claim(
        session, claimant.id, board.scripts.get(START_UP), callback.id if callback else None, by, now
    )
    pinning.begin(session, claim, board.scripts.get(START_UP), now)
    claims.finish(session, claim, by, now)
    audit.record(session, "finished", "claim", claim.id, now, staff_id=by)
    standing = interviewing.standing(session, claimant, now)
    if callback is not None:
        # Before the meeting is held in the diary: that is the order.
        ringing_back.lock(session, [callback])
    meeting.decide(board, session, standing, decision, by, now)
    if callback is not None and callback.state == "in_progress":
        callbacks.finish(session, callback, now, by_staff=by)
    elif callback is not None:
        # She was seen face to face before the day came: nobody is to ring her any more.
        ringing_back.cancel(session, callback, now, by_staff=by)
    if meeting.is_posted(session, standing, now):
        papers.want_claim_pack(session, claim, now)
    else:
        papers.keep_at_office(session, claim, now)
    handing_on.want(session, claim, now)
    return claim
