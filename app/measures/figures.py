"""Figures for machines, by one label each: how things stand at a moment, and what has been counted so far."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.calls import comparing
from app.jobs.models import Job
from app.line.models import Demand
from app.sites.models import Site
from app.staff.models import Presence
from app.telephony import outages

Figure = tuple[str, str, str, Mapping[str, float]]


def now(session: Session, at: datetime) -> Iterator[Figure]:
    """Name, meaning, label and values of each figure."""
    slugs = {site.id: site.slug for site in session.scalars(select(Site))}
    yield "waiting_callers", "Callers in the line, by home site", "site", _by_site(session, slugs, "caller")
    yield "due_callbacks", "Call-backs that are due and want an adviser", "site", _by_site(session, slugs, "callback")
    late = select(Callback.site_id, func.count()).where(
        Callback.state.in_(("booked", "due")), Callback.due_at < at, Callback.begun_at.is_(None)
    )
    counted = dict(session.execute(late.group_by(Callback.site_id)).all())
    yield (
        "late_callbacks",
        "Call-backs past their time and not begun",
        "site",
        {slug: counted.get(site_id, 0) for site_id, slug in slugs.items()},
    )
    states = session.execute(select(Presence.state, func.count()).group_by(Presence.state))
    yield "advisers", "People by what they are doing", "state", dict(states.all())
    jobs = select(Job.state, func.count()).where(Job.state.in_(("wanted", "running", "failed"))).group_by(Job.state)
    yield "jobs", "Work after the commit, by state", "state", dict(session.execute(jobs).all())
    away = outages.since(session)
    seconds = (at - away).total_seconds() if away is not None else 0.0
    yield "outage_seconds", "For how long another service has not answered", "service", {"twilio": seconds}


def so_far(session: Session) -> Iterator[Figure]:
    """The same of what only grows."""
    yield "mended", "What the sweep mended, told otherwise by us and by Twilio", "what", comparing.mended(session)


def _by_site(session: Session, slugs: Mapping[int, str], kind: str) -> dict[str, float]:
    waiting = select(Demand.home_site_id, func.count()).where(Demand.kind == kind, Demand.ended_at.is_(None))
    waiting = waiting.where(Demand.state.in_(("waiting", "offered", "choosing"))).group_by(Demand.home_site_id)
    counted = dict(session.execute(waiting).all())
    return {slug: counted.get(site_id, 0) for site_id, slug in slugs.items()}
