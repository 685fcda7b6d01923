"""A day of the line as a trace for the replay, and what really came of the same calls.

Everything is read from what is kept of demands, offers, connections and presence; names and numbers are not in it.
What is not known is supposed by `app.line.replay.supposing`. The same day gives the same trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from app.calls.models import Connection
from app.line import measuring
from app.line.measuring import Handled
from app.line.models import Demand, Offer
from app.line.replay.simulation import SECONDS_OF_RINGING, Outcome
from app.line.replay.supposing import Supposed, suppose
from app.line.replay.trace import Call, Trace
from app.line.snapshot import SiteNow
from app.measures.duty import duty_of
from app.sites import service as sites
from app.staff.models import Staff
from app.values.london import london_date, midnight

# A language that everybody speaks, for callers whom anybody may take with an interpreter.
ANYBODY: Final = "en"


@dataclass(frozen=True)
class Day:
    """The callers of a London day who were answered or gave up, and the advisers at work.

    `happened` is what came of each call of the trace, in its order. Left out are `booked` callers, who took a
    call-back instead of waiting, and those `in_line` at this moment. `interpreted` of the trace's callers may be
    taken by anybody. `gave_up` is how many did, from which `supposed.patience_seconds` comes.
    """

    on: date
    trace: Trace
    happened: tuple[Outcome, ...]
    booked: int
    in_line: int
    interpreted: int
    gave_up: int
    supposed: Supposed
    away_factor: float
    ring: timedelta


@dataclass(frozen=True)
class _Taken:
    """Who took a demand first, where, and after how long a ring."""

    adviser: int
    site: int
    away: bool
    rang: timedelta


def calls_on(session: Session, on: date) -> int:
    """How many callers joined a line on a London day."""
    first, end = midnight(on), midnight(on + timedelta(days=1))
    within = (Demand.kind == "caller", Demand.joined_at >= first, Demand.joined_at < end)
    return session.scalars(select(func.count()).select_from(Demand).where(*within)).one()


def last_day_with_calls(session: Session, before: date) -> date | None:
    """The last London day before that one on which anybody joined a line."""
    found = select(func.max(Demand.joined_at)).where(Demand.kind == "caller", Demand.joined_at < midnight(before))
    at = session.scalars(found).one()
    return None if at is None else london_date(at)


def rules_in_force(session: Session) -> dict[str, SiteNow]:
    """Every site with its numbers and order, as a replay takes them, in the order the sites were added."""
    return {
        site.slug: SiteNow(site.slug, site.name, True, tuple(site.overflow_order), sites.rules_of(site))
        for site in sites.all_sites(session)
    }


def day(session: Session, on: date) -> Day:
    """The day as far as it has come."""
    slugs = {site.id: site.slug for site in sites.all_sites(session)}
    rules = [site.rules for site in rules_in_force(session).values()]
    demands = _demands(session, on)
    decided = [demand for demand in demands if demand.answered_at is not None or demand.state == "abandoned"]
    taken, lengths = _taken(session, on), _lengths(session, on)
    people, busy = duty_of(session, on, slugs)
    spoken = {language for person in people for language in person.languages}
    speakers = {row.id: frozenset(row.languages) for row in session.scalars(select(Staff))}
    factor = _away_factor(taken, lengths)
    as_at_home = {
        demand_id: length / factor if taken[demand_id].away else length for demand_id, length in lengths.items()
    }
    gave_up = [demand for demand in decided if demand.answered_at is None]
    supposed = suppose(
        given_up=len(gave_up),
        waited_seconds=sum(_waited(demand).total_seconds() for demand in decided),
        usual_patience=max(one.patience_seconds for one in rules),
        handled=[round(length.total_seconds(), 3) for length in as_at_home.values()],
        usual=max(one.short_call_seconds for one in rules),
    )
    happened, interpreted = [], 0
    for demand in decided:
        by = taken.get(demand.id)
        with_interpreter = demand.language not in (speakers.get(by.adviser, spoken) if by else spoken)
        interpreted += with_interpreter
        waited, answered = _waited(demand), demand.answered_at is not None
        call = Call(
            id=str(demand.id),
            arrived_at=demand.joined_at,
            home=slugs[demand.home_site_id],
            language=ANYBODY if with_interpreter else demand.language,
            textphone=demand.textphone,
            patience=supposed.patience(str(demand.id), waited) if answered else waited,
            handle=as_at_home.get(demand.id) or supposed.handling(str(demand.id)),
        )
        happened.append(
            Outcome(
                call,
                "answered" if answered else "abandoned",
                waited,
                slugs[by.site] if answered and by else "",
                str(by.adviser) if answered and by else "",
            )
        )
    rings = [one.rang.total_seconds() for one in taken.values()]
    return Day(
        on=on,
        trace=Trace(tuple(one.call for one in happened), people, busy),
        happened=tuple(happened),
        booked=sum(demand.answered_at is None and demand.state in ("booked", "withdrawn") for demand in demands),
        in_line=sum(demand.answered_at is None and demand.ended_at is None for demand in demands),
        interpreted=interpreted,
        gave_up=len(gave_up),
        supposed=supposed,
        away_factor=factor,
        ring=timedelta(seconds=round(median(rings), 1)) if rings else SECONDS_OF_RINGING,
    )


def _demands(session: Session, on: date) -> list[Demand]:
    """The callers of the day, in order of arrival."""
    within = (Demand.joined_at >= midnight(on), Demand.joined_at < midnight(on + timedelta(days=1)))
    return list(
        session.scalars(select(Demand).where(Demand.kind == "caller", *within).order_by(Demand.joined_at, Demand.id))
    )


def _taken(session: Session, on: date) -> dict[UUID, _Taken]:
    """The first adviser who took each of the day's callers."""
    rows = session.execute(
        select(Offer.demand_id, Offer.adviser_id, Offer.site_id, Offer.away, Offer.made_at, Offer.accepted_at)
        .join(Demand, Demand.id == Offer.demand_id)
        .where(
            Demand.kind == "caller",
            Demand.joined_at >= midnight(on),
            Demand.joined_at < midnight(on + timedelta(days=1)),
            Offer.accepted_at.is_not(None),
        )
        .order_by(Offer.accepted_at, Offer.id)
    )
    found: dict[UUID, _Taken] = {}
    for demand_id, adviser, site, away, made_at, accepted_at in rows:
        rang = accepted_at - made_at if accepted_at else timedelta()
        found.setdefault(demand_id, _Taken(adviser, site, away, rang))
    return found


