"""Opening a site now until a time today, whatever its hours and closures say; or keeping it open longer."""

from datetime import datetime, time, timedelta
from typing import Final

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.sites import service as sites
from app.sites.models import Site
from app.sites.rules import Open
from app.staff import service as staff
from app.values.errors import Invalid
from app.values.london import combine, london_date, parse_clock, to_london
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.blueprint import chosen_site, tab_of, wallboard
from app.wallboard.site_pages import OpenPage
from app.web import access
from app.web.said import clock_time, say
from app.web.transactions import db

USUALLY: Final = timedelta(hours=1)
LAST: Final = time(23, 59)


@wallboard.get("/supervisor/open")
@access.may("supervisor")
def ask_open() -> str:
    """Ask until when, and say what it will lead to."""
    site, now = chosen_site(db()), clock.now()
    return render_template("wallboard/open.html", page=_page(db(), site, now, _usual(db(), site, now)))


@wallboard.post("/supervisor/open")
@access.may("supervisor")
def open_now() -> ResponseReturnValue:
    """Open it until the time that was typed."""
    site, now = sites.lock(db(), chosen_site(db()).id), clock.now()
    if site.emergency_closed_at is not None:
        acts.refuse(say(mark("{site} was closed at once. Open it again first."), site=site.name))
        return redirect(f"/wallboard/sites/{site.slug}", 303)
    typed = request.form.get("until", "").strip()
    try:
        until = _until(db(), site, typed, now)
    except Invalid as problem:
        page = _page(db(), site, now, typed, say(problem.message, **problem.params))
        return render_template("wallboard/open.html", page=page), 422
    before = [one.isoformat() for one in (site.opened_at, site.opened_until) if one is not None]
    sites.open_until(db(), site, until, now)
    words = say(mark("{site} is open until {at}. Then its hours count again."), site=site.name, at=clock_time(until))
    acts.tell(words, acts.note(site, acts.OPENED_UNTIL, until=until.isoformat(), before=before))
    return redirect(f"/wallboard/sites/{site.slug}", 303)


def _until(session: Session, site: Site, typed: str, now: datetime) -> datetime:
    """Until when it is to be open. Raises Invalid."""
    until, after = combine(london_date(now), parse_clock(typed)), _open_until(session, site, now)
    if until <= now:
        raise Invalid(mark("Give a time of today that is later than now."))
    if after is not None and until <= after:
        raise Invalid(mark("It is open until {at} already: give a later time."), at=clock_time(after))
    return until


def _usual(session: Session, site: Site, now: datetime) -> str:
    """What stands in the field at first: when it usually shuts on such a day, or an hour from when it is shut."""
    today = london_date(now)
    shut_from = _open_until(session, site, now) or now
    closings = [combine(today, one.closes) for one in sites.hours_of(session, site).week[today.weekday()]]
    until = max([one for one in closings if one > shut_from], default=shut_from + USUALLY)
    return f"{to_london(min(until, combine(today, LAST))):%H.%M}"


def _open_until(session: Session, site: Site, now: datetime) -> datetime | None:
    opening = sites.opening(session, site, now)
    return opening.closes_at if isinstance(opening, Open) else None


def _page(session: Session, site: Site, now: datetime, until: str, error: str = "") -> OpenPage:
    at_work = sum(one.site_id == site.id and one.rings_at is not None for one in staff.at_work(session))
    who = (
        say(mark("Advisers at work here now: {count}. Callers are offered to them at once."), count=at_work)
        if at_work
        else say(
            mark("Nobody is at work here now: until somebody signs in, callers go to other sites, or book by keypad.")
        )
    )
    effects = (
        say(mark("Whoever rings until then is answered as while the site is open. It ends by itself.")),
        who,
        say(mark("Call-backs are booked by its hours and closures as before: none is promised for this time.")),
    )
    return OpenPage(tab_of(site), _open_until(session, site, now) is not None, effects, until, error)
