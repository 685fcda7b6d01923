"""Who sent whose callers to whom today, and why; and the interviews that were held away from home."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.callbacks.models import CHOSEN, RELEASED, Attempt, Callback
from app.callbacks.results import RESULTS
from app.calls.models import Connection
from app.conversations.models import Conversation
from app.line.models import Demand, Offer
from app.measures.taken import took_her
from app.staff.models import Staff
from app.values.london import london_date, midnight
from app.values.sentence import Sentence

MOVES_SHOWN: Final = 8
# Her telephone rang, and it was not she who spoke with us.
NOT_REACHED: Final = tuple(one.code for one in RESULTS.values() if one.counted and one.code != "reached")


@dataclass(frozen=True)
class Move:
    """A caller of `home` whom `other` answered (sites by id), and why."""

    at: datetime
    home: int
    other: int
    reason: Sentence


@dataclass(frozen=True)
class Flow:
    """Callers of `home` whom `other` answered today (sites by id): how many, and the last of them."""

    home: int
    other: int
    count: int
    last: Move


@dataclass(frozen=True)
class HeldAway:
    """Interviews of a site's claimants that another site held: `released` to it, or as the claimant had `chosen`."""

    released: int = 0
    chosen: int = 0


def moves(session: Session, now: datetime) -> list[Move]:
    """Callers whom another site answered today, and whom another typed with, the latest first, with the reason kept
    at the moment of decision."""
    called = session.execute(
        select(Offer.accepted_at, Demand.home_site_id, Offer.site_id, Offer.reason, Offer.reason_values)
        .join(Demand, Demand.id == Offer.demand_id)
        .where(Offer.away, Demand.kind == "caller", took_her(), Offer.accepted_at >= midnight(london_date(now)))
        .order_by(Offer.accepted_at.desc(), Offer.id)
        .limit(MOVES_SHOWN)
    )
    typed_with = session.execute(
        select(
            Conversation.taken_at,
            Conversation.site_id,
            Staff.site_id,
            Conversation.away_reason,
            Conversation.away_values,
        )
        .join(Staff, Staff.id == Conversation.adviser_id)
        .where(Conversation.away_reason.is_not(None), Conversation.taken_at >= midnight(london_date(now)))
        .order_by(Conversation.taken_at.desc(), Conversation.id)
        .limit(MOVES_SHOWN)
    )
    found = [
        Move(at, home, other, Sentence(reason or "", values))
        for rows in (called, typed_with)
        for at, home, other, reason, values in rows
        if at is not None
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOVES_SHOWN]


def flows(session: Session, now: datetime) -> list[Flow]:
    """Each pair of sites of which one has answered callers of the other today, the most first."""
    pair = (Demand.home_site_id, Offer.site_id)
    numbered = (
        select(
            *pair,
            func.count().over(partition_by=pair).label("calls"),
            func.row_number().over(partition_by=pair, order_by=(Offer.accepted_at.desc(), Offer.id)).label("number"),
            Offer.accepted_at,
            Offer.reason,
            Offer.reason_values,
        )
        .join(Demand, Demand.id == Offer.demand_id)
        .where(Offer.away, Demand.kind == "caller", took_her(), Offer.accepted_at >= midnight(london_date(now)))
        .subquery("numbered")
    )
    rows = session.execute(
        select(numbered)
        .where(numbered.c.number == 1)
        .order_by(numbered.c.calls.desc(), numbered.c.home_site_id, numbered.c.site_id)
    )
    return [
        Flow(home, other, count, Move(at, home, other, Sentence(reason, values)))
        for home, other, count, _, at, reason, values in rows
    ]


def out_and_in(found: Iterable[Flow]) -> tuple[dict[int, int], dict[int, int]]:
    """Site id → its callers answered elsewhere, and → the callers of others that it answered."""
    out: dict[int, int] = {}
    taken_in: dict[int, int] = {}
    for flow in found:
        out[flow.home] = out.get(flow.home, 0) + flow.count
        taken_in[flow.other] = taken_in.get(flow.other, 0) + flow.count
    return out, taken_in


def held_away(session: Session, now: datetime) -> dict[int, HeldAway]:
    """Site id → the interviews of its claimants that advisers of other sites held today, where there are any.

    Whoever was reached counts, whatever came of it then, and counts once though she was cut off and rung again.
    """
    rows = session.execute(
        select(Callback.site_id, _because(RELEASED), _because(CHOSEN))
        .join(Attempt, Attempt.callback_id == Callback.id)
        .join(Connection, Connection.id == Attempt.connection_id)
        .where(
            Attempt.started_at >= midnight(london_date(now)),
            Attempt.away_because.is_not(None),
            Attempt.counted,
            Attempt.result.not_in(NOT_REACHED),
            Connection.site_id != Callback.site_id,
        )
        .group_by(Callback.site_id)
    )
    return {site_id: HeldAway(released, chosen) for site_id, released, chosen in rows}


def _because(why: str) -> ColumnElement[int]:
    return func.count(Callback.id.distinct()).filter(Attempt.away_because == why)
