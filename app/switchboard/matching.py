"""The matcher: a pass reads the line as it is, asks the pure rule, and writes offers and the jobs that ring.

Passes never overlap (an advisory lock of the transaction). A pass may be asked for at any time and as often as one
likes: the same line gives the same decisions, and what was offered is not offered again.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import CHOSEN
from app.calls import service as calls
from app.line import service as line
from app.line.models import Demand
from app.line.models import OverflowState as StoredState
from app.line.rules import decide
from app.line.snapshot import Adviser, DemandId, Kind, OverflowState, SiteNow, Snapshot, Waiting
from app.line.snapshot import Offer as Decided
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import Closed, Open, Why
from app.staff import service as staff
from app.staff.models import Staff
from app.staff.presence import AtWork
from app.switchboard import orders, textphones
from app.switchboard.context import Switchboard
from app.switchboard.inbound import NO_SPEAKER
from app.values.language import ENGLISH
from app.values.sentence import Sentence

# An adviser whose desk still rings for somebody who has gone is not rung for another at the same time.
STILL_RINGING = timedelta(minutes=2)
# After so long it is looked again at what was in other hands.
GIVEN_BACK_WITHIN = timedelta(milliseconds=200)


def match(board: Switchboard, session: Session, now: datetime) -> datetime | None:
    """One pass. Returns when time alone may next change what was decided; None where it will not."""
    line.begin_pass(session)
    demands: dict[DemandId, Demand] = {demand.id: demand for demand in line.open_demands(session, "waiting")}
    if not demands and line.overflow_is_at_rest(session):
        # Most passes: somebody is free, or went, and nobody waits. Who is at work matters to nobody then.
        return None
    all_sites = {site.id: site for site in sites.all_sites(session)}
    snapshot = _snapshot(board, session, all_sites, demands, now)
    decisions, in_other_hands = decide(snapshot, now), False
    by_slug = {site.slug: site for site in all_sites.values()}
    for decided in decisions.offers:
        in_other_hands |= not _offer(session, demands, by_slug, decided, now)
    for site in snapshot.sites:
        if decisions.overflow[site.slug] != site.overflow:
            line.keep_overflow_state(session, by_slug[site.slug].id, decisions.overflow[site.slug].stored(), now)
    left = [one for one in demands.values() if one.id not in {offered.demand for offered in decisions.offers}]
    for demand in left:
        if demand.id in decisions.cannot_be_answered or _is_engaged(demand, now):
            in_english = demand.id in decisions.nobody_speaks
            in_other_hands |= not _book_instead(board, session, demand, in_english=in_english, now=now)
    again_at = _soonest(decisions.look_again_at, left, now)
    # Whoever has it may give it back as it was, and tell nobody.
    return min(filter(None, (again_at, now + GIVEN_BACK_WITHIN))) if in_other_hands else again_at


def _is_engaged(demand: Demand, now: datetime) -> bool:
    """Whether a textphone has found every desk taken for so long that the line says so."""
    return demand.textphone and demand.kind == "caller" and now - demand.joined_at >= textphones.ENGAGED_AFTER


def _soonest(look_again_at: datetime | None, left: list[Demand], now: datetime) -> datetime | None:
    engaged = [one.joined_at + textphones.ENGAGED_AFTER for one in left if one.textphone and one.kind == "caller"]
    return min((one for one in (look_again_at, *engaged) if one is not None and one > now), default=None)


def seen(board: Switchboard, session: Session, now: datetime) -> Snapshot:
    """The line as a pass at this moment would show it to the rule; nothing is locked or changed."""
    all_sites = {site.id: site for site in sites.all_sites(session)}
    demands: dict[DemandId, Demand] = {demand.id: demand for demand in line.open_demands(session, "waiting")}
    return _snapshot(board, session, all_sites, demands, now)


def why_waiting(board: Switchboard, session: Session, now: datetime) -> Mapping[DemandId, Sentence]:
    """Why each demand that waits still does, by the rule as it would decide this moment; nothing is offered."""
    return decide(seen(board, session, now), now).reasons


def _snapshot(
    board: Switchboard, session: Session, all_sites: dict[int, Site], demands: dict[DemandId, Demand], now: datetime
) -> Snapshot:
    last_offers = line.last_offers(session)
    at_work = {one.id: one for one in staff.at_work(session)}
    engaged, taken = calls.desks_engaged(session, now - STILL_RINGING), line.advisers_taken(session)
    states = line.overflow_states(session)
    advisers = tuple(
        Adviser(
            id=one.id,
            site=all_sites[one.site_id].slug,
            languages=one.languages,
            textphone=one.textphone,
            idle_since=None if one.id in taken else _idle_since(one, engaged),
            in_interview=one.state == "in_interview",
        )
        for one in at_work.values()
        if one.rings_at
    )
    staffed = {adviser.site for adviser in advisers}
    foreign = [
        one.callback_id for one in demands.values() if one.callback_id is not None and one.language != ENGLISH.code
    ]
    interpreted = callbacks.interpreted_among(session, foreign)
    away = callbacks.away_among(session, [one.callback_id for one in demands.values() if one.callback_id is not None])
    waiting = tuple(
        Waiting(
            id=demand.id,
            kind=Kind(demand.kind),
            home=all_sites[demand.home_site_id].slug,
            language=demand.language,
            joined_at=demand.joined_at,
            textphone=demand.textphone,
            due_at=demand.due_at,
            held_adviser=demand.held_adviser_id,
            also_at=all_sites[away[demand.callback_id][0]].slug if demand.callback_id in away else None,
            chose_also=demand.callback_id in away and away[demand.callback_id][1] == CHOSEN,
            last_offered_to=_did_not_take(demand, last_offers.get(demand.id), at_work),
            away_allowed=demand.kind == "caller",
            or_interpreted=_may_be_interpreted(demand, interpreted),
            stays=_chose_welsh(demand),
            waits_for_speaker=demand.waits_for_speaker,
        )
        for demand in demands.values()
    )
    openings = sites.openings(session, all_sites.values(), now)
    shown = tuple(
        _site_now(site, openings[site.id], site.slug in staffed, states.get(site.id)) for site in all_sites.values()
    )
    measured = board.short_calls.measured(session, all_sites.values(), advisers, now)
    return Snapshot(waiting, advisers, shown, sending=_sending(session, all_sites), measured=measured)


def _may_be_interpreted(demand: Demand, interpreted: Collection[UUID]) -> bool:
    """Whether somebody who does not speak her language will do.

    A Welsh call stays Welsh: no interpreter is put between two who may both speak English.
    """
    if demand.kind == "callback":
        is_interpreted = demand.callback_id in interpreted
        return callback_may_be_interpreted(demand.language, textphone=demand.textphone, interpreted=is_interpreted)
    return demand.language != ENGLISH.code and not _chose_welsh(demand)


def callback_may_be_interpreted(language: str, *, textphone: bool, interpreted: bool) -> bool:
    """The same of a call-back; `interpreted`: somebody is to interpret it.

    One that nobody is to interpret was promised with somebody who speaks her language, and is never silently held in
    English. A textphone was asked for no language.
    """
    return language != ENGLISH.code and (textphone or interpreted)


def _chose_welsh(demand: Demand) -> bool:
    """Whether she would speak Welsh; a textphone was asked for no language and has its site's first."""
    return demand.language == "cy" and not demand.textphone


