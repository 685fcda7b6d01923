"""What the page of opening hours shows, and what fills it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.sites import service as sites
from app.sites.models import Site
from app.values.london import london_date
from app.values.opening_hours import Stretch
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.acts import Notice
from app.wallboard.blueprint import tab_of, tabs
from app.wallboard.pages import SiteTab
from app.wallboard.with_moves import Plan
from app.web.said import say

SHUT: Final = "shut"
DAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)


@dataclass(frozen=True, slots=True)
class OpeningDay:
    """One day of the week (0 is Monday); times as they are typed, 08.30, empty when shut."""

    weekday: int
    name: str
    opens: str
    closes: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """A day on which the site is shut; bank holidays are known and cannot be taken out here."""

    on: date
    reason: str
    bank_holiday: bool = False


@dataclass(frozen=True, slots=True)
class HoursPage:
    """Opening hours, closures and the emergency switch of one site; `plan`: what is in the way of other hours."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    days: tuple[OpeningDay, ...]
    closures: tuple[Closure, ...]
    emergency_since: datetime | None = None
    emergency_reason: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    plan: Plan = ()
    trouble: str = ""
    notices: tuple[Notice, ...] = ()

    @property
    def typed(self) -> Mapping[str, str]:
        """The form as it stands on the page, by name."""
        edges = ("opens", "closes", "was")
        return {"act": "hours", **{f"{edge}-{one.weekday}": getattr(one, edge) for one in self.days for edge in edges}}


def written(hours: Stretch | None) -> str:
    """The hours of a day as they are noted."""
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M}" if hours is not None else SHUT


def page_of(session: Session, site: Site, now: datetime, given: Mapping[str, str] | None = None) -> HoursPage:
    """The page as it stands; `given` is what was typed."""
    today = london_date(now)
    hours, ours = sites.hours_of(session, site), sites.closures_of(session, site)
    shut = {on: why for on, why in sites.shut_days(session, site).items() if today <= on <= today + timedelta(days=366)}
    days = []
    for weekday, name in enumerate(DAYS):
        stretch = hours.week[weekday][0] if hours.week[weekday] else None
        kept = {
            "opens": f"{stretch.opens:%H.%M}" if stretch else "",
            "closes": f"{stretch.closes:%H.%M}" if stretch else "",
            "was": written(stretch),
        }
        typed = {edge: (given or {}).get(f"{edge}-{weekday}", value) for edge, value in kept.items()}
        days.append(OpeningDay(weekday, say(name), **typed))
    return HoursPage(
        sites=tabs(session, site),
        site=tab_of(site),
        days=tuple(days),
        closures=tuple(Closure(on, why, bank_holiday=on not in ours) for on, why in sorted(shut.items())),
        emergency_since=site.emergency_closed_at,
        emergency_reason=site.emergency_reason or "",
        notices=acts.notices(),
    )
