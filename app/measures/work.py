"""How the work of today was done: occupancy, handling time at home and away, promises kept by need.

Today is the London day. Every statement reads the rows of today alone, by an index, and of each adviser the one that
stood when the day began.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, extract, func, literal, select, true, union_all
from sqlalchemy.orm import Session, aliased

from app.callbacks.models import Callback, PastPromise
from app.callbacks.punctuality import KEPT_WITHIN
from app.calls.models import Connection
from app.line.models import Demand, Offer
from app.staff.models import PresenceChange, Staff
from app.values.london import london_date, midnight

BUSY: Final = ("ringing", "on_call", "in_interview", "wrapping_up")
NOT_THERE: Final = ("signed_out", "break")


def _needs(of: type[Callback] | type[PastPromise]) -> Mapping[str, ColumnElement[bool]]:
    return {
        "interpreter": of.interpreter_language.is_not(None),
        "textphone": of.textphone.is_(True),
        "welsh": and_(of.language == "cy", of.interpreter_language.is_(None)),
    }


@dataclass(frozen=True)
class Part:
    """A part of something: seconds of other seconds, seconds of so many calls, or call-backs of call-backs."""

    part: float = 0
    of: float = 0

    def __add__(self, other: "Part") -> "Part":
        return Part(self.part + other.part, self.of + other.of)

    @property
    def ratio(self) -> float | None:
        """The one ÷ the other; None where there is nothing to divide by."""
        return self.part / self.of if self.of else None


NONE: Final = Part()


@dataclass(frozen=True)
class Work:
    """The work of one site today, or of all.

    `occupancy` is of its advisers: seconds of ringing, talk, hold and wrap-up, of those signed in and not on a break.
    `handling` is of its callers, by "home", "away" and "interview": seconds from joining to the wrap-up, of so many
    calls wrapped up. `kept` is of its call-backs promised for today up to now, by need: begun in time, of all.
    """

    occupancy: Part = NONE
    handling: Mapping[str, Part] = field(default_factory=dict)
    kept: Mapping[str, Part] = field(default_factory=dict)


def work(session: Session, now: datetime) -> dict[int, Work]:
    """Site id → its work; a site where nothing was done today is not there."""
    since = midnight(london_date(now))
    occupancy, handling, kept = _occupancy(session, since, now), _handling(session, since), _kept(session, since, now)
    return {
        site_id: Work(occupancy.get(site_id, NONE), handling.get(site_id, {}), kept.get(site_id, {}))
        for site_id in {*occupancy, *handling, *kept}
    }


def together(of: Iterable[Work]) -> Work:
    """The whole: everything added up."""
    every = list(of)
    return Work(
        sum((one.occupancy for one in every), NONE),
        _added(one.handling for one in every),
        _added(one.kept for one in every),
    )


def _added(of: Iterable[Mapping[str, Part]]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for parts in of:
        for name, part in parts.items():
            found[name] = found.get(name, NONE) + part
    return found


def _occupancy(session: Session, since: datetime, now: datetime) -> dict[int, Part]:
    last = aliased(PresenceChange)
    # One look into the index a person, however long the history is.
    before = (
        select(last.id, last.site_id, last.state)
        .where(last.staff_id == Staff.id, last.at < since)
        .order_by(last.at.desc(), last.id.desc())
        .limit(1)
        .lateral()
    )
    columns = (PresenceChange.id, PresenceChange.staff_id, PresenceChange.site_id, PresenceChange.state)
    changes = union_all(
        select(before.c.id, Staff.id.label("staff_id"), before.c.site_id, before.c.state, literal(since).label("at"))
        .select_from(Staff)
        .join(before, true()),
        select(*columns, PresenceChange.at).where(PresenceChange.at.between(since, now)),
    ).subquery()
    until = func.lead(changes.c.at).over(partition_by=changes.c.staff_id, order_by=(changes.c.at, changes.c.id))
    stretches = select(
        changes.c.staff_id,
        changes.c.site_id,
        changes.c.state,
        extract("epoch", func.coalesce(until, now) - changes.c.at).label("seconds"),
    ).subquery()
    seconds = func.sum(stretches.c.seconds)
    rows = session.execute(
        select(
            stretches.c.site_id,
            func.coalesce(seconds.filter(stretches.c.state.in_(BUSY)), 0),
            func.coalesce(seconds.filter(stretches.c.state.not_in(NOT_THERE)), 0),
        )
        .join(Staff, Staff.id == stretches.c.staff_id)
        .where(Staff.role == "adviser")
        .group_by(stretches.c.site_id)
    )
    return {site_id: Part(float(busy), float(there)) for site_id, busy, there in rows}


def _handling(session: Session, since: datetime) -> dict[int, dict[str, Part]]:
    lasted = extract("epoch", Connection.wrapped_up_at - Connection.claimant_joined_at)
    kind = case((Connection.callback_id.is_not(None), "interview"), (Offer.away, "away"), else_="home")
    found: dict[int, dict[str, Part]] = {}
    # Each by an index of its own.
    for whose in (Connection.callback_id.is_not(None), Connection.call_id.is_not(None)):
        rows = session.execute(
            select(Demand.home_site_id, kind, func.sum(lasted), func.count())
            .join(Offer, Offer.id == Connection.offer_id)
            .join(Demand, Demand.id == Offer.demand_id)
            .where(whose, Connection.wrapped_up_at >= since, Connection.claimant_joined_at.is_not(None))
            .group_by(Demand.home_site_id, kind)
        )
        for site_id, of, seconds, calls in rows:
            found.setdefault(site_id, {})[of] = Part(float(seconds), calls)
    return found


def _kept(session: Session, since: datetime, now: datetime) -> dict[int, dict[str, Part]]:
    """Of the promises of that time, those that stand and those that gave way to another since."""
    found: dict[int, dict[str, Part]] = {}
    for of, counted in ((Callback, Callback.state != "cancelled"), (PastPromise, true())):
        in_time, needs = of.begun_at <= of.due_at + KEPT_WITHIN, _needs(of)
        counts = [func.count().filter(need, *begun) for need in needs.values() for begun in ((in_time,), ())]
        rows = session.execute(
            select(of.site_id, *counts).where(of.due_at.between(since, now), counted).group_by(of.site_id)
        )
        for site_id, *numbers in rows:
            parts = found.setdefault(site_id, {})
            for need, kept, promised in zip(needs, numbers[::2], numbers[1::2], strict=True):
                parts[need] = parts.get(need, Part()) + Part(kept, promised)
    return found
