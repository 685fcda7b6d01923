"""The line of typed conversations: who waits for whom, at home first, and why one goes to another site."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.conversations import rules
from app.conversations import service as conversations
from app.conversations.models import Conversation
from app.conversations.rules import Place
from app.sites import service as sites
from app.sites.rules import Open, OverflowMode
from app.staff import service as staff
from app.staff.models import Staff
from app.values.sentence import Sentence


@dataclass(frozen=True)
class Waiting:
    """A conversation that an adviser may take: `why` it comes to him from another site, None for one of his own."""

    conversation: Conversation
    why: Sentence | None = None


def waiting_for(session: Session, adviser: Staff, now: datetime) -> list[Waiting]:
    """Who waits for this adviser: those of his own site whose language he has, then those of others, each longest
    first."""
    spoken = [one for one in conversations.waiting(session) if one.language in adviser.languages]
    own = [Waiting(one) for one in spoken if one.site_id == adviser.site_id]
    others = [one for one in spoken if one.site_id != adviser.site_id]
    if not others:
        return own
    sent = (Waiting(one, _why_here(session, one, adviser.site_id, now)) for one in others)
    return own + [one for one in sent if one.why is not None]


def somebody_is_here(session: Session, conversation: Conversation, now: datetime) -> bool:
    """Whether somebody is at work, free or not, who may type with her in her language: at home, or elsewhere."""
    home = sites.by_id(session, conversation.site_id)
    elsewhere = sites.rules_of(home).overflow_mode is not OverflowMode.NEVER
    trained = {
        one.staff.site_id
        for one in staff.present(session)
        if one.staff.textphone
        and one.staff.role == "adviser"
        and one.presence.state != "break"
        and conversation.language in one.staff.languages
    }
    if home.id in trained or not elsewhere:
        return home.id in trained
    others = [one for one in sites.all_sites(session) if one.id in trained and one.slug in home.overflow_order]
    return any(isinstance(opening, Open) for opening in sites.openings(session, others, now).values())


def _why_here(session: Session, conversation: Conversation, site_id: int, now: datetime) -> Sentence | None:
    """Why a conversation goes to this site, None while it does not."""
    of_all = {site.slug: site for site in sites.all_sites(session)}
    openings = sites.openings(session, of_all.values(), now)
    held = conversations.held_by_each(session)
    able = Counter(
        one.staff.site_id
        for one in staff.present(session)
        if one.staff.role == "adviser"
        and rules.may_take(
            one.presence.state,
            one.presence.reason,
            held.get(one.staff.id, 0),
            one.staff.textphone,
            one.staff.languages,
            conversation.language,
        )
    )
    waiting = Counter(one.site_id for one in conversations.waiting(session))
    places = {
        slug: Place(site.name, isinstance(openings[site.id], Open), able[site.id], waiting[site.id])
        for slug, site in of_all.items()
    }
    home = sites.by_id(session, conversation.site_id)
    order = [slug for slug in home.overflow_order if slug in places and slug != home.slug]
    chosen = rules.goes_to(
        places[home.slug],
        [places[slug] for slug in order],
        sites.rules_of(home),
        now - conversation.waiting_since,
    )
    if chosen is None or of_all[order[chosen[0]]].id != site_id:
        return None
    return chosen[1]
