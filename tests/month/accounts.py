"""What became of everybody who rang: each is accounted for once, and the sum balances."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.callbacks.models import CALLBACK, Attempt, Callback
from app.calls.models import Call, Connection
from app.claimants.models import Claimant
from app.diary.models import Hold
from app.line.models import Demand
from app.staff.models import Presence
from tests.month.month import Month
from tests.month.people import NEEDS, Case

KEPT_WITHIN: Final = timedelta(minutes=15)
# What is due next may be looked at a minute late, as the month ticks.
A_TICK: Final = timedelta(minutes=2)
GAVE_UP, TO_RING_AGAIN = "gave up on the line", "to ring again"
OPEN: Final = ("booked", "due", "in_progress", "owed")


@dataclass
class Promises:
    """Of one need: how many fell due, and how many were begun in time."""

    due: int = 0
    in_time: int = 0
    late: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """From 0 to 1; all of none are."""
        return self.in_time / self.due if self.due else 1.0


@dataclass
class Account:
    """The month in figures."""

    cases: int
    outcomes: Counter[str]
    promises: dict[str, Promises]
    retries: int
    results: Counter[str]
    letters: int
    hours_to_call_back: list[float]
    in_20_seconds: float
    abandoned: float
    texts: int
    faults: list[str]

    def lines(self) -> Iterator[str]:
        """The figures in words."""
        yield f"cases that rang: {self.cases:,}"
        for outcome, count in sorted(self.outcomes.items()):
            yield f"  {outcome:34} {count:>6,}"
        yield f"  {'together':34} {sum(self.outcomes.values()):>6,}"
        for need in NEEDS:
            one = self.promises.get(need, Promises())
            worst = f"; the latest {max(one.late):.0f} min late" if one.late else ""
            yield f"promises kept, {need}: {one.in_time:,} of {one.due:,} ({one.share:.1%}){worst}"
        every = Counter({result: count for result, count in self.results.items() if count})
        yield f"attempts: {', '.join(f'{result} {count:,}' for result, count in every.most_common())}"
        yield f"retries: {self.retries:,}; letters wanted: {self.letters:,}; text messages: {self.texts:,}"
        if len(self.hours_to_call_back) > 1:
            tenths = quantiles(self.hours_to_call_back, n=10)
            yield (
                f"first contact to call-back: median {median(self.hours_to_call_back):.1f} h, "
                f"90th percentile {tenths[8]:.1f} h"
            )
        yield f"short calls answered in 20 s: {self.in_20_seconds:.1%}; given up: {self.abandoned:.1%}"
        yield f"faults: {len(self.faults)}"
        yield from (f"  {fault}" for fault in self.faults[:20])


def account(month: Month) -> Account:
    """Look at everything; raises AssertionError where somebody is accounted for twice, or never."""
    with month.database.transaction() as session:
        now = month.clockwork.now
        rang = [case for case in month.cases if case.rang]
        by_number: dict[str, list[Callback]] = defaultdict(list)
        for callback in session.scalars(select(Callback)):
            by_number[callback.telephone].append(callback)
        outcomes = Counter(_outcome(case, by_number.pop(case.number, [])) for case in rang)
        assert not by_number, f"call-backs of nobody who rang: {list(by_number)[:5]}"
        assert sum(outcomes.values()) == len(rang), "the sum does not balance"
        needs = {case.number: case.need for case in rang}
        results = Counter(
            result or "none yet" for result in session.scalars(select(Attempt.result).order_by(Attempt.id))
        )
        attempts = session.scalar(select(func.count()).select_from(Attempt)) or 0
        begun = session.scalar(select(func.count(func.distinct(Attempt.callback_id)))) or 0
        return Account(
            cases=len(rang),
            outcomes=outcomes,
            promises=_promises(session, needs, now),
            retries=attempts - begun,
            results=results,
            letters=session.scalar(select(func.count()).select_from(Callback).where(Callback.state == "letter_wanted"))
            or 0,
            hours_to_call_back=_hours(session),
            in_20_seconds=_answered(session)[0],
            abandoned=_answered(session)[1],
            texts=month.exchange.texts,
            faults=[*_faults(session, now), *_misheard(session, needs)],
        )


def _outcome(case: Case, callbacks: list[Callback]) -> str:
    assert len(callbacks) <= 1, f"{case.number} has {len(callbacks)} call-backs"
    if not callbacks:
        return GAVE_UP if case.gave_up else TO_RING_AGAIN
    state = callbacks[0].state
    return f"open: {state}" if state in OPEN else state


def _promises(session: Session, needs: dict[str, str], now: datetime) -> dict[str, Promises]:
    found: dict[str, Promises] = defaultdict(Promises)
    due = select(Callback).where(Callback.due_at <= now - KEPT_WITHIN, Callback.state != "cancelled")
    for callback in session.scalars(due):
        one = found[needs[callback.telephone]]
        one.due += 1
        assert callback.due_at is not None
        late = (callback.begun_at or now) - callback.due_at
        one.in_time += late <= KEPT_WITHIN
        if late > KEPT_WITHIN:
            one.late.append(late.total_seconds() / 60)
    return found


def _hours(session: Session) -> list[float]:
    rows = session.execute(
        select(Callback.begun_at, Claimant.first_contact_at)
        .join(Claimant, Claimant.id == Callback.claimant_id)
        .where(Callback.begun_at.is_not(None))
    )
    return [(begun - first).total_seconds() / 3600 for begun, first in rows if begun is not None]


def _answered(session: Session) -> tuple[float, float]:
    """The share answered within the target, and that given up, of all who joined a line and did not book instead."""
    waited = func.extract("epoch", Demand.answered_at - Demand.joined_at)
    quick, answered, gone = session.execute(
        select(
            func.count().filter(waited <= 20),
            func.count().filter(Demand.answered_at.is_not(None)),
            func.count().filter(Demand.state == "abandoned", Demand.answered_at.is_(None)),
        ).where(Demand.kind == "caller")
    ).one()
    every = max(answered + gone, 1)
    return quick / every, gone / every


def _faults(session: Session, now: datetime) -> Iterator[str]:
    """What may not be at an evening: a call-back without a future, somebody stuck, a call that never ends.

    One that was due and that nobody could take waits in the line till morning: that is late, and counted as such.
    """
    yield from _lost(session, now)
    yield from _stuck(session)


def _misheard(session: Session, needs: dict[str, str]) -> Iterator[str]:
    """Whoever was booked with a need that is not hers: the month would speak of other people than it says."""
    for callback in session.scalars(select(Callback)):
        booked = "interpreter" if callback.interpreter_language else "textphone" if callback.textphone else "none"
        if booked == "none" and callback.language == "cy":
            booked = "Welsh"
        if booked != needs[callback.telephone]:
            yield f"{callback.telephone} needs {needs[callback.telephone]}, and was booked as {booked}"


def _lost(session: Session, now: datetime) -> Iterator[str]:
    in_line = set(session.scalars(select(Demand.callback_id).where(Demand.ended_at.is_(None))))
    for callback in session.scalars(select(Callback).where(Callback.state.not_in(CALLBACK.final))):
        hers = f"call-back {callback.id} ({callback.telephone})"
        if callback.state == "booked" and (callback.next_at is None or callback.next_at < now - A_TICK):
            yield f"{hers} is booked for {callback.next_at}, which is past"
        elif callback.state == "owed" and (callback.deadline is None or callback.deadline < now):
            yield f"{hers} is owed, and its deadline {callback.deadline} is past"
        elif callback.state == "due" and callback.id not in in_line:
            yield f"{hers} is due, and nobody looks for an adviser"
        elif callback.state == "in_progress":
            yield f"{hers} is {callback.state} at night"


def _stuck(session: Session) -> Iterator[str]:
    for doing in session.scalars(select(Presence).where(Presence.state != "signed_out")):
        yield f"adviser {doing.staff_id} is {doing.state} at night, since {doing.since}"
    for connection in session.scalars(select(Connection).where(Connection.wrapped_up_at.is_(None))):
        yield f"connection {connection.id} was never wrapped up (ended {connection.ended_at})"
    for demand in session.scalars(select(Demand).where(Demand.ended_at.is_(None), Demand.kind == "caller")):
        yield f"the demand {demand.id} of a caller is {demand.state} at night"
    for call in session.scalars(select(Call).where(Call.ended_at.is_(None))):
        yield f"call {call.sid} is {call.state} at night"
    over = select(Hold).join(Callback, Callback.id == Hold.callback_id)
    for hold in session.scalars(over.where(Callback.state.in_(CALLBACK.final), Hold.released_at.is_(None))):
        yield f"hold {hold.id} is kept for a call-back that is over"