def _lengths(session: Session, on: date) -> dict[UUID, timedelta]:
    """Talk, hold and wrap-up of each of the day's callers who is through with it, over all her connections."""
    seconds = extract("epoch", Connection.wrapped_up_at - Connection.claimant_joined_at)
    rows = session.execute(
        select(Offer.demand_id, func.sum(seconds))
        .join(Offer, Offer.id == Connection.offer_id)
        .join(Demand, Demand.id == Offer.demand_id)
        .where(
            Demand.kind == "caller",
            Demand.joined_at >= midnight(on),
            Demand.joined_at < midnight(on + timedelta(days=1)),
            Demand.ended_at.is_not(None),
            Offer.accepted_at.is_not(None),
        )
        .group_by(Offer.demand_id)
        .order_by(Offer.demand_id)
    )
    return {demand_id: timedelta(seconds=float(length)) for demand_id, length in rows if length}


def _away_factor(taken: Mapping[UUID, _Taken], lengths: Mapping[UUID, timedelta]) -> float:
    """How many times as long a call took away as at home that day, leaning on what is supposed where few did."""
    handled = {False: Handled(), True: Handled()}
    for demand_id, length in lengths.items():
        handled[taken[demand_id].away] += Handled.one(length.total_seconds())
    return round(measuring.away_factor(handled[False], handled[True]), 2)


def _waited(demand: Demand) -> timedelta:
    until: datetime | None = demand.answered_at or demand.ended_at
    return (until or demand.joined_at) - demand.joined_at
