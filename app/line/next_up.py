"""Whom the rule would offer to one adviser next, as things stand, and why. Pure: the rule itself is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from app.line.rules import decide
from app.line.snapshot import Adviser, DemandId, Kind, Offer, Snapshot, Waiting
from app.values.sentence import Sentence, mark

KEPT_FOR_YOU = mark("it is kept for you")
DUE_AND_FREE = mark("it is due, and nobody it was kept for is free before you")
FIRST_HERE = mark("they come first of those who wait at your site and whom you can take")
FREE_BY_THEN = mark("as things stand, you will have been free longest of those who can take it")


@dataclass(frozen=True)
class NextUp:
    """Who that is: somebody who waits now, or a call-back that is not due yet (`at`)."""

    demand: DemandId
    at: datetime | None
    why: Sentence


def next_up(snapshot: Snapshot, me: Adviser, promised: Iterable[Waiting], now: datetime) -> NextUp | None:
    """What the rule would offer `me`, were he ready now: somebody who waits, else the first of the `promised`
    call-backs that would fall to him if nobody rings before it and everybody at work is free by then."""
    ready = replace(me, idle_since=me.idle_since or now)
    others = tuple(one for one in snapshot.advisers if one.id != me.id)
    # Who makes himself ready anew may be offered again what he did not take.
    waiting = tuple(
        replace(one, last_offered_to=None) if me.idle_since is None and one.last_offered_to == me.id else one
        for one in snapshot.waiting
    )
    seen = replace(snapshot, waiting=waiting, advisers=(*others, ready))
    if (offer := _to(seen, me, now)) is not None:
        demand = next(one for one in waiting if one.id == offer.demand)
        return NextUp(offer.demand, None, _why(demand, offer, me))
    free = (*(replace(one, idle_since=one.idle_since or now) for one in others), ready)
    for callback in sorted(promised, key=lambda one: one.due_at or now):
        at = max(callback.due_at or now, now)
        if _to(replace(seen, waiting=(callback,), advisers=free), me, at) is not None:
            why = KEPT_FOR_YOU if callback.held_adviser == me.id else FREE_BY_THEN
            return NextUp(callback.id, at, Sentence(why))
    return None


def _to(snapshot: Snapshot, me: Adviser, now: datetime) -> Offer | None:
    return next((one for one in decide(snapshot, now).offers if one.adviser == me.id), None)


def _why(demand: Waiting, offer: Offer, me: Adviser) -> Sentence:
    if offer.away or offer.interpreted:
        return offer.reason
    if demand.kind is Kind.CALLBACK:
        return Sentence(KEPT_FOR_YOU if demand.held_adviser == me.id else DUE_AND_FREE)
    return Sentence(FIRST_HERE)