def _did_not_take(demand: Demand, offered_at: datetime | None, at_work: Mapping[int, AtWork]) -> int | None:
    """The adviser who did not take her the last time, until he has made himself ready anew."""
    one = at_work.get(demand.last_offered_to) if demand.last_offered_to is not None else None
    is_back = one is not None and offered_at is not None and (one.idle_since or offered_at) > offered_at
    return None if is_back else demand.last_offered_to


def _idle_since(one: AtWork, engaged: set[str]) -> datetime | None:
    if one.state != "ready" or one.rings_at in engaged:
        return None
    return one.idle_since


def _site_now(site: Site, opening: Open | Closed, staffed: bool, state: StoredState | None) -> SiteNow:
    closed_at_once = isinstance(opening, Closed) and opening.why is Why.EMERGENCY
    return SiteNow(
        slug=site.slug,
        name=site.name,
        # Whoever is waiting at closing time is still served: a site is open while its advisers are at work.
        is_open=not closed_at_once and (not isinstance(opening, Closed) or staffed),
        overflow_order=tuple(site.overflow_order),
        rules=sites.rules_of(site),
        overflow=OverflowState.read(state.state) if state else OverflowState(),
        empty=closed_at_once,
    )


def _sending(session: Session, all_sites: dict[int, Site]) -> frozenset[tuple[str, str]]:
    return frozenset((all_sites[home].slug, all_sites[other].slug) for home, other in line.being_answered_away(session))


