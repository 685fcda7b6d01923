"""What the page of leave and closures shows, and what fills it. Moments are in words already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.diary import service as diary
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.values.london import london_date, midnight, to_london
from app.wallboard import acts
from app.wallboard.acts import Notice
from app.wallboard.blueprint import tab_of, tabs
from app.wallboard.pages import SiteTab
from app.wallboard.with_moves import Plan
from app.web.said import day, when

A_YEAR = timedelta(days=366)
TYPED = ("act", "who", "first", "last", "from", "to", "reason")


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Leave to come: its key, whose it is, and from and to when."""

    id: int
    name: str
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A day or a part of it (empty: all day) on which the site is shut. A bank holiday cannot be taken out."""

    on: date
    part: str
    reason: str
    bank_holiday: bool = False


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Leave and closures to come, and the two forms. `errors` are by the field's id; `plan`: what is in the way."""

    sites: tuple[SiteTab, ...]
    site: SiteTab
    people: tuple[tuple[str, str], ...]
    leaves: tuple[LeaveRow, ...]
    closures: tuple[ClosureRow, ...]
    plan: Plan = ()
    trouble: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    @property
    def typed(self) -> Mapping[str, str]:
        """What either form was sent with, by name."""
        return {name: self.given.get(name, "") for name in TYPED}


def page_of(session: Session, site: Site, now: datetime, given: Mapping[str, str]) -> ChangesPage:
    """The page as it stands; `given` is what was typed into one of its forms."""
    today = london_date(now)
    ours = sites.planned(session, site)
    closures = [ClosureRow(row.on, str(sites.part_of(row) or ""), row.reason) for row in ours if row.on >= today]
    mine = {row.on for row in ours}
    closures += [
        ClosureRow(on, "", why, bank_holiday=True)
        for on, why in sites.shut_days(session, site).items()
        if today <= on <= today + A_YEAR and on not in mine
    ]
    return ChangesPage(
        sites=tabs(session, site),
        site=tab_of(site),
        people=tuple(
            (one.staff.username, one.staff.name)
            for one in staff.everybody(session, site.id)
            if one.staff.role == "adviser" and one.staff.active
        ),
        leaves=tuple(
            LeaveRow(one.id, who.name, _edge(one.during.lower), _edge(one.during.upper, ends=True))
            for one, who in diary.leaves_of_site(session, site.id, today)
        ),
        closures=tuple(sorted(closures, key=lambda one: one.on)),
        given=given,
        notices=acts.notices(),
    )


def _edge(moment: datetime | None, *, ends: bool = False) -> str:
    """When leave begins or ends: where that is midnight, the first or the last day alone is said."""
    if moment is None:
        return ""
    if moment != midnight(to_london(moment).date()):
        return when(moment)
    return day(london_date(moment - timedelta(microseconds=1)) if ends else london_date(moment))
