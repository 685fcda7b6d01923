"""What the rule of overflow and the estimated wait go by, measured now: callers who joined lately, how long short
calls last, and how long callers stay before they give up.

An interview is not a short call. Handling is talk, hold and wrap-up: from the claimant joining to the wrap-up.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Double, and_, cast, extract, func, select
from sqlalchemy.orm import Session

from app.calls.models import Connection
from app.line import measuring
from app.line.measuring import Evidence, Handled, Waited
from app.line.models import Demand, Offer
from app.line.snapshot import Adviser, Measured
from app.measures.taken import took_her
from app.sites import service as sites
from app.sites.models import Site
from app.values.london import london_date, midnight

# Handling and patience are measured on the last calls of each kind, however long ago: who is slow away, or patient, is
# so tomorrow too.
LATELY: Final = 1000
# Nothing here changes in a second, and a pass of the matcher is asked for at every event.
GOOD_FOR: Final = timedelta(seconds=15)


class ShortCalls:
    """The figures as they were measured last; a process has one. It forgets nothing that is not in the database."""

    def __init__(self) -> None:
        self._measured_at: datetime | None = None
        self._began: datetime | None = None
        self._arrived: dict[int, int] = {}
        self._handled = {False: Handled(), True: Handled()}
        self._waited = Waited()

    def measured(
        self, session: Session, all_sites: Iterable[Site], advisers: Iterable[Adviser], now: datetime
    ) -> Measured:
        """Load of each site and of all for the advisers there are now, and the handling away ÷ at home."""
        return self.evidence(session, all_sites, advisers, now).measured

    def evidence(
        self, session: Session, all_sites: Iterable[Site], advisers: Iterable[Adviser], now: datetime
    ) -> Evidence:
        """What those figures rest on."""
        self._measure(session, now)
        at = {site.id: site for site in all_sites}
        able = dict.fromkeys((site.slug for site in at.values()), 0)
        for adviser in advisers:
            able[adviser.site] += not adviser.in_interview
        return Evidence(
            {site.slug: self._arrived.get(site.id, 0) for site in at.values()},
            measuring.counted_over(self._began, now),
            able,
            self._handled[False],
            self._handled[True],
            max((sites.rules_of(site).short_call_seconds for site in at.values()), default=0),
            self._waited,
            max((sites.rules_of(site).patience_seconds for site in at.values()), default=0),
        )

    def usual(self, session: Session, site: Site, now: datetime) -> tuple[float, float]:
        """Mean seconds of a short call at home, and until a caller gives up, leaning on what the site supposes."""
        self._measure(session, now)
        rules = sites.rules_of(site)
        return (
            measuring.mean_seconds(self._handled[False], rules.short_call_seconds),
            measuring.mean_patience(self._waited, rules.patience_seconds),
        )

    def _measure(self, session: Session, now: datetime) -> None:
        if self._measured_at is not None and timedelta() <= now - self._measured_at < GOOD_FOR:
            return
        self._began = _first_joined(session, now)
        self._arrived = _arrived(session, now)
        self._handled = {away: _handled(session, away) for away in (False, True)}
        self._waited = _waited(session)
        self._measured_at = now


def _first_joined(session: Session, now: datetime) -> datetime | None:
    """When the first caller of this London day joined a line."""
    today = select(func.min(Demand.joined_at)).where(Demand.kind == "caller", Demand.joined_at >= _midnight(now))
    return session.scalar(today)


def _midnight(now: datetime) -> datetime:
    return midnight(london_date(now))


def _arrived(session: Session, now: datetime) -> dict[int, int]:
    found: dict[int, int] = {}
    since = max(now - measuring.WINDOW, _midnight(now))
    for site_id, count in session.execute(
        select(Demand.home_site_id, func.count())
        .where(Demand.kind == "caller", Demand.joined_at >= since)
        .group_by(Demand.home_site_id)
    ):
        found[site_id] = count
    return found


def _handled(session: Session, away: bool) -> Handled:
    """Where a colleague went on with a call, it is one call all the same, of the length of all its parts."""
    # Which were the last is asked for first, by an index: of the few away by theirs, or all the others would be read.
    last = (
        select(Offer.demand_id, Offer.accepted_at)
        .select_from(Connection)
        .join(Offer, Offer.id == Connection.offer_id)
        .where(
            Connection.call_id.is_not(None),
            Connection.callback_id.is_(None),
            Connection.claimant_joined_at.is_not(None),
            Connection.wrapped_up_at.is_not(None),
            Offer.away if away else ~Offer.away,
        )
        .order_by((Offer.accepted_at if away else Connection.wrapped_up_at).desc())
        .limit(LATELY)
        .subquery("last")
    )
    # Not as exact decimals, of which a thousand logarithms would be most of the work.
    length = cast(extract("epoch", Connection.wrapped_up_at - Connection.claimant_joined_at), Double)
    each = (
        select(func.sum(length).label("seconds"))
        .select_from(last)
        .join(Demand, and_(Demand.id == last.c.demand_id, took_her(last.c.accepted_at)))
        .join(Offer, Offer.demand_id == Demand.id)
        .join(Connection, Connection.offer_id == Offer.id)
        .where(Demand.ended_at.is_not(None))
        .group_by(Demand.id)
        .subquery("each")
    )
    calls, total, logarithms = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(each.c.seconds), 0),
            func.coalesce(func.sum(func.ln(func.greatest(each.c.seconds, 1))), 0),
        )
    ).one()
    return Handled(calls, float(total), float(logarithms))


def _waited(session: Session) -> Waited:
    """Whoever took a call-back instead waited until it was booked."""
    over_at = func.coalesce(Demand.answered_at, Demand.ended_at)
    last = (
        select(
            extract("epoch", over_at - Demand.joined_at).label("seconds"),
            and_(Demand.state == "abandoned", Demand.answered_at.is_(None)).label("gave_up"),
        )
        .where(Demand.kind == "caller", over_at.is_not(None))
        .order_by(Demand.joined_at.desc())
        .limit(LATELY)
        .subquery()
    )
    given_up, seconds = session.execute(
        select(func.count().filter(last.c.gave_up), func.coalesce(func.sum(last.c.seconds), 0))
    ).one()
    return Waited(given_up, float(seconds))
