"""What holds of the rule of the line whatever the snapshot."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.line.rules import decide
from app.line.skills import TEXTPHONE
from app.line.snapshot import Adviser, Kind, Measured, Offer, OverflowState, SiteNow, Snapshot, Waiting
from app.sites.rules import OverflowMode, SiteRules

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
SLUGS = ("a", "b", "c")
LANGUAGES = ("en", "cy", "pa")

moments = st.integers(0, 90).map(lambda seconds: NOW - timedelta(seconds=seconds))
slugs = st.sampled_from(SLUGS)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    advisers = tuple(
        Adviser(
            id=number,
            site=draw(slugs),
            languages=frozenset({"en"}) | draw(st.frozensets(st.sampled_from(LANGUAGES), max_size=2)),
            textphone=draw(st.booleans()),
            idle_since=draw(st.none() | moments),
        )
        for number in range(draw(st.integers(0, 7)))
    )
    some_adviser = st.none() | st.integers(0, 6)
    waiting = []
    for number in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from(Kind))
        due = NOW - timedelta(seconds=draw(st.integers(-30, 90))) if kind is Kind.CALLBACK else None
        waiting.append(
            Waiting(
                id=f"d{number}",
                kind=kind,
                home=draw(slugs),
                language=draw(st.sampled_from(LANGUAGES)),
                joined_at=draw(moments),
                textphone=draw(st.booleans()),
                due_at=due,
                held_adviser=draw(some_adviser) if due else None,
                last_offered_to=draw(some_adviser),
                also_at=draw(st.none() | slugs) if due else None,
                away_allowed=draw(st.booleans()),
                or_interpreted=draw(st.booleans()),
            )
        )
    sites = tuple(
        SiteNow(
            slug=slug,
            name=slug.upper(),
            is_open=draw(st.booleans()),
            overflow_order=tuple(
                draw(st.permutations([other for other in SLUGS if other != slug]))[: draw(st.integers(0, 2))]
            ),
            rules=SiteRules(
                overflow_mode=draw(st.sampled_from(OverflowMode)),
                overflow_kept_idle=draw(st.integers(0, 2)),
                pinned_kept_idle=draw(st.none() | st.integers(0, 2)),
            ),
            overflow=OverflowState(draw(st.booleans()), draw(st.none() | moments)),
            empty=draw(st.booleans()),
        )
        for slug in SLUGS
    )
    measured = Measured(draw(st.sampled_from([0.5, 1.2])), draw(st.sampled_from([1.0, 1.3])))
    one_way = draw(st.sampled_from([frozenset(), frozenset({("a", "b")}), frozenset({("b", "c")})]))
    return Snapshot(tuple(waiting), advisers, sites, one_way, measured)


def _sent(snapshot: Snapshot, offers: Iterable[Offer]) -> set[tuple[str, str]]:
    """(home, other) for every caller who was sent away: call-backs that may be held elsewhere are sent by nobody."""
    homes = {demand.id: demand.home for demand in snapshot.waiting if demand.kind is Kind.CALLER}
    return {(homes[offer.demand], offer.site) for offer in offers if offer.away and offer.demand in homes}


@settings(max_examples=120, deadline=None)
@given(snapshots())
def test_nobody_is_offered_twice_and_nobody_is_lost(snapshot: Snapshot) -> None:
    decisions = decide(snapshot, NOW)
    demands = Counter(offer.demand for offer in decisions.offers)
    advisers = Counter(offer.adviser for offer in decisions.offers)
    assert all(count == 1 for count in (*demands.values(), *advisers.values()))
    due = {demand.id for demand in snapshot.waiting if demand.due_at is None or demand.due_at <= NOW}
    assert set(demands) | set(decisions.reasons) == due
    assert not set(demands) & set(decisions.reasons)


@settings(max_examples=120, deadline=None)
@given(snapshots())
def test_every_offer_could_be_made(snapshot: Snapshot) -> None:
    demands = {demand.id: demand for demand in snapshot.waiting}
    advisers = {adviser.id: adviser for adviser in snapshot.advisers}
    sites = {site.slug: site for site in snapshot.sites}
    for offer in decide(snapshot, NOW).offers:
        demand, adviser = demands[offer.demand], advisers[offer.adviser]
        assert adviser.idle_since is not None
        assert demand.last_offered_to != adviser.id
        assert adviser.textphone or not demand.textphone
        assert demand.language in adviser.languages or (offer.interpreted and demand.or_interpreted)
        assert not sites[adviser.site].empty
        assert offer.away is (adviser.site != demand.home)
        if offer.away:
            assert demand.away_allowed if demand.kind is Kind.CALLER else demand.also_at == adviser.site
            assert sites[adviser.site].is_open
        assert offer.reason.english()


@settings(max_examples=120, deadline=None)
@given(snapshots())
def test_two_sites_never_send_to_each_other(snapshot: Snapshot) -> None:
    sent = _sent(snapshot, decide(snapshot, NOW).offers)
    everything = sent | snapshot.sending
    assert not any((there, here) in everything for here, there in sent)


@settings(max_examples=120, deadline=None)
@given(snapshots())
def test_no_able_adviser_of_her_home_stays_idle_while_she_waits(snapshot: Snapshot) -> None:
    """Also not for a rarer skill's sake: he is kept only for somebody who is then offered to him."""
    decisions = decide(snapshot, NOW)
    taken = {offer.adviser for offer in decisions.offers}
    empty = {site.slug for site in snapshot.sites if site.empty}
    for demand in snapshot.waiting:
        if demand.id not in decisions.reasons or demand.home in empty:
            continue
        needs = {demand.language, TEXTPHONE} if demand.textphone else {demand.language}
        for adviser in snapshot.advisers:
            if adviser.id in taken or adviser.idle_since is None or adviser.site != demand.home:
                continue
            skills = adviser.languages | {TEXTPHONE} if adviser.textphone else adviser.languages
            assert not needs <= skills or adviser.id == demand.last_offered_to


