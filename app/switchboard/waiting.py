"""What a caller hears in the line: her place, an honest wait, and the key that books the call-back instead.

What is answered here plays within Twilio's queue, where she can be kept or let out, and nothing else.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.calls import service as calls
from app.line import estimate
from app.line import service as line
from app.measures import waits
from app.sites import service as sites
from app.switchboard import connecting, shutting, textphones
from app.switchboard.context import Switchboard
from app.switchboard.replies import LeaveTheLine, Reply, Waiting, announce, spoken
from app.values.sentence import Sentence

BOOK_KEY = "1"


def round_of(board: Switchboard, session: Session, call_id: UUID, now: datetime) -> Reply:
    """One round of the wait. Asked for again and again by Twilio; changes nothing."""
    call = calls.call_if_any(session, call_id)
    demand = line.demand_of_call(session, call_id, lock=False)
    if call is None or call.state != "waiting" or demand is None:
        return LeaveTheLine()
    place = line.place_of(session, demand)
    if call.textphone:
        # A desk that answers at once is all that is heard; after that the line is not to be taken for dead.
        quiet = now - demand.joined_at < textphones.SAID_AFTER
        said = [] if quiet else [spoken(estimate.place_said(place), call.language)]
        return textphones.heard(board, session, call, Waiting(call_id, said, may_book=False))
    site = sites.by_id(session, call.site_id)
    said = []
    if site.emergency_closed_at is not None:
        said = [shutting.said(site, call.language), announce(board.scripts, "closed_meanwhile", call.language)]
    said.append(spoken(estimate.place_said(place), call.language))
    if demand.waits_for_speaker:
        said.append(announce(board.scripts, "speaker_awaited", call.language))
    elif site.emergency_closed_at is None:
        # Nobody of home will answer her, so that what home's advisers can do says nothing of her wait.
        said.append(spoken(expected_wait(board, session, call.site_id, place, now), call.language))
    said.append(announce(board.scripts, "book_instead", call.language))
    return Waiting(call_id, said, may_book=True)


def pressed(board: Switchboard, session: Session, call_id: UUID, digits: str, now: datetime) -> Reply:
    """A key in the waiting line: to have the call-back booked by keypad, her place and time kept.

    An adviser who is rung for her is rung no longer: she cannot know of it, and the key works at any moment.
    """
    call = calls.lock_call(session, call_id)
    if call is None or call.state != "waiting":
        return LeaveTheLine()
    demand = line.demand_of_call(session, call_id)
    if digits != BOOK_KEY or demand is None or demand.state not in ("waiting", "offered"):
        return round_of(board, session, call_id, now)
    offer = line.ringing_offer(session, demand.id)
    if offer is not None:
        connecting.take_back(session, demand, offer, now)
    line.move(demand, "choosing")
    line.changed(session)
    calls.move_call(call, "choosing")
    return LeaveTheLine()


def expected_wait(board: Switchboard, session: Session, site_id: int, place: int, now: datetime) -> Sentence:
    """What is said of the wait at a place of a site's line (0 is next)."""
    advisers = waits.soon_free(session, [site_id], now)[site_id]
    site = sites.by_id(session, site_id)
    wait = waits.estimated(session, board.short_calls, site, place, advisers, now)
    return estimate.said(wait)
