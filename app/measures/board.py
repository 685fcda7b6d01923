"""How the sites stand at this moment, each figure by its definition.

Waiting and oldest count from the first time a caller joined; nothing is reset. Nothing here grows with the calls
of other days: every statement reads what is open, or what is due today.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.calls.models import LEG, Leg
from app.line.models import Demand, Offer
from app.measures import typed, waits
from app.measures.short_calls import ShortCalls
from app.measures.typed import Typed
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Presence, Staff
from app.values.london import london_date, midnight

IN_LINE: Final = ("waiting", "offered", "choosing")
TALKING: Final = ("ringing", "on_call", "in_interview")


@dataclass(frozen=True)
class Promised:
    """How call-backs stand: `due` before midnight and not begun, `late`, `owed`; of those promised for today up to
    now `promised` in all and `kept`."""

    due: int = 0
    late: int = 0
    owed: int = 0
    promised: int = 0
    kept: int = 0

    @property
    def kept_share(self) -> float | None:
        """Of the call-backs promised for today up to now, the share begun in time; None where none was."""
        return self.kept / self.promised if self.promised else None


@dataclass(frozen=True)
class SiteFigures:
    """One site now, or all of them together (`site` is None).

    `states` counts advisers by presence and `away` those who are away by the reason kept ("" for none). Of advisers
    with a textphone on the desk, `textphones_free` are ready and `textphones_used` ringing or talking. `interpreters`
    are those on the telephone for this site. `estimate` is for who would join now: nothing where an adviser is ready
    and nobody waits, else what the line would say; None is "no estimate", as while the site is closed at once. `typed`
    are its typed conversations.
    """

    site: Site | None
    waiting: int
    oldest_since: datetime | None
    estimate: timedelta | None
    promised: Promised
    states: Mapping[str, int] = field(default_factory=dict)
    away: Mapping[str, int] = field(default_factory=dict)
    textphones_free: int = 0
    textphones_used: int = 0
    interpreters: int = 0
    typed: Typed = field(default_factory=Typed)


def sites_now(session: Session, short_calls: ShortCalls, now: datetime) -> list[SiteFigures]:
    """Every site's figures, in the order the sites were added; the estimated waits by what was measured."""
    all_sites = sites.all_sites(session)
    lines = _lines(session)
    soon = waits.soon_free(session, [site.id for site in all_sites], now)
    at_work = _advisers(session)
    interpreters = _interpreters(session)
    promised = _promised(session, now)
    typed_with = typed.typed_now(session)
    found = []
    for site in all_sites:
        waiting, oldest_since = lines.get(site.id, (0, None))
        advisers = at_work.get(site.id, {})
        free_now = not waiting and advisers and advisers["states"]["ready"]
        found.append(
            SiteFigures(
                site=site,
                waiting=waiting,
                oldest_since=oldest_since,
                estimate=None
                if site.emergency_closed_at is not None
                else timedelta()
                if free_now
                else waits.estimated(session, short_calls, site, waiting, soon[site.id], now),
                promised=promised.get(site.id, Promised()),
                interpreters=interpreters.get(site.id, 0),
                typed=typed_with.get(site.id, Typed()),
                **advisers,
            )
        )
    return found


def together(of: Iterable[SiteFigures]) -> SiteFigures:
    """The whole: everything added up, the oldest of all, and the longest of the estimates there are."""
    every = list(of)
    return SiteFigures(
        site=None,
        waiting=sum(one.waiting for one in every),
        oldest_since=min((one.oldest_since for one in every if one.oldest_since), default=None),
        estimate=max((one.estimate for one in every if one.estimate is not None), default=None),
        promised=Promised(
            *(sum(getattr(one.promised, name) for one in every) for name in ("due", "late", "owed", "promised", "kept"))
        ),
        states=sum((Counter(one.states) for one in every), Counter()),
        away=sum((Counter(one.away) for one in every), Counter()),
        textphones_free=sum(one.textphones_free for one in every),
        textphones_used=sum(one.textphones_used for one in every),
        interpreters=sum(one.interpreters for one in every),
        typed=typed.together(one.typed for one in every),
    )


def line_of(session: Session, site_id: int) -> tuple[int, datetime | None]:
    """How many callers wait at a site and since when the first of them."""
    return _lines(session, site_id).get(site_id, (0, None))


def _lines(session: Session, site_id: int | None = None) -> dict[int, tuple[int, datetime | None]]:
    waiting = (
        select(Demand.home_site_id, func.count(), func.min(Demand.joined_at))
        .where(Demand.ended_at.is_(None), Demand.kind == "caller", Demand.state.in_(IN_LINE))
        .group_by(Demand.home_site_id)
    )
    if site_id is not None:
        waiting = waiting.where(Demand.home_site_id == site_id)
    return {home: (count, oldest) for home, count, oldest in session.execute(waiting)}


def _advisers(session: Session) -> dict[int, dict[str, Any]]:
    """Site id → what SiteFigures says of its advisers."""
    reason = case((Presence.state == "away", func.coalesce(Presence.reason, "")), else_="")
    found: dict[int, dict[str, Any]] = {}
    for site_id, state, why, count, textphones in session.execute(
        select(Staff.site_id, Presence.state, reason, func.count(), func.count().filter(Staff.textphone))
        .join(Presence, Presence.staff_id == Staff.id)
        .where(Staff.active, Staff.role == "adviser")
        .group_by(Staff.site_id, Presence.state, reason)
    ):
        of = found.setdefault(
            site_id, {"states": Counter(), "away": Counter(), "textphones_free": 0, "textphones_used": 0}
        )
        of["states"][state] += count
        if state == "away":
            of["away"][why] += count
        elif state == "ready":
            of["textphones_free"] += textphones
        elif state in TALKING:
            of["textphones_used"] += textphones
    return found


def _interpreters(session: Session) -> dict[int, int]:
    live = (
        select(Offer.site_id, func.count())
        .join(Leg, Leg.offer_id == Offer.id)
        .where(Leg.role == "interpreter", Leg.state.not_in(tuple(LEG.final)))
        .group_by(Offer.site_id)
    )
    return dict(session.execute(live).all())


def _promised(session: Session, now: datetime) -> dict[int, Promised]:
    before = midnight(london_date(now) + timedelta(days=1))
    to_be_made = (
        select(Callback.site_id, func.count())
        .where(Callback.state.in_(("booked", "due")), func.coalesce(Callback.next_at, Callback.due_at) < before)
        .group_by(Callback.site_id)
    )
    due = dict(session.execute(to_be_made).all())
    return {
        site_id: Promised(due.get(site_id, 0), one.late, one.owed, one.promised, one.kept)
        for site_id, one in callbacks.promises(session, now).items()
    }
