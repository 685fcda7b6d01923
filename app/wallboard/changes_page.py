"""What the page of leave and closures shows, and what fills it. Moments are in words already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.claimants import service as claimants
from app.diary import service as diary
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.switchboard.rebooking import Proposal
from app.values.london import london_date, midnight, to_london
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.acts import Notice
from app.wallboard.blueprint import tab_of, tabs
from app.wallboard.pages import SiteTab
from app.wallboard.promises import who_in_words
from app.web.said import day, say, when

A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ToMove:
    """A call-back in the way: when it is and for whom, and where it could go.

    `to` is a moment (ISO), empty where no time can be met and it would be owed.
    """

    id: str
    was: str
    who: str
    to: str
    words: str


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
    plan: tuple[ToMove, ...] = ()
    trouble: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


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


def to_move(session: Session, proposals: list[Proposal]) -> tuple[ToMove, ...]:
    """What is in the way, in words."""
    return tuple(
        ToMove(
            str(one.callback.id),
            when(one.was),
            who_in_words(claimants.by_id(session, one.callback.claimant_id) if one.callback.claimant_id else None),
            one.to.isoformat() if one.to else "",
            _where_to(one),
        )
        for one in proposals
    )


def _where_to(one: Proposal) -> str:
    if not one.movable:
        return say(mark("being rung now: wait until that is over"))
    if one.to is None:
        return say(mark("no time can be met: it would be owed"))
    return say(mark("the same time, with another adviser")) if one.to == one.was else when(one.to)


def _edge(moment: datetime | None, *, ends: bool = False) -> str:
    """When leave begins or ends: where that is midnight, the first or the last day alone is said."""
    if moment is None:
        return ""
    if moment != midnight(to_london(moment).date()):
        return when(moment)
    return day(london_date(moment - timedelta(microseconds=1)) if ends else london_date(moment))
