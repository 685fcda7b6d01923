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

from sqlalchemy import ColumnElement, extract, func, select
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
class _Caller:
    """A demand as it stood at a moment."""

    id: UUID
    home: int
    language: str
    textphone: bool
    joined_at: datetime
    state: str
    answered_at: datetime | None
    ended_at: datetime | None

    @property
    def is_decided(self) -> bool:
        """Whether she was answered, or gave up: the others took a call-back instead, or are still in the line."""
        return self.answered_at is not None or (self.ended_at is not None and self.state == "abandoned")

    @property
    def waited(self) -> timedelta:
        """Until she was answered, or gone."""
        return (self.answered_at or self.ended_at or self.joined_at) - self.joined_at


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


def day(session: Session, on: date, until: datetime, rules: Mapping[str, SiteNow]) -> Day:
    """The day as far as it had come at that moment: asked again at any time after, it is the same.

    `rules` give the usual patience and length of a call, which count where little was seen.
    """
    slugs = {site.id: site.slug for site in sites.all_sites(session)}
    callers = _callers(session, on, until)
    decided = [one for one in callers if one.is_decided]
    gave_up = sum(one.answered_at is None for one in decided)
    taken, lengths = _taken(session, on, until), _lengths(session, on, until)
    factor = _away_factor(taken, lengths)
    as_at_home = {one: length / factor if taken[one].away else length for one, length in lengths.items()}
    supposed = suppose(
        given_up=gave_up,
        waited_seconds=sum(one.waited.total_seconds() for one in decided),
        usual_patience=max(site.rules.patience_seconds for site in rules.values()),
        handled=[length.total_seconds() for length in as_at_home.values()],
        usual=max(site.rules.short_call_seconds for site in rules.values()),
    )
    people, busy = duty_of(session, on, until, slugs)
    speaks = {one.id: frozenset(one.languages) for one in session.scalars(select(Staff))}
    somebody_speaks = {language for person in people for language in person.languages}
    happened, interpreted = [], 0
    for one in decided:
        by = taken.get(one.id)
        with_interpreter = one.language not in (speaks[by.adviser] if by else somebody_speaks)
        interpreted += with_interpreter
        call = Call(
            id=str(one.id),
            arrived_at=one.joined_at,
            home=slugs[one.home],
            language=ANYBODY if with_interpreter else one.language,
            textphone=one.textphone,
            patience=supposed.patience(str(one.id), one.waited) if one.answered_at else one.waited,
            handle=as_at_home.get(one.id) or supposed.handling(str(one.id)),
        )
        if one.answered_at and by:
            happened.append(Outcome(call, "answered", one.waited, slugs[by.site], str(by.adviser)))
        else:
            happened.append(Outcome(call, "abandoned", one.waited))
    rings = [one.rang.total_seconds() for one in taken.values()]
    left_out = [one for one in callers if not one.is_decided]
    return Day(
        on=on,
        trace=Trace(tuple(one.call for one in happened), people, busy),
        happened=tuple(happened),
        booked=sum(one.ended_at is not None for one in left_out),
        in_line=sum(one.ended_at is None for one in left_out),
        interpreted=interpreted,
        gave_up=gave_up,
        supposed=supposed,
        away_factor=factor,
        ring=timedelta(seconds=round(median(rings), 1)) if rings else SECONDS_OF_RINGING,
    )


def _of_the_day(on: date, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Callers who joined on that London day, before that moment."""
    before = min(midnight(on + timedelta(days=1)), until)
    return Demand.kind == "caller", Demand.joined_at >= midnight(on), Demand.joined_at < before


def _callers(session: Session, on: date, until: datetime) -> list[_Caller]:
    """In order of arrival, each as it stood at that moment."""
    rows = session.scalars(select(Demand).where(*_of_the_day(on, until)).order_by(Demand.joined_at, Demand.id))
    return [
        _Caller(
            row.id,
            row.home_site_id,
            row.language,
            row.textphone,
            row.joined_at,
            row.state,
            _by(until, row.answered_at),
            _by(until, row.ended_at),
        )
        for row in rows
    ]


def _taken(session: Session, on: date, until: datetime) -> dict[UUID, _Taken]:
    """The first adviser who took each caller."""
    offers = session.scalars(
        select(Offer)
        .join(Demand, Demand.id == Offer.demand_id)
        .where(*_of_the_day(on, until), Offer.accepted_at <= until)
        .order_by(Offer.accepted_at, Offer.id)
    )
    found: dict[UUID, _Taken] = {}
    for offer in offers:
        rang = (offer.accepted_at or offer.made_at) - offer.made_at
        found.setdefault(offer.demand_id, _Taken(offer.adviser_id, offer.site_id, offer.away, rang))
    return found


def _lengths(session: Session, on: date, until: datetime) -> dict[UUID, timedelta]:
    """Talk, hold and wrap-up of each caller who is through with it, over all her connections."""
    seconds = extract("epoch", Connection.wrapped_up_at - Connection.claimant_joined_at)
    rows = session.execute(
        select(Offer.demand_id, func.sum(seconds))
        .join(Offer, Offer.id == Connection.offer_id)
        .join(Demand, Demand.id == Offer.demand_id)
        .where(*_of_the_day(on, until), Demand.ended_at <= until, Connection.wrapped_up_at <= until)
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


def _by(until: datetime, moment: datetime | None) -> datetime | None:
    """A moment, if it had come by then."""
    return moment if moment is not None and moment <= until else None