@settings(max_examples=120, deadline=None)
@given(snapshots(), st.randoms())
def test_the_order_of_what_is_shown_does_not_matter(snapshot: Snapshot, source: object) -> None:
    shuffled = list(snapshot.waiting)
    source.shuffle(shuffled)  # type: ignore[attr-defined]
    advisers = list(snapshot.advisers)
    source.shuffle(advisers)  # type: ignore[attr-defined]
    again = Snapshot(tuple(shuffled), tuple(advisers), snapshot.sites, snapshot.sending, snapshot.measured)
    assert decide(again, NOW) == decide(snapshot, NOW)


@settings(max_examples=120, deadline=None)
@given(snapshots())
def test_looking_again_is_always_later(snapshot: Snapshot) -> None:
    again = decide(snapshot, NOW).look_again_at
    assert again is None or again > NOW


@settings(max_examples=120, deadline=None)
@given(snapshots())
def test_where_nobody_waits_and_no_site_waits_first_nothing_is_decided(snapshot: Snapshot) -> None:
    """So the matcher need not ask who is at work: most of its passes are such."""
    at_rest = tuple(replace(site, overflow=OverflowState()) for site in snapshot.sites)
    decisions = decide(replace(snapshot, waiting=(), sites=at_rest), NOW)
    assert not decisions.offers
    assert set(decisions.overflow.values()) == {OverflowState()}
    assert decisions.look_again_at is None


@settings(max_examples=120, deadline=None)
@given(snapshots())
def test_a_second_look_at_what_is_left_offers_nothing_more(snapshot: Snapshot) -> None:
    """Every offer that could be made was made: nothing waits for the next event without a reason."""
    decisions = decide(snapshot, NOW)
    offered = {offer.demand for offer in decisions.offers}
    taken = {offer.adviser for offer in decisions.offers}
    sending = snapshot.sending | _sent(snapshot, decisions.offers)
    left = Snapshot(
        tuple(demand for demand in snapshot.waiting if demand.id not in offered),
        tuple(
            Adviser(one.id, one.site, one.languages, one.textphone, None if one.id in taken else one.idle_since)
            for one in snapshot.advisers
        ),
        tuple(
            SiteNow(s.slug, s.name, s.is_open, s.overflow_order, s.rules, decisions.overflow[s.slug], s.empty)
            for s in snapshot.sites
        ),
        frozenset(sending),
        snapshot.measured,
    )
    assert decide(left, NOW).offers == ()


@settings(max_examples=120, deadline=None)
@given(snapshots())
def test_nobody_waits_for_ever(snapshot: Snapshot) -> None:
    """Late, alone in the line, and everybody idle: who is not offered to anybody then never will be, and is booked."""
    quiet = tuple(replace(site, overflow=OverflowState()) for site in snapshot.sites)
    idle = tuple(replace(adviser, idle_since=NOW) for adviser in snapshot.advisers)
    for demand in snapshot.waiting:
        if demand.kind is Kind.CALLER:
            late = replace(demand, joined_at=NOW - timedelta(hours=1))
            decisions = decide(Snapshot((late,), idle, quiet), NOW)
            assert bool(decisions.offers) is not bool(decisions.cannot_be_answered)
