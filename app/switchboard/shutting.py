"""A site closed at once: what its callers hear of it, those who wait as well as those who ring."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.calls import service as calls
from app.line import service as line
from app.sites import service as sites
from app.sites.models import Site
from app.switchboard import connecting, orders, textphones
from app.switchboard.context import Switchboard
from app.switchboard.replies import sentence
from app.telephony.twiml import Sentence
from app.values.sentence import mark_heard

CLOSED_FOR_NOW = mark_heard("This office has had to close for now.")


def close_at_once(
    board: Switchboard, session: Session, site: Site, reason: str, message: Mapping[str, str], now: datetime
) -> int:
    """Close the site this moment; returns how many callers wait in its line, who hear of it at once.

    Its desks ring no longer for callers, of whichever site. `reason` is for staff, `message` for callers, by language.
    Where they go is the matcher's to say.
    """
    # A pass that saw the site open ends first, so that each of its offers is found; the next sees it closed.
    line.begin_pass(session)
    sites.close_at_once(session, site, reason, now, message)
    for offer_id in line.callers_ringing_at(session, site.id):
        demand, offer = connecting.lock_offer_in_order(session, offer_id)
        if offer.state == "ringing":
            connecting.take_back(session, demand, offer, now)
    waiting = [one for one in line.open_demands(session, "waiting") if one.home_site_id == site.id and one.call_id]
    for demand in waiting:
        if demand.call_id is not None:
            # Out of the music and in again: her place is ours to keep, and the next round tells her.
            call = calls.call(session, demand.call_id)
            if not textphones.rings(call):
                orders.redirect(session, call.sid, board.addresses.call_now(call.id), now)
    line.changed(session)
    return len(waiting)


def said(site: Site, language: str) -> Sentence:
    """What callers of a site that was closed at once hear of it, in their language."""
    message = (site.emergency_message or {}).get(language)
    return Sentence(message, language) if message else sentence(CLOSED_FOR_NOW, language)
