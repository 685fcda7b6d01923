"""What the board shows: read from the tables as they stand, each figure by its definition.

Today is the London day. Waiting and oldest count from the first time a caller joined; nothing is reset.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, extract, func, literal, select
from sqlalchemy.orm import Session, aliased

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.jobs.models import Job
from app.line.models import Demand, Offer
from app.sites.models import Site
from app.staff.models import Presence, Staff
from app.values.london import london_date, midnight
from app.values.sentence import Sentence

SHORT_ABANDON_SECONDS: Final = 5
TARGET_SECONDS: Final = 20
QUARTER: Final = timedelta(minutes=15)
MOVES_SHOWN: Final = 12

IN_LINE: Final = ("waiting", "offered", "choosing")


@dataclass(frozen=True)
class SiteFigures:
    """One site now. `states` counts its advisers by presence; `promises` is how its call-backs stand, None for none.

    `callbacks_due` are those to be made before midnight and not begun.
    """

    site: Site
    waiting: int
    oldest_since: datetime | None
    states: dict[str, int]
    overflow_out: int
    overflow_in: int
    callbacks_due: int
    promises: callbacks.Promises | None

    @property
    def kept(self) -> float | None:
        """Of the call-backs promised for today up to now, the share begun in time; None where none was."""
        if self.promises is None or not self.promises.promised:
            return None
        return self.promises.kept / self.promises.promised


@dataclass(frozen=True)
class Move:
    """A caller who went to another site, and why."""

    at: datetime
    home: str
    other: str
    reason: Sentence


@dataclass(frozen=True)
class Quarter:
    """Callers of one quarter of an hour, by when they joined."""

    starts_at: datetime
    answered: int
    elsewhere: int
    lost: int


@dataclass(frozen=True)
class ServiceLevel:
    """Callers answered within the target, and those it is measured on: answered or lost, less short losses."""

    within: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1, None before the first call."""
        return self.within / self.of if self.of else None


@dataclass(frozen=True)
class Lane:
    """A lane of work: since when its oldest due job waits (None: nothing waits), and how many were given up."""

    name: str
    oldest_due: datetime | None
    failed: int


def sites_now(session: Session, now: datetime) -> list[SiteFigures]:
    """Every site's figures, in the order the sites were added: six short queries, whatever the number of calls."""
    since = midnight(london_date(now))
    waiting = _by_site(
        session,
        select(Demand.home_site_id, func.count(), func.min(Demand.joined_at))
        .where(Demand.ended_at.is_(None), Demand.kind == "caller", Demand.state.in_(IN_LINE))
        .group_by(Demand.home_site_id),
    )
    states: dict[int, dict[str, int]] = {}
    for site_id, state, count in session.execute(
        select(Staff.site_id, Presence.state, func.count())
        .join(Presence, Presence.staff_id == Staff.id)
        .where(Staff.active, Staff.role == "adviser")
        .group_by(Staff.site_id, Presence.state)
    ):
        states.setdefault(site_id, {})[state] = count
    out, taken_in = _overflow(session, since)
    due = _by_site(session, _callbacks_due(now))
    promises = callbacks.promises(session, now)
    return [
        SiteFigures(
            site=site,
            waiting=waiting.get(site.id, (0, None))[0],
            oldest_since=waiting.get(site.id, (0, None))[1],
            states=states.get(site.id, {}),
            overflow_out=out.get(site.id, 0),
            overflow_in=taken_in.get(site.id, 0),
            callbacks_due=due.get(site.id, (0,))[0],
            promises=promises.get(site.id),
        )
        for site in session.scalars(select(Site).order_by(Site.id))
    ]


def line_of(session: Session, site_id: int) -> tuple[int, datetime | None]:
    """How many callers wait at a site and since when the first of them."""
    row = session.execute(
        select(func.count(), func.min(Demand.joined_at)).where(
            Demand.home_site_id == site_id,
            Demand.ended_at.is_(None),
            Demand.kind == "caller",
            Demand.state.in_(IN_LINE),
        )
    ).one()
    return row[0], row[1]


