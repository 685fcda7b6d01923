"""Who cannot be typed with now: a time to be rung, an owed call, and what becomes of a page that was left.

She has proved who she is, and yet nothing that is booked already is moved or cancelled here.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.errors import AlreadyBooked
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.conversations import service as conversations
from app.conversations.models import Conversation
from app.diary import rules as offering
from app.diary import service as diary
from app.diary.service import Needs
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import messages, reaching
from app.switchboard.context import Switchboard

TIMES_OFFERED = 3


def promised(session: Session, conversation: Conversation) -> Callback | None:
    """The call-back that is open for her."""
    return callbacks.open_for(session, conversation.claimant_id)


def times(session: Session, conversation: Conversation, now: datetime) -> list[datetime]:
    """The first times at which she can be rung; none where one is promised, or no number of hers may be rung."""
    claimant, site = _claimant(session, conversation), _site(session, conversation)
    to = reaching.rung(session, claimant)
    if promised(session, conversation) is not None or to.telephone is None or not to.safe_to_ring:
        return []
    free = diary.all_slots(session, site, _needs(site, claimant), now, now=now)
    safe = callbacks.times_said(claimant) if to.third_party is None else ()
    suit = (slot for slot in free if callbacks.is_safe_throughout(safe, slot, site))
    return [slot.starts_at for slot in offering.choose(suit, TIMES_OFFERED)]


def book(session: Session, conversation: Conversation, starts_at: datetime, now: datetime) -> Callback:
    """She is rung at that time, and waits no longer. Raises SlotTaken, and IllegalMove where somebody has come."""
    claimant, site = _claimant(session, conversation), _site(session, conversation)
    slot = diary.slot_at(session, site, _needs(site, claimant), starts_at, now)
    try:
        made = callbacks.book(
            session,
            site=site,
            slot=slot,
            claimant_id=claimant.id,
            call_id=None,
            contact=reaching.contact(claimant, reaching.rung(session, claimant)),
            by_staff=None,
            now=now,
        )
    except AlreadyBooked as already:
        return already.callback
    conversations.leave(session, conversation)
    messages.promised(session, made, now, with_her=True)
    return made


def owe(session: Session, conversation: Conversation, now: datetime, *, was_asked: bool = True) -> Callback:
    """Somebody is to come back to her who cannot be rung, or whom no time suits: it has a deadline on the board.

    It is marked for a textphone, so that nobody simply rings her; she keeps her place in the line besides.
    `was_asked`: she was at the page, and chose none of its times.
    """
    claimant, site = _claimant(session, conversation), _site(session, conversation)
    try:
        return callbacks.owe(
            session,
            site=site,
            needs=diary.needs_of(site, claimant.spoken_language, False, True),
            claimant_id=claimant.id,
            call_id=None,
            contact=reaching.contact(claimant, reaching.rung(session, claimant)),
            by_staff=None,
            now=now,
            was_asked=was_asked,
        )
    except AlreadyBooked as already:
        return already.callback


def leave_the_forgotten(board: Switchboard, now: datetime) -> int:
    """Tick: whoever waited and has not been at the page for long is owed a call; returns how many."""
    with board.database.transaction() as session:
        gone = conversations.forgotten(session, now)
        for conversation in gone:
            owe(session, conversation, now, was_asked=False)
            conversations.leave(session, conversation)
            audit.record(
                session,
                "typed conversation left",
                "claimant",
                conversation.claimant_id,
                now,
                actor="worker",
                conversation=str(conversation.id),
            )
    return len(gone)


def _claimant(session: Session, conversation: Conversation) -> Claimant:
    found = claimants.by_id(session, conversation.claimant_id)
    assert found is not None  # noqa: S101 - the database has no conversation without its claimant
    return found


def _site(session: Session, conversation: Conversation) -> Site:
    return sites.by_id(session, conversation.site_id)


def _needs(site: Site, claimant: Claimant) -> Needs:
    interpreted = claimant.interpreter_language is not None
    return diary.needs_of(
        site, claimant.interpreter_language or claimant.spoken_language, interpreted, claimant.textphone
    )
