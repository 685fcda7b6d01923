"""A trace in simulated time. At every event the rule is asked what the live service would ask it, and it is done.

An adviser who is offered somebody is rung for `ring` and takes her, unless she gives up meanwhile. Whoever was on
a call when an interview or a break began, or when his duty ended, finishes the call first. Same trace, same rules,
same outcomes.
"""

import heapq
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import nan
from typing import Final, Generic, TypeVar

from app.line import measuring
from app.line.measuring import Handled, Waited
from app.line.replay.trace import Call, Person, Trace
from app.line.rules import decide
from app.line.snapshot import Adviser, DemandId, Kind, Measured, Offer, SiteNow, Snapshot, Waiting
from app.values.london import london_date

# As the live service: the handling of the last so many calls, at home and away each.
LATELY: Final = 1000
SECONDS_OF_RINGING: Final = timedelta(seconds=5)
Event = tuple[datetime, int, Callable[[datetime], bool]]
# Whoever wants to know how far a replay is hears of it after so many calls.
TOLD_EVERY: Final = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: answered, abandoned or left_waiting, where by whom, after so long, and why there."""

    call: Call
    outcome: str
    waited: timedelta
    site: str = ""
    adviser: str = ""
    reason: str = ""

    @property
    def answered_at(self) -> datetime | None:
        """When her call was answered, in the offset in which it arrived; None if it was not."""
        return self.call.arrived_at + self.waited if self.outcome == "answered" else None


Seen = TypeVar("Seen", Handled, Waited)


class Lately(Generic[Seen]):
    """The last calls together: how they were handled, or waited for."""

    def __init__(self, nothing: Seen) -> None:
        self.seen: Seen = nothing
        self._each: deque[Seen] = deque()

    def add(self, one: Seen) -> None:
        """One more."""
        self._each.append(one)
        self.seen += one
        if len(self._each) > LATELY:
            self.seen -= self._each.popleft()


class _Desk:
    """An adviser while the trace runs. `seen` is what the rule is shown of him, None while he is not at work.

    `there` is for how long he was signed in and not on a break, or finished a call after that; `busy` for how long of
    it he was rung, on a call or in an interview.
    """

    __slots__ = ("_is_busy", "_is_there", "_looked_at", "away", "busy", "call", "person", "seen", "signed_in", "there")

    def __init__(self, person: Person) -> None:
        self.there = self.busy = timedelta()
        self._is_there = self._is_busy = False
        self._looked_at = person.signed_in_at
        self.person = person
        self.signed_in = 0
        self.away: Counter[str] = Counter()
        self.call: Call | None = None
        self.seen: Adviser | None = None

    def look(self, now: datetime) -> None:
        """Show him as he is now; who was idle stays so since when he was."""
        at_work = self.signed_in > 0 and not self.away["break"]
        interviewing = self.away["interview"] > 0
        if self._is_there:
            self.there += now - self._looked_at
        if self._is_busy:
            self.busy += now - self._looked_at
        self._looked_at = now
        self._is_busy = self.call is not None or (at_work and interviewing)
        self._is_there = at_work or self._is_busy
        if not at_work:
            self.seen = None
            return
        idle = self.call is None and not interviewing
        since = (self.seen.idle_since if self.seen and self.seen.idle_since else now) if idle else None
        person = self.person
        self.seen = Adviser(person.id, person.site, person.languages, person.textphone, since, interviewing)


class Simulation:
    """One run over one trace."""

    def __init__(
        self,
        trace: Trace,
        sites: Mapping[str, SiteNow],
        away_factor: float = 1.0,
        ring: timedelta = SECONDS_OF_RINGING,
        tell: Callable[[int], None] | None = None,
    ) -> None:
        self.tell = tell
        self.trace, self.sites = trace, dict(sites)
        self.away_factor, self.ring = away_factor, ring
        self.usual_seconds = max(site.rules.short_call_seconds for site in sites.values())
        self.usual_patience = max(site.rules.patience_seconds for site in sites.values())
        self.desks = {person.id: _Desk(person) for person in trace.people}
        # What the rule is shown of those at work, and how many of each site can finish a short call soon: kept up to
        # date desk by desk, as a pass asks for all of it each time.
        self.at_work: dict[str, Adviser] = {}
        self.able = dict.fromkeys(sites, 0)
        self.waiting: dict[DemandId, Waiting] = {}
        self.calls: dict[DemandId, Call] = {}
        # Who rings at a desk: the desk, and why there.
        self.ringing: dict[DemandId, tuple[_Desk, Offer]] = {}
        self.sending: Counter[tuple[str, str]] = Counter()
        self.arrived: dict[str, deque[datetime]] = {slug: deque() for slug in sites}
        self.lately = {False: Lately(Handled()), True: Lately(Handled())}
        self.waited = Lately(Waited())
        self.outcomes: dict[str, Outcome] = {}
        # When the first caller of the London day joined, as the live service counts them.
        self.began: datetime | None = None
        self._events: list[Event] = []
        self._count = self._arrivals = 0
        self._look_at: datetime | None = None

    def run(self) -> list[Outcome]:
        """What came of every call, in order of arrival."""
        self._plan_duty()
        for now, do in self._moments():
            if do(now):
                self._decide(now)
        for call in self.trace.calls:
            if call.id not in self.outcomes:
                began = self.trace.calls[0].arrived_at
                last = max([began, *(person.signed_out_at for person in self.trace.people)])
                waited = max(last - call.arrived_at, timedelta())
                self.outcomes[call.id] = Outcome(call, "left_waiting", waited, reason="nobody came who could take her")
        return [self.outcomes[call.id] for call in self.trace.calls]

    @property
    def occupancy(self) -> float:
        """(Ringing + calls + interviews) ÷ (signed in − breaks) of all advisers together, once it has run, in per cent.

        A call includes its hold and wrap-up. nan where nobody was there.
        """
        there = sum((desk.there for desk in self.desks.values()), timedelta())
        busy = sum((desk.busy for desk in self.desks.values()), timedelta())
        return 100 * (busy / there) if there else nan

    # ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _at(self, moment: datetime, do: Callable[[datetime], bool]) -> None:
        self._count += 1
        heapq.heappush(self._events, (moment, self._count, do))

    def _moments(self) -> Iterator[tuple[datetime, Callable[[datetime], bool]]]:
        """Arrivals, what was planned, and the moments at which time alone may change a decision, in order.

        At one moment what was planned comes before an arrival: who gets free then is free for her.
        """
        arrivals = iter(self.trace.calls)
        call = next(arrivals, None)
        while call is not None or self._events:
            arrives = call.arrived_at.astimezone(UTC) if call else None
            planned = self._events[0][0] if self._events else None
            first = min(moment for moment in (arrives, planned) if moment is not None)
            if self._look_at is not None and self._look_at < first:
                moment, self._look_at = self._look_at, None
                yield moment, _look
            elif planned == first:
                moment, _, do = heapq.heappop(self._events)
                yield moment, do
            elif call is not None and arrives is not None:
                ringing = call
                call = next(arrivals, None)
                yield arrives, partial(self._arrive, ringing)

    def _plan_duty(self) -> None:
        for person in self.trace.people:
            desk = self.desks[person.id]
            self._at(person.signed_in_at.astimezone(UTC), partial(self._sign, desk, 1))
            self._at(person.signed_out_at.astimezone(UTC), partial(self._sign, desk, -1))
        for busy in self.trace.busy:
            desk = self.desks[busy.adviser]
            self._at(busy.from_.astimezone(UTC), partial(self._engage, desk, busy.kind, 1))
            self._at(busy.to.astimezone(UTC), partial(self._engage, desk, busy.kind, -1))

    # ── what happens; each says whether it may change a decision ─────────────────────────────────────────────────

    def _sign(self, desk: _Desk, by: int, now: datetime) -> bool:
        desk.signed_in += by
        self._show(desk, now)
        return True

    def _engage(self, desk: _Desk, kind: str, by: int, now: datetime) -> bool:
        desk.away[kind] += by
        self._show(desk, now)
        return True

    def _show(self, desk: _Desk, now: datetime) -> None:
        person, before = desk.person, desk.seen
        desk.look(now)
        after = desk.seen
        if after is None:
            self.at_work.pop(person.id, None)
        else:
            self.at_work[person.id] = after
        self.able[person.site] += _is_able(after) - _is_able(before)

    def _arrive(self, call: Call, now: datetime) -> bool:
        self._arrivals += 1
        if self.tell is not None and self._arrivals % TOLD_EVERY == 0:
            self.tell(self._arrivals)
        self.calls[call.id] = call
        self.waiting[call.id] = Waiting(call.id, Kind.CALLER, call.home, call.language, now, call.textphone)
        if self.began is None or london_date(now) != london_date(self.began):
            self.began = now
            for arrivals in self.arrived.values():
                arrivals.clear()
        self.arrived[call.home].append(now)
        if call.patience is not None:
            self._at(now + call.patience, partial(self._give_up, call))
        return True

    def _give_up(self, call: Call, now: datetime) -> bool:
        if call.id in self.ringing:
            desk, offer = self.ringing.pop(call.id)
            self._free(desk, call, now)
            where = f"gave up while it rang: {offer.reason}"
        elif self.waiting.pop(call.id, None) is not None:
            where = "gave up in the line"
        else:
            return False
        waited = now - call.arrived_at
        self.outcomes[call.id] = Outcome(call, "abandoned", waited, reason=where)
        self.waited.add(Waited(1, waited.total_seconds()))
        del self.calls[call.id]
        return True

    def _answer(self, call: Call, desk: _Desk, offer: Offer, now: datetime) -> bool:
        if self.ringing.get(call.id, (None, None))[1] is not offer:
            return False
        del self.ringing[call.id]
        waited = now - call.arrived_at
        self.outcomes[call.id] = Outcome(call, "answered", waited, offer.site, desk.person.id, str(offer.reason))
        self.waited.add(Waited(0, waited.total_seconds()))
        length = call.handle * self.away_factor if offer.away else call.handle
        self._at(now + length, partial(self._finish, call, desk, offer.away, length))
        return False

    def _finish(self, call: Call, desk: _Desk, away: bool, length: timedelta, now: datetime) -> bool:
        self.lately[away].add(Handled.one(length.total_seconds()))
        self._free(desk, call, now)
        del self.calls[call.id]
        return True

    def _free(self, desk: _Desk, call: Call, now: datetime) -> None:
        if desk.person.site != call.home:
            self.sending[call.home, desk.person.site] -= 1
        desk.call = None
        self._show(desk, now)

    # ── what the rule decides ────────────────────────────────────────────────────────────────────────────────────

    def _decide(self, now: datetime) -> None:
        snapshot = Snapshot(
            waiting=tuple(self.waiting.values()),
            advisers=tuple(self.at_work.values()),
            sites=tuple(self.sites.values()),
            sending=frozenset(pair for pair, calls in self.sending.items() if calls),
            measured=self._measured(now),
        )
        decisions = decide(snapshot, now)
        for slug, state in decisions.overflow.items():
            if state != self.sites[slug].overflow:
                self.sites[slug] = replace(self.sites[slug], overflow=state)
        for offer in decisions.offers:
            self._ring(offer, now)
        self._look_at = decisions.look_again_at

    def _ring(self, offer: Offer, now: datetime) -> None:
        call, desk = self.calls[offer.demand], self.desks[str(offer.adviser)]
        del self.waiting[offer.demand]
        desk.call = call
        self._show(desk, now)
        self.ringing[call.id] = (desk, offer)
        if offer.away:
            self.sending[call.home, offer.site] += 1
        self._at(now + self.ring, partial(self._answer, call, desk, offer))

    def _measured(self, now: datetime) -> Measured:
        since = now - measuring.WINDOW
        for arrivals in self.arrived.values():
            while arrivals and arrivals[0] < since:
                arrivals.popleft()
        return measuring.measured(
            {slug: len(arrivals) for slug, arrivals in self.arrived.items()},
            measuring.counted_over(self.began, now),
            self.able,
            self.lately[False].seen,
            self.lately[True].seen,
            self.usual_seconds,
            self.waited.seen,
            self.usual_patience,
        )


def _is_able(seen: Adviser | None) -> bool:
    return seen is not None and not seen.in_interview


def _look(_now: datetime) -> bool:
    return True


def replay(
    trace: Trace,
    sites: Mapping[str, SiteNow],
    away_factor: float = 1.0,
    ring: timedelta = SECONDS_OF_RINGING,
    tell: Callable[[int], None] | None = None,
) -> list[Outcome]:
    """What would have come of every call of the trace under these rules, in order of arrival.

    Calls taken away from home last `away_factor` times as long; an adviser's telephone rings for `ring` before he
    answers. `tell` hears now and then how many calls have arrived.
    """
    return Simulation(trace, sites, away_factor, ring, tell).run()
