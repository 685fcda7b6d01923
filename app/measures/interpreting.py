"""What interpreters did over some days: rung, joined, failed, minutes and cost; by supplier, by language, by site."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.callbacks.models import Attempt, Callback
from app.calls.models import Connection, Leg
from app.interpreters.models import Supplier
from app.line.models import Demand, Offer
from app.values.language import NOT_KNOWN

A_MINUTE = timedelta(minutes=1)


@dataclass
class Interpreting:
    """One row. `rung` counts calls that we made, `joined` those by which somebody came to the conversation.

    `minutes` are begun minutes from answering to the end of the line, as suppliers bill; `pence` what those cost by
    today's price, and `unpriced` how many of the minutes have none.
    """

    rung: int = 0
    joined: int = 0
    minutes: int = 0
    pence: int = 0
    unpriced: int = 0

    @property
    def failed(self) -> int:
        """Calls by which nobody came."""
        return self.rung - self.joined


@dataclass(frozen=True)
class Report:
    """The rows by supplier's name, by language code and by the id of the claimant's home site, and all together.

    `put_off` are the call-backs, by site, that could not be held because nobody interpreted.
    """

    by_supplier: dict[str, Interpreting]
    by_language: dict[str, Interpreting]
    by_site: dict[int, Interpreting]
    every: Interpreting
    put_off: dict[int, int]


def report(session: Session, since: datetime, until: datetime) -> Report:
    """Of the calls to interpreters made from `since` up to `until` that are over."""
    rows = session.execute(
        select(Leg, Supplier.name, Supplier.price_pence, Connection.interpreter_language, Demand.home_site_id)
        .join(Supplier, Supplier.id == Leg.supplier_id)
        .join(Connection, Connection.id == Leg.connection_id)
        .join(Offer, Offer.id == Leg.offer_id)
        .join(Demand, Demand.id == Offer.demand_id)
        .where(Leg.role == "interpreter", Leg.created_at >= since, Leg.created_at < until, Leg.ended_at.is_not(None))
        .where(Leg.state != "cancelled")
    )
    by_supplier: defaultdict[str, Interpreting] = defaultdict(Interpreting)
    by_language: defaultdict[str, Interpreting] = defaultdict(Interpreting)
    by_site: defaultdict[int, Interpreting] = defaultdict(Interpreting)
    every = Interpreting()
    for leg, name, price, language, site_id in rows:
        for row in (by_supplier[name], by_language[language or NOT_KNOWN], by_site[site_id], every):
            _count(row, leg, price)
    put_off = session.execute(
        select(Callback.site_id, func.count())
        .join(Attempt, Attempt.callback_id == Callback.id)
        .where(Attempt.result == "interpreter_failed", Attempt.started_at >= since, Attempt.started_at < until)
        .group_by(Callback.site_id)
    )
    return Report(by_supplier, by_language, by_site, every, {site_id: int(count) for site_id, count in put_off})


def _count(row: Interpreting, leg: Leg, price: int | None) -> None:
    row.rung += 1
    row.joined += leg.joined_at is not None
    if leg.answered_at is None or leg.ended_at is None:
        return
    minutes = -((leg.answered_at - leg.ended_at) // A_MINUTE)
    row.minutes += minutes
    if price is None:
        row.unpriced += minutes
    else:
        row.pence += minutes * price