def moves(session: Session, now: datetime) -> list[Move]:
    """Callers whom another site answered today, the latest first, with the reason kept at the moment of decision."""
    home, other = aliased(Site), aliased(Site)
    rows = session.execute(
        select(Offer.accepted_at, home.name, other.name, Offer.reason, Offer.reason_values)
        .join(Demand, Demand.id == Offer.demand_id)
        .join(home, home.id == Demand.home_site_id)
        .join(other, other.id == Offer.site_id)
        .where(Offer.away, Offer.accepted_at >= midnight(london_date(now)))
        .order_by(Offer.accepted_at.desc())
        .limit(MOVES_SHOWN)
    )
    return [Move(at, left, went, Sentence(reason, values)) for at, left, went, reason, values in rows]


def service_level(session: Session, now: datetime) -> ServiceLevel:
    """Answered within 20 s ÷ (answered + lost − lost within 5 s), of today's callers at all sites."""
    waited = extract("epoch", func.coalesce(Demand.answered_at, Demand.ended_at) - Demand.joined_at)
    answered = Demand.answered_at.is_not(None)
    lost = and_(Demand.answered_at.is_(None), Demand.state == "abandoned", waited > SHORT_ABANDON_SECONDS)
    row = session.execute(
        select(_count(and_(answered, waited <= TARGET_SECONDS)), _count(answered | lost)).where(
            Demand.kind == "caller", Demand.joined_at >= midnight(london_date(now))
        )
    ).one()
    return ServiceLevel(row[0], row[1])


def quarters(session: Session, now: datetime) -> list[Quarter]:
    """Today by whole quarters of an hour, from the first in which anybody rang to the last that is over."""
    since = midnight(london_date(now))
    whole = since + (now - since) // QUARTER * QUARTER
    starts = func.date_bin(QUARTER, Demand.joined_at, literal(since)).label("starts")
    away = select(Offer.id).where(Offer.demand_id == Demand.id, Offer.accepted_at.is_not(None), Offer.away).exists()
    answered = Demand.answered_at.is_not(None)
    lost = and_(Demand.answered_at.is_(None), Demand.state == "abandoned")
    rows = session.execute(
        select(starts, _count(answered & ~away), _count(answered & away), _count(lost))
        .where(Demand.kind == "caller", Demand.joined_at >= since, Demand.joined_at < whole)
        .group_by(starts)
    )
    counted = {begins: Quarter(begins, home, elsewhere, gone) for begins, home, elsewhere, gone in rows}
    if not counted:
        return []
    first = min(counted)
    number = (whole - first) // QUARTER
    return [counted.get(at, Quarter(at, 0, 0, 0)) for at in (first + QUARTER * step for step in range(number))]


def lanes(session: Session, now: datetime) -> list[Lane]:
    """The lanes of work that reaches the outside world."""
    waits = and_(Job.state.in_(("wanted", "running")), Job.due_at <= now)
    rows = session.execute(
        select(Job.lane, func.min(case((waits, Job.due_at))), _count(Job.state == "failed"))
        .where(Job.state.in_(("wanted", "running", "failed")))
        .group_by(Job.lane)
    )
    found = {lane: Lane(lane, oldest, failed) for lane, oldest, failed in rows}
    return [found.get(name, Lane(name, None, 0)) for name in ("telephone", "message", "paper")]


def _callbacks_due(now: datetime) -> Any:
    """(site, call-backs whose next attempt is due before midnight and that nobody has begun)."""
    before = midnight(london_date(now) + timedelta(days=1))
    return (
        select(Callback.site_id, func.count())
        .where(Callback.state.in_(("booked", "due")), func.coalesce(Callback.next_at, Callback.due_at) < before)
        .group_by(Callback.site_id)
    )


def _overflow(session: Session, since: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Callers answered away since then: counted at the home they left, and at the site that took them."""
    out: dict[int, int] = {}
    taken_in: dict[int, int] = {}
    rows = session.execute(
        select(Demand.home_site_id, Offer.site_id, func.count())
        .join(Demand, Demand.id == Offer.demand_id)
        .where(Offer.away, Offer.accepted_at >= since)
        .group_by(Demand.home_site_id, Offer.site_id)
    )
    for home, other, count in rows:
        out[home] = out.get(home, 0) + count
        taken_in[other] = taken_in.get(other, 0) + count
    return out, taken_in


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _by_site(session: Session, statement: Any) -> dict[int, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in session.execute(statement)}
