"""The rule of the line: who is offered to whom, and why. Pure: a snapshot and a moment in, decisions out.

Home comes first: whoever is waiting longest (a due call-back counts as a caller who has waited the target by the
time it is due) gets the adviser of her home site who has the skills and has been idle longest. Who is left, and
may go away, goes to the first site in her home's order that is open, has an able adviser idle, has nobody of its
own waiting whom he could take, and is not itself sending calls to her home. She stays in her home's line too.

A skill is a language, or the textphone. The only idle adviser with a skill that somebody waiting needs is kept
from callers who do not need it; as the rarer skill always wins, two such callers never keep him from each other.
A caller whose skill nobody idle has holds up nobody behind her. Nobody is offered twice running to one adviser.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

from app.line import reasons
from app.line.overflow import changes_at, kept_idle, next_state, wait_for_home
from app.line.snapshot import Adviser, Decisions, DemandId, Kind, Offer, OverflowState, SiteNow, Snapshot, Waiting
from app.values.sentence import Sentence

TEXTPHONE: Final = "textphone"
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
    """One look at the line. Offers are made one by one; `left` and `idle` shrink as they are."""

    def __init__(self, snapshot: Snapshot, now: datetime) -> None:
        self.snapshot, self.now = snapshot, now
        self.sites: dict[str, SiteNow] = {site.slug: site for site in snapshot.sites}
        self.order = sorted(snapshot.waiting, key=lambda demand: urgency(demand, self._target(demand)))
        due = (demand for demand in self.order if demand.due_at is None or demand.due_at <= now)
        self.left: dict[DemandId, Waiting] = {demand.id: demand for demand in due}
        self.at_work: dict[str, list[Adviser]] = {slug: [] for slug in self.sites}
        for adviser in snapshot.advisers:
            self.at_work[adviser.site].append(adviser)
        self.idle: dict[str, list[Adviser]] = {
            slug: [] if self.sites[slug].empty else sorted(filter(_is_idle, advisers), key=_idle_longest)
            for slug, advisers in self.at_work.items()
        }
        self.held = {demand.held_adviser for demand in self.left.values() if demand.held_adviser is not None}
        self.interpreted: set[DemandId] = set()
        self.sending = set(snapshot.sending)
        self.oldest: dict[str, datetime] = {}
        self.waiting_here: Counter[str] = Counter()
        for demand in self.order:
            if demand.kind is Kind.CALLER:
                self.waiting_here[demand.home] += 1
                self.oldest[demand.home] = min(self.oldest.get(demand.home, demand.joined_at), demand.joined_at)
        self.overflow: dict[str, OverflowState] = {
            site.slug: next_state(site, self.oldest.get(site.slug), snapshot.measured, now) for site in snapshot.sites
        }
        self.offers: list[Offer] = []

    @cached_property
    def holders(self) -> Counter[str]:
        """How many at work have each skill."""
        return Counter(skill for adviser in self.snapshot.advisers for skill in _skills_of(adviser))

    def decisions(self) -> Decisions:
        # Again while anything was offered: who was kept for a rival, or seen as a speaker still idle, may since
        # have become free, or been taken.
        offered = -1
        while offered != len(self.offers) and any(self.idle.values()):
            offered = len(self.offers)
            self.interpreted = {demand.id for demand in self.left.values() if self._takes_interpreter(demand)}
            for demand in tuple(self.left.values()):
                self._offer_at_home(demand)
            for demand in tuple(self.left.values()):
                self._offer_away(demand)
        stuck = tuple(demand.id for demand in self.left.values() if self._cannot_be_answered(demand))
        return Decisions(
            offers=tuple(self.offers),
            overflow=self.overflow,
            reasons={demand.id: self._why_waiting(demand, stuck) for demand in self.left.values()},
            cannot_be_answered=stuck,
            look_again_at=self._look_again_at(),
        )

    # At home, then away.

    def _offer_at_home(self, demand: Waiting) -> None:
        able = [adviser for adviser in self.idle[demand.home] if self._can_take(adviser, demand)]
        chosen = self._choose(able, demand, rivals=self._rivals_at_home(demand))
        if chosen is not None:
            self._offer(demand, chosen, reasons.at_home(demand, chosen, self._is_interpreted(demand, chosen)))

    def _offer_away(self, demand: Waiting) -> None:
        for site, able in self._elsewhere(demand):
            chosen = self._choose(able, demand, rivals=self._rivals_away(demand))
            if chosen is None:
                continue
            reason = reasons.away(
                home=self.sites[demand.home],
                other=site,
                waiting=self.waiting_here[demand.home],
                oldest=self.now - self.oldest[demand.home],
                waited=self.now - demand.joined_at if self._wait(demand) else None,
                staffed=bool(self.at_work[demand.home]),
                idle=len(self.idle[site.slug]),
            )
            self.sending.add((demand.home, site.slug))
            self._offer(demand, chosen, reason)
            return

    def _elsewhere(self, demand: Waiting) -> Iterable[tuple[SiteNow, list[Adviser]]]:
        """The sites this caller may go to now, in her home's order, and who could take her there."""
        wait = self._wait(demand)
        if not self._may_go_away(demand) or wait is None or self.now - demand.joined_at < wait:
            return
        home = self.sites[demand.home]
        for slug in home.overflow_order:
            other = self.sites.get(slug)
            if other is None or slug == home.slug or not other.is_open or not self.idle[slug]:
                continue
            if (slug, home.slug) in self.sending:
                continue
            able_soon = sum(not adviser.in_interview for adviser in self.at_work[slug])
            kept = kept_idle(home, other, able_soon, self.snapshot.measured) if self._is_served(home) else 0
            if kept is None or len(self.idle[slug]) <= kept:
                continue
            own = [waiting for waiting in self.left.values() if waiting.home == slug]
            able = [
                adviser
                for adviser in self.idle[slug]
                if self._can_take(adviser, demand) and not any(self._can_take(adviser, theirs) for theirs in own)
            ]
            if able:
                yield other, able

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
        language = () if demand.id in self.interpreted else (demand.language,)
        return frozenset((*language, TEXTPHONE) if demand.textphone else language)

    def _can_take(self, adviser: Adviser, demand: Waiting) -> bool:
        return adviser.id != demand.last_offered_to and self._needs(demand) <= _skills_of(adviser)

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

    def _rivals_at_home(self, demand: Waiting) -> list[tuple[Waiting, list[Adviser]]]:
        """The others of her home who need something rarer, and who at home could take each."""
        return [
            (rival, [adviser for adviser in self.idle[rival.home] if self._can_take(adviser, rival)])
            for rival in self.left.values()
            if rival.home == demand.home and self._is_rarer(rival, demand)
        ]

    def _rivals_away(self, demand: Waiting) -> list[tuple[Waiting, list[Adviser]]]:
        """The others anywhere who need something rarer and may go away, and who could take each."""
        return [
            (rival, [adviser for _, able in self._elsewhere(rival) for adviser in able])
            for rival in self.left.values()
            if self._is_rarer(rival, demand)
        ]

    def _is_rarer(self, rival: Waiting, demand: Waiting) -> bool:
        needs = self._needs(demand)
        more = self._needs(rival) - needs
        return bool(more) and self._rarity(more) < self._rarity(needs)

    def _takes_interpreter(self, demand: Waiting) -> bool:
        """Whether any adviser may take her with an interpreter: nobody who speaks her language will come soon."""
        if not demand.or_interpreted:
            return False
        speakers = [adviser for adviser in self._reachable(demand) if demand.language in adviser.languages]
        if any(adviser in self.idle[adviser.site] for adviser in speakers):
            return False
        return not speakers or self.now - demand.joined_at >= timedelta(seconds=self._target(demand))

    def _reachable(self, demand: Waiting) -> Iterable[Adviser]:
        """Everybody at work who could in time be offered to her: at home, and elsewhere if she may go away."""
        away = self._may_go_away(demand)
        for slug, advisers in self.at_work.items():
            site = self.sites[slug]
            if not site.empty and (slug == demand.home or (away and site.is_open)):
                yield from (adviser for adviser in advisers if adviser.id != demand.last_offered_to)

    # Waiting for home.

    def _target(self, demand: Waiting) -> int:
        return self.sites[demand.home].rules.target_seconds

    @staticmethod
    def _may_go_away(demand: Waiting) -> bool:
        return demand.kind is Kind.CALLER and demand.away_allowed

    def _is_served(self, home: SiteNow) -> bool:
        return home.is_open and not home.empty and bool(self.at_work[home.slug])

    def _wait(self, demand: Waiting) -> timedelta | None:
        """How long she waits for home before she may go away; a home with nobody to wait for is not waited for."""
        home = self.sites[demand.home]
        return wait_for_home(home, self.overflow[home.slug]) if self._is_served(home) else _NO_WAIT

    def _cannot_be_answered(self, demand: Waiting) -> bool:
        if demand.kind is not Kind.CALLER:
            return False
        return not any(
            (demand.or_interpreted or demand.language in adviser.languages)
            and (adviser.textphone or not demand.textphone)
            for adviser in self._reachable(demand)
        )

    def _why_waiting(self, demand: Waiting, stuck: tuple[DemandId, ...]) -> Sentence:
        if demand.id in stuck:
            return reasons.nobody_can()
        needs = self._needs(demand) - {"en"}
        if needs and not any(self._can_take(adviser, demand) for idle in self.idle.values() for adviser in idle):
            return reasons.nobody_idle_with(needs)
        wait = self._wait(demand)
        if self._may_go_away(demand) and wait and self.now - demand.joined_at < wait:
            return reasons.waits_for_home(wait)
        return reasons.nobody_idle()

    def _look_again_at(self) -> datetime | None:
        moments = [demand.due_at for demand in self.order if demand.due_at is not None]
        for demand in self.left.values():
            wait = self._wait(demand)
            if self._may_go_away(demand) and wait:
                moments.append(demand.joined_at + wait)
            if demand.or_interpreted:
                moments.append(demand.joined_at + timedelta(seconds=self._target(demand)))
        for site in self.snapshot.sites:
            oldest = min((d.joined_at for d in self.left.values() if d.home == site.slug), default=None)
            moments += changes_at(site, self.overflow[site.slug], oldest, self.snapshot.measured)
        return min((moment for moment in moments if moment > self.now), default=None)


def _is_idle(adviser: Adviser) -> bool:
    return adviser.idle_since is not None


def _idle_longest(adviser: Adviser) -> tuple[datetime, str]:
    return adviser.idle_since or _NEVER, str(adviser.id)


def _skills_of(adviser: Adviser) -> frozenset[str]:
    return adviser.languages | {TEXTPHONE} if adviser.textphone else adviser.languages
