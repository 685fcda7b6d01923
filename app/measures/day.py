"""What has been measured today, by the definitions that the board shows, for each site and for the whole.

Today is the London day. A caller belongs to her home site, whoever answered her. Every statement reads the rows of
today alone, by an index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Subquery, and_, extract, func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.calls.models import Call
from app.line.models import Demand, Offer
from app.values.london import london_date, midnight

SHORT_ABANDON_SECONDS: Final = 5
TARGET_SECONDS: Final = 20
QUARTER: Final = timedelta(minutes=15)

# The key of what is measured over all sites.
WHOLE: Final = None


@dataclass(frozen=True)
class Spread:
    """Seconds: their mean, their median, and what nine in ten do not exceed."""

    mean: float
    median: float
    ninetieth: float


@dataclass(frozen=True)
class Day:
    """Today's callers of one site, or of all.

    `offered` are the calls that entered a line, each counted once. Of those over: answered at `home` or `elsewhere`,
    or `lost`, `lost_short` of them within 5 seconds; `within` were answered within the target. `expense` is from
    answer to booked, of the calls in which a call-back was booked.
    """

    offered: int = 0
    home: int = 0
    elsewhere: int = 0
    lost: int = 0
    lost_short: int = 0
    within: int = 0
    speed: Spread | None = None
    expense: Spread | None = None

    @property
    def answered(self) -> int:
        """Calls answered, wherever."""
        return self.home + self.elsewhere

    @property
    def measured_on(self) -> int:
        """Calls the service level is measured on: answered or lost, short losses left out."""
        return self.answered + self.lost - self.lost_short

    @property
    def service_level(self) -> float | None:
        """From 0 to 1, None before the first call."""
        return _share(self.within, self.measured_on)

    @property
    def abandonment(self) -> float | None:
        """Lost, of those answered or lost."""
        return _share(self.lost, self.answered + self.lost)

    @property
    def abandonment_without_short(self) -> float | None:
        """The same, short losses left out."""
        return _share(self.lost - self.lost_short, self.measured_on)

    @property
    def at_home(self) -> float | None:
        """Of those answered, the share answered at their home site."""
        return _share(self.home, self.answered)


@dataclass(frozen=True)
class Quarter:
    """Callers of one quarter of an hour, by when they joined."""

    starts_at: datetime
    answered: int
    elsewhere: int
    lost: int


def days(session: Session, now: datetime) -> dict[int | None, Day]:
    """Site id, and WHOLE, → its day. A site without a call today is not there; the whole always is."""
    callers = _callers(midnight(london_date(now)))
    waited, answered, lost = callers.c.waited, callers.c.answered, callers.c.lost
    rows = session.execute(
        select(
            callers.c.site_id,
            func.count(callers.c.call_id.distinct()),
            _count(answered & ~callers.c.away),
            _count(answered & callers.c.away),
            _count(lost),
            _count(lost & (waited <= SHORT_ABANDON_SECONDS)),
            _count(answered & (waited <= TARGET_SECONDS)),
            *_spread(waited, answered),
        ).group_by(func.rollup(callers.c.site_id))
    )
    expense = _expense(session, midnight(london_date(now)))
    found: dict[int | None, Day] = {}
    for site_id, *counts, mean, median, ninetieth in rows:
        spread = _spread_of(mean, median, ninetieth)
        offered, home, elsewhere, lost, lost_short, within = counts
        found[site_id] = Day(offered, home, elsewhere, lost, lost_short, within, spread, expense.pop(site_id, None))
    # A call-back may be booked in a call that never waited.
    found.update({site_id: Day(expense=spread) for site_id, spread in expense.items()})
    return found


def quarters(session: Session, now: datetime) -> list[Quarter]:
    """Today by whole quarters of an hour, from the first in which anybody rang to the last that is over."""
    since = midnight(london_date(now))
    whole = since + (now - since) // QUARTER * QUARTER
    callers = _callers(since)
    starts = func.date_bin(QUARTER, callers.c.joined_at, literal(since)).label("starts")
    answered, away = callers.c.answered, callers.c.away
    rows = session.execute(
        select(starts, _count(answered & ~away), _count(answered & away), _count(callers.c.lost))
        .where(callers.c.joined_at < whole)
        .group_by(starts)
    )
    counted = {begins: Quarter(begins, home, elsewhere, gone) for begins, home, elsewhere, gone in rows}
    if not counted:
        return []
    first = min(counted)
    number = (whole - first) // QUARTER
    return [counted.get(at, Quarter(at, 0, 0, 0)) for at in (first + QUARTER * step for step in range(number))]


def _callers(since: datetime) -> Subquery:
    """Today's callers, a row each time one joined a line."""
    # With the moment, so that who was answered at home and handed over to another site later is not among them.
    went = select(Offer.demand_id, Offer.accepted_at).where(Offer.away, Offer.accepted_at >= since)
    answered = Demand.answered_at.is_not(None)
    return (
        select(
            Demand.home_site_id.label("site_id"),
            Demand.call_id,
            Demand.joined_at,
            extract("epoch", func.coalesce(Demand.answered_at, Demand.ended_at) - Demand.joined_at).label("waited"),
            answered.label("answered"),
            and_(~answered, Demand.state == "abandoned").label("lost"),
            tuple_(Demand.id, Demand.answered_at).in_(went).label("away"),
        )
        .where(Demand.kind == "caller", Demand.joined_at >= since)
        .subquery("callers")
    )


def _expense(session: Session, since: datetime) -> dict[int | None, Spread]:
    seconds = extract("epoch", Callback.booked_at - Call.started_at)
    rows = session.execute(
        select(Callback.site_id, *_spread(seconds))
        .join(Call, Call.id == Callback.call_id)
        .where(Callback.booked_at >= since)
        .group_by(func.rollup(Callback.site_id))
    )
    return {site_id: spread for site_id, *of in rows if (spread := _spread_of(*of)) is not None}


def _spread(seconds: ColumnElement[Any], of: ColumnElement[bool] | None = None) -> list[ColumnElement[Any]]:
    figures = [
        func.avg(seconds),
        func.percentile_cont(0.5).within_group(seconds),
        func.percentile_cont(0.9).within_group(seconds),
    ]
    return figures if of is None else [figure.filter(of) for figure in figures]


def _spread_of(mean: Any, median: Any, ninetieth: Any) -> Spread | None:
    return None if mean is None else Spread(float(mean), float(median), float(ninetieth))


def _share(part: int, of: int) -> float | None:
    return part / of if of else None


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def of_site(found: Mapping[int | None, Day], site_id: int | None) -> Day:
    """The day of a site, or of the whole: an empty one where nobody rang."""
    return found.get(site_id, Day())