def _offer(
    session: Session, demands: dict[DemandId, Demand], by_slug: dict[str, Site], decided: Decided, now: datetime
) -> bool:
    """Offer it, if all is still as it was seen; False where demand or adviser is in other hands at this moment.

    Everybody waits for the matcher, so that it waits for nobody.
    """
    demand = line.lock_free_demand(session, demands[decided.demand].id)
    adviser = staff.by_id(session, int(decided.adviser))
    if demand is None or adviser is None or adviser.rings_at is None:
        return demand is not None
    doing = staff.lock_free_presence(session, adviser.id)
    # What moved between the snapshot and the lock has asked for another pass by its own commit.
    if doing is not None and demand.state == "waiting" and doing.state == "ready":
        offer_to(session, demand, adviser, by_slug[decided.site], decided.reason, now, away=decided.away)
    return doing is not None


def offer_to(
    session: Session, demand: Demand, adviser: Staff, site: Site, reason: Sentence, now: datetime, *, away: bool = False
) -> None:
    """Offer a demand that waits to an adviser who is ready, both locked, and have their telephone rung."""
    assert adviser.rings_at is not None  # noqa: S101 - nobody is offered a call without a telephone
    made = line.offer(session, demand, adviser.id, site.id, away, reason.template, dict(reason.params), now)
    staff.set_presence(session, adviser.id, "ringing", None, now)
    leg = calls.want_leg(
        session,
        offer_id=made.id,
        connection_id=None,
        role="adviser",
        to_number=adviser.rings_at,
        from_number=site.telephone,
        ring_seconds=sites.rules_of(site).adviser_ring_seconds,
        now=now,
    )
    orders.dial(session, leg, orders.pressing(leg, caller=demand.kind == "caller"), now)


def _book_instead(board: Switchboard, session: Session, seen: Demand, *, in_english: bool, now: datetime) -> bool:
    """Nobody at work could take her: she is not kept waiting for nothing but booked by the line, at once. False where
    her call is in other hands at this moment.

    If somebody could `in_english`, a Welsh speaker is first asked how she would go on.
    """
    if seen.call_id is None:
        return True
    call, demand = calls.lock_free_call(session, seen.call_id), line.lock_free_demand(session, seen.id)
    if call is None or demand is None:
        return False
    if call.state != "waiting" or demand.state != "waiting":
        return True
    if in_english and _chose_welsh(demand) and NO_SPEAKER not in call.answers:
        call.answers = {**call.answers, NO_SPEAKER: "ask"}
    else:
        call.answers = {**call.answers, "line.nobody": "again" if call.part == "book_by_keypad" else "yes"}
    line.move(demand, "choosing")
    calls.move_call(call, "choosing")
    if not textphones.rings(call):
        orders.redirect(session, call.sid, board.addresses.call_now(call.id), now)
    return True
