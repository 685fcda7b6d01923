"""One interview released to another site by a supervisor: which sites could hold it, and taking it back.

Home holds it all the same if somebody there is free first; in the other site's line it takes its turn as one of that
site's own. Nothing else of her moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import CHOSEN, Callback
from app.diary import service as diary
from app.diary.rules import AdviserFree
from app.line import service as line
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import Open
from app.staff import service as staff
from app.switchboard import connecting, reaching
from app.values.errors import Invalid
from app.values.moves import IllegalMove
from app.values.sentence import mark

GONE_ON = mark("It is begun or over, or was changed meanwhile: look at the list again.")
NOT_RUNG = mark("They are not to be rung as it stands: reach them another way first.")
AT_OFFICE = mark(
    "They come to an office of their home site, to be rung on its private telephone: that interview stays at home."
)
NO_VOICE = mark("They are reached by typing, or by somebody who dials by hand: that waits in no site's line.")
CHOSE = mark("They chose an adviser of another site, who speaks their language: it is in the diary of that site.")
NOT_THERE = mark("Nobody who suits is at work at that site.")
TAKEN = mark("An adviser of the other site has it already.")


@dataclass(frozen=True)
class Could:
    """A site that could hold an interview: how many who suit are at work there then, and how many are `free`, by now
    (ready) or by the diary."""

    site: Site
    suited: int
    free: int


def may_not(session: Session, callback: Callback, now: datetime) -> str | None:
    """Why it cannot be released, as a sentence of the catalogues; None where it can."""
    if callback.state not in callbacks.RELEASABLE:
        return GONE_ON
    if callback.away_because == CHOSEN:
        return CHOSE
    if callback.office_id is not None:
        return AT_OFFICE
    if not connecting.may_ring(session, callback):
        return NOT_RUNG
    if reaching.way(session, callback, now) in (callbacks.BY_HAND, callbacks.TYPED):
        return NO_VOICE
    return None


def could(session: Session, callback: Callback, now: datetime) -> list[Could]:
    """The other sites at which somebody suits: of those at work now where it is due, else by the diary at its time."""
    at = callbacks.time_of(callback)
    others = [one for one in sites.all_sites(session) if one.id != callback.site_id]
    if at is not None and at > now:
        found = [_by_the_diary(session, callback, site, at) for site in others if site.emergency_closed_at is None]
    else:
        openings = sites.openings(session, others, now)
        found = [_at_work(session, callback, site) for site in others if isinstance(openings[site.id], Open)]
    return [one for one in found if one.suited]


def release(session: Session, callback_id: UUID, to: Site, by: int, now: datetime) -> Callback:
    """Let advisers of that site hold it. Raises Invalid, saying why not: then nothing was changed."""
    callback = _locked(session, callback_id)
    if (reason := may_not(session, callback, now)) is not None:
        raise Invalid(reason)
    if to.id not in {one.site.id for one in could(session, callback, now)}:
        raise Invalid(NOT_THERE)
    callbacks.release(session, callback, to, by_staff=by, now=now)
    line.changed(session)
    return callback


def take_back(session: Session, callback_id: UUID, from_: int | None, by: int, now: datetime) -> None:
    """Only home holds it again, unless somebody of the site (by its id) it was released to has it. Raises Invalid."""
    callback = _locked(session, callback_id)
    line.demand_of_callback(session, callback_id)
    if (reason := stays(session, callback_id, from_)) is not None:
        raise Invalid(reason)
    try:
        callbacks.take_back(session, callback, by_staff=by, now=now)
    except IllegalMove as problem:
        raise Invalid(GONE_ON) from problem


def stays(session: Session, callback_id: UUID, from_: int | None) -> str | None:
    """Why what was released to that site (by its id) is not taken back, as a sentence of the catalogues; else None."""
    callback = session.get(Callback, callback_id)
    if callback is None or callback.away_site_id != from_:
        return GONE_ON
    demand = line.demand_of_callback(session, callback_id, lock=False)
    offer = line.ringing_offer(session, demand.id) if demand is not None else None
    if callback.state == "in_progress" or (offer is not None and offer.away):
        return TAKEN
    return None if callback.state in callbacks.RELEASABLE else GONE_ON


def _locked(session: Session, callback_id: UUID) -> Callback:
    """The call-back, locked. Raises Invalid where there is none such."""
    found = callbacks.lock_all(session, [callback_id])
    if not found:
        raise Invalid(GONE_ON)
    return found[0]


def _at_work(session: Session, callback: Callback, site: Site) -> Could:
    suited = [
        one
        for one in staff.at_work(session)
        if one.site_id == site.id and one.rings_at and _suits(callback, one.languages, textphone=one.textphone)
    ]
    return Could(site, len(suited), sum(one.state == "ready" for one in suited))


def _by_the_diary(session: Session, callback: Callback, site: Site, at: datetime) -> Could:
    ends_at = at + callbacks.needs_of(callback).length
    suited: Sequence[AdviserFree] = [
        one
        for one in diary.free_intervals(session, site.id, at, ends_at)
        if one.at_work and _suits(callback, one.languages, textphone=one.textphone)
    ]
    return Could(site, len(suited), sum(one.is_free(at, ends_at) for one in suited))


def _suits(callback: Callback, languages: frozenset[str], *, textphone: bool) -> bool:
    """As the line would have it: who is interpreted can be interpreted for anywhere."""
    needs = callbacks.needs_of(callback)
    return (needs.interpreter or needs.language in languages) and (textphone or not needs.textphone)
