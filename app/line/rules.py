"""The rule of the line: who is offered to whom, and why. Pure: a snapshot and a moment in, decisions out.

Home comes first: whoever is waiting longest (a due call-back counts as a caller who has waited the target by the
time it is due) gets the adviser of her home site who has the skills and has been idle longest. A call-back that may
be held at another site too is in its turn one of that site's own. Who is left, and may go away, goes to the first
site in her home's order that is open, has an able adviser idle, has nobody of its own waiting whom he could take, and
is not itself sending calls to her home. She stays in her home's line too.

A skill is a language, or the textphone. The only idle adviser with a skill that somebody waiting needs is kept
from callers who do not need it; as the rarer skill always wins, two such callers never keep him from each other.
A caller whose skill nobody idle has holds up nobody behind her. Nobody is offered twice running to one adviser.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

from app.line import reasons
from app.line.overflow import always_kept, changes_at, kept_idle, next_state, wait_for_home
from app.line.skills import needed, skills_of
from app.line.snapshot import (
    Adviser,
    AdviserId,
    Decisions,
    DemandId,
    Kind,
    Offer,
    OverflowState,
    SiteNow,
    Snapshot,
    Waiting,
)
from app.line.stuck import Stuck, alike, cannot_be_answered
from app.values.sentence import Sentence

_NO_WAIT: Final = timedelta()
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def decide(snapshot: Snapshot, now: datetime) -> Decisions:
    """Offers, the overflow state of every site, why the others wait, and when to look again.

    The same snapshot and moment give the same decisions: ties go by the demand's and the adviser's id.
    """
    return _Pass(snapshot, now).decisions()


def urgency(demand: Waiting, target_seconds: int) -> tuple[datetime, str]:
    """What demands are served in order of: the moment from which each counts as waiting, then its id."""
    if demand.kind is Kind.CALLBACK and demand.due_at is not None:
        return demand.due_at - timedelta(seconds=target_seconds), str(demand.id)
    return demand.joined_at, str(demand.id)


class _Pass:
    """One look at the line. Offers are made one by one; `left` and `idle` shrink as they are.

    Most passes find nobody waiting, or a long line of callers who are all alike: what is not needed is not worked
    out, and of those alike only the first is tried.
    """

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self.snapshot, self.now = snapshot, now
        self.sites: dict[str, SiteNow] = {site.slug: site for site in snapshot.sites}
        self.order = sorted(snapshot.waiting, key=lambda demand: urgency(demand, self._target(demand)))
        self.left: dict[DemandId, Waiting] = {
            demand.id: demand for demand in self.order if demand.due_at is None or demand.due_at <= now
        }
        self.interpreted: set[DemandId] = set()
        self.waiting_here: Counter[str] = Counter()
        self.oldest: dict[str, datetime] = {}
        for demand in self.order:
            if demand.kind is Kind.CALLER:
                self.waiting_here[demand.home] += 1
                self.oldest.setdefault(demand.home, demand.joined_at)
        self.overflow: dict[str, OverflowState] = {
            site.slug: next_state(site, self.oldest.get(site.slug), snapshot.measured, now) for site in snapshot.sites
        }
        self.offers: list[Offer] = []
        # Sites that did not take somebody who has waited past the target: they take no newcomer in her stead.
        self.refused: set[str] = set()

    @cached_property
    def at_work(self) -> dict[str, list[Adviser]]:
        """The advisers of each site."""
        found: dict[str, list[Adviser]] = {slug: [] for slug in self.sites}
        for adviser in self.snapshot.advisers:
            found[adviser.site].append(adviser)
        return found

    @cached_property
    def idle(self) -> dict[str, list[Adviser]]:
        """Those of each site who may be offered somebody, who has been idle longest first."""
        return {
            slug: [] if self.sites[slug].empty else sorted(filter(_is_idle, advisers), key=_idle_longest)
            for slug, advisers in self.at_work.items()
        }

    @cached_property
    def sending(self) -> set[tuple[str, str]]:
        """(home, other) for every call of home at the other, those offered in this pass among them."""
        return set(self.snapshot.sending)

    @cached_property
    def held(self) -> set[AdviserId]:
        """The advisers whom due call-backs are kept for."""
        return {demand.held_adviser for demand in self.left.values() if demand.held_adviser is not None}

    @cached_property
    def holders(self) -> Counter[str]:
        """How many at work have each skill."""
        return Counter(skill for adviser in self.snapshot.advisers for skill in skills_of(adviser))

    @cached_property
    def are_alike(self) -> bool:
        """Whether everybody needs the same, so that nobody need be kept for anybody."""
        return len({(demand.language, demand.textphone) for demand in self.left.values()}) <= 1

    @cached_property
    def waits(self) -> dict[str, timedelta | None]:
        """How long a caller of each site waits for home first; a home with nobody to wait for is not waited for."""
        return {
            slug: wait_for_home(site, self.overflow[slug]) if self._is_served(site) else _NO_WAIT
            for slug, site in self.sites.items()
        }

    def decisions(self) -> Decisions:
        # Again while anything was offered: who was kept for a rival, or seen as a speaker still idle, may since
        # have become free, or been taken.
        offered = -1
        while self.left and offered != len(self.offers) and any(self.idle.values()):
            offered = len(self.offers)
            self.interpreted = set()
            self.interpreted = {demand.id for demand in self.left.values() if self._takes_interpreter(demand)}
            self.refused.clear()
            self._try_each(self._offer_at_home)
            self._try_each(self._offer_away)
        stuck = cannot_be_answered(self.left.values(), self._reachable)
        return Decisions(
            offers=tuple(self.offers),
            overflow=self.overflow,
            reasons=_Reasons(self, stuck),
            cannot_be_answered=tuple(stuck),
            nobody_speaks=tuple(demand for demand, in_english in stuck.items() if in_english),
            look_again_at=self._look_again_at(),
        )

    def _try_each(self, offer: Callable[[Waiting], bool]) -> None:
        """Everybody in her turn; where one could not be offered, those behind her who are like her cannot either."""
        tried = set()
        for demand in tuple(self.left.values()):
            like = (demand.id in self.interpreted, *alike(demand))
            if like not in tried and not offer(demand):
                tried.add(like)

    # At home, then away.

    def _offer_at_home(self, demand: Waiting) -> bool:
        for slug in self._hers(demand):
            able = [adviser for adviser in self.idle[slug] if self._can_take(adviser, demand)]
            chosen = self._choose(able, demand, rivals=self._rivals_at(slug, demand))
            if chosen is not None:
                self._offer(demand, chosen, self._why_here(demand, chosen))
                return True
        return False

    def _hers(self, demand: Waiting) -> tuple[str, ...]:
        """The sites at which she is one of their own: home, then the other at which her call-back may be held."""
        other = self.sites.get(demand.also_at) if demand.also_at is not None else None
        return (demand.home,) if other is None or not other.is_open else (demand.home, other.slug)

    def _why_here(self, demand: Waiting, adviser: Adviser) -> Sentence:
        if adviser.site == demand.home:
            return reasons.at_home(demand, adviser, self._is_interpreted(demand, adviser))
        return reasons.also_at(demand, self.sites[demand.home], self.sites[adviser.site])

    def _offer_away(self, demand: Waiting) -> bool:
        for site, able in self._elsewhere(demand):
            chosen = self._choose(able, demand, rivals=self._rivals_away(demand))
            if chosen is None:
                continue
            reason = reasons.away(
                home=self.sites[demand.home],
                other=site,
                waiting=self.waiting_here[demand.home],
                oldest=self.now - self.oldest[demand.home],
                waited=self.now - demand.joined_at if self.waits[demand.home] else None,
                staffed=bool(self.at_work[demand.home]),
                idle=len(self.idle[site.slug]),
            )
            self.sending.add((demand.home, site.slug))
            self._offer(demand, chosen, reason)
            return True
        return False

    def _elsewhere(self, demand: Waiting) -> Iterable[tuple[SiteNow, list[Adviser]]]:
        """The sites this caller may go to now, in her home's order, and who could take her there."""
        wait = self.waits[demand.home]
        if not self._may_go_away(demand) or wait is None or self.now - demand.joined_at < wait:
            return
        home = self.sites[demand.home]
        for other in self._others(home):
            slug = other.slug
            if not self.idle[slug] or (slug, home.slug) in self.sending:
                continue
            kept = self._kept_idle(home, other)
            if kept is None or len(self.idle[slug]) <= kept:
                if self._is_late(demand):
                    self.refused.add(slug)
                continue
            if slug in self.refused and not self._is_late(demand):
                continue
            own = [waiting for waiting in self.left.values() if slug in (waiting.home, waiting.also_at)]
            able = [
                adviser
                for adviser in self.idle[slug]
                if self._can_take(adviser, demand) and not any(self._can_take(adviser, theirs) for theirs in own)
            ]
            if able:
                yield other, able

    def _others(self, home: SiteNow) -> Iterable[SiteNow]:
        """The sites that callers of a home go to, in its order; none where its rule sends nobody away."""
        if self.waits[home.slug] is not None:
            for slug in home.overflow_order:
                other = self.sites.get(slug)
                if other is not None and slug != home.slug and other.is_open and not other.empty:
                    yield other

    def _kept_idle(self, home: SiteNow, other: SiteNow) -> int | None:
        """How many idle advisers a call of home leaves there; None: it does not go. A home without anybody counts."""
        if not self._is_served(home):
            return 0
        at_home, there = (
            sum(not adviser.in_interview for adviser in self.at_work[site.slug]) for site in (home, other)
        )
        waiting = sum(demand.home == home.slug and demand.kind is Kind.CALLER for demand in self.left.values())
        measured = self.snapshot.measured
        return kept_idle(home, other, at_home=at_home, waiting=waiting, there=there, measured=measured)

    def _is_late(self, demand: Waiting) -> bool:
        return self.now - demand.joined_at >= timedelta(seconds=self._target(demand))

    def _choose(
        self, able: list[Adviser], demand: Waiting, rivals: list[tuple[Waiting, list[Adviser]]]
    ) -> Adviser | None:
        """The held adviser, else the one idle longest, one held for another call-back last; None if kept back."""
        free = [adviser for adviser in able if not self._is_kept_for(adviser, demand, rivals)]
        if not free:
            return None
        held = [adviser for adviser in free if adviser.id == demand.held_adviser]
        return held[0] if held else min(free, key=lambda adviser: (adviser.id in self.held, _idle_longest(adviser)))

    def _offer(self, demand: Waiting, adviser: Adviser, reason: Sentence) -> None:
        del self.left[demand.id]
        self.idle[adviser.site].remove(adviser)
        away = adviser.site != demand.home
        interpreted = self._is_interpreted(demand, adviser)
        self.offers.append(Offer(demand.id, adviser.id, adviser.site, away, interpreted, reason))

    # Skills, and who is kept for whom.

    def _needs(self, demand: Waiting) -> frozenset[str]:
        return needed(None if demand.id in self.interpreted else demand.language, demand.textphone)

    def _can_take(self, adviser: Adviser, demand: Waiting) -> bool:
        return adviser.id != demand.last_offered_to and self._needs(demand) <= skills_of(adviser)

    def _is_interpreted(self, demand: Waiting, adviser: Adviser) -> bool:
        return demand.language not in adviser.languages

    def _rarity(self, skills: Iterable[str]) -> float:
        """How many at work have the rarest of these skills; endless where no skill is needed."""
        return min((self.holders[skill] for skill in skills), default=float("inf"))

    def _is_kept_for(self, adviser: Adviser, demand: Waiting, rivals: list[tuple[Waiting, list[Adviser]]]) -> bool:
        """Whether he is the only one for somebody else waiting, who needs a rarer skill than this demand does."""
        own_rarity = self._rarity(self._needs(demand))
        return any(
            candidates == [adviser] and self._rarity(self._needs(rival) - self._needs(demand)) < own_rarity
            for rival, candidates in rivals
        )

    def _rivals_at(self, slug: str, demand: Waiting) -> list[tuple[Waiting, list[Adviser]]]:
        """The others of that site who need something rarer, and who of their own sites could take each."""
        return (
            []
            if self.are_alike
            else [
                (rival, [one for own in self._hers(rival) for one in self.idle[own] if self._can_take(one, rival)])
                for rival in self.left.values()
                if slug in self._hers(rival) and self._is_rarer(rival, demand)
            ]
        )

    def _rivals_away(self, demand: Waiting) -> list[tuple[Waiting, list[Adviser]]]:
        """The others anywhere who need something rarer and may go away, and who could take each."""
        return (
            []
            if self.are_alike
            else [
                (rival, [adviser for _, able in self._elsewhere(rival) for adviser in able])
                for rival in self.left.values()
                if self._is_rarer(rival, demand)
            ]
        )

    def _is_rarer(self, rival: Waiting, demand: Waiting) -> bool:
        needs = self._needs(demand)
        more = self._needs(rival) - needs
        return bool(more) and self._rarity(more) < self._rarity(needs)

    def _takes_interpreter(self, demand: Waiting) -> bool:
        """Whether any adviser may take her with an interpreter: nobody who speaks her language will come soon.

        Who is late waits for no speaker but one who could be offered to her now, which one whom another site keeps
        for its own could not.
        """
        if not demand.or_interpreted:
            return False
        if not any(self._can_take(adviser, demand) for adviser in self._reachable(demand)):
            return True
        if demand.stays or not self._is_late(demand):
            return False
        at_home = any(self._can_take(one, demand) for slug in self._hers(demand) for one in self.idle[slug])
        return not at_home and not any(self._elsewhere(demand))

    def _reachable(self, demand: Waiting) -> Iterable[Adviser]:
        """Everybody at work who could in time be offered to her: at her own sites, and where her home's callers go.

        Not those of a site that would keep them all for its own even if every one were idle.
        """
        home = self.sites[demand.home]
        there = [one for slug in self._hers(demand) if not self.sites[slug].empty for one in self.at_work[slug]]
        for other in self._others(home) if self._may_go_away(demand) else ():
            if not self._is_served(home) or len(self.at_work[other.slug]) > always_kept(home, other):
                there += self.at_work[other.slug]
        return (adviser for adviser in there if adviser.id != demand.last_offered_to)

    # Waiting for home.

    def _target(self, demand: Waiting) -> int:
        return self.sites[demand.home].rules.target_seconds

    @staticmethod
    def _may_go_away(demand: Waiting) -> bool:
        return demand.kind is Kind.CALLER and demand.away_allowed

    def _is_served(self, home: SiteNow) -> bool:
        return home.is_open and not home.empty and bool(self.at_work[home.slug])

    def why_waiting(self, demand: Waiting) -> Sentence:
        """Why she was not offered in this pass, though somebody at work could take her."""
        needs = self._needs(demand) - {"en"}
        if needs and not any(self._can_take(adviser, demand) for idle in self.idle.values() for adviser in idle):
            return reasons.nobody_idle_with(needs)
        wait = self.waits[demand.home]
        if self._may_go_away(demand) and wait and self.now - demand.joined_at < wait:
            return reasons.waits_for_home(wait)
        return reasons.nobody_idle()

    def _look_again_at(self) -> datetime | None:
        moments = [demand.due_at for demand in self.order if demand.due_at is not None]
        oldest: dict[str, datetime] = {}
        for demand in self.left.values():
            if demand.joined_at < oldest.get(demand.home, _NEVER):
                oldest[demand.home] = demand.joined_at
            wait = self.waits[demand.home]
            if wait and self._may_go_away(demand):
                moments.append(demand.joined_at + wait)
            if demand.or_interpreted or self.refused:
                moments.append(demand.joined_at + timedelta(seconds=self._target(demand)))
        for site in self.snapshot.sites:
            moments += changes_at(site, self.overflow[site.slug], oldest.get(site.slug), self.snapshot.measured)
        return min((moment for moment in moments if moment > self.now), default=None)


class _Reasons(Mapping[DemandId, Sentence]):
    """Why each of those left waits. Worked out when it is asked: a replay asks of nobody."""

    def __init__(self, done: _Pass, stuck: Stuck) -> None:
        self._done, self._stuck = done, stuck

    def __getitem__(self, demand: DemandId) -> Sentence:
        waiting = self._done.left[demand]
        return reasons.nobody_can() if demand in self._stuck else self._done.why_waiting(waiting)

    def __iter__(self) -> Iterator[DemandId]:
        return iter(self._done.left)

    def __len__(self) -> int:
        return len(self._done.left)


def _is_idle(adviser: Adviser) -> bool:
    return adviser.idle_since is not None


def _idle_longest(adviser: Adviser) -> tuple[datetime, str]:
    return adviser.idle_since or _NEVER, str(adviser.id)
