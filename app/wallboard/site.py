"""A site at work: its people, its calls, its line, and what can be done about each."""

from collections.abc import Iterator
from datetime import datetime

from flask import abort, current_app, render_template
from sqlalchemy.orm import Session

from app import clock
from app.callbacks import service as callbacks
from app.calls import service as calls
from app.calls.models import Connection
from app.line import service as line
from app.line.models import Demand
from app.sites import service as sites
from app.sites.errors import UnknownSite
from app.sites.models import Site
from app.sites.rules import Closed
from app.staff import service as staff
from app.staff.models import Staff
from app.switchboard import matching, shutting, supervising
from app.switchboard.context import Switchboard
from app.values.language import LANGUAGES
from app.values.london import london_date
from app.values.sentence import mark
from app.wallboard import acts, kept_back
from app.wallboard.blueprint import tab_of, tabs, wallboard
from app.wallboard.people import reason_in_words
from app.wallboard.site_pages import CallRow, Listening, Mode, PersonRow, SitePage, WaitingRow
from app.web import access
from app.web.said import clock_time, language, say, when
from app.web.transactions import db

IN_LINE = ("waiting", "offered", "choosing")
MODES = {"listen": mark("Listen"), "whisper": mark("Whisper"), "join": mark("Join")}
IN_FORCE = {
    "listen": mark("You hear both; nobody hears you."),
    "whisper": mark("You hear both; only {name} hears you."),
    "join": mark("You hear both, and both hear you."),
}
LISTENERS = {
    "listen": mark("{name} listens"),
    "whisper": mark("{name} whispers"),
    "join": mark("{name} has joined"),
}
# The adviser tells her of whoever listens; who joins says so in person.
TO_SAY = mark("Hello, my name is {name}. I work with {adviser}, and have joined your call to help.")


def site_or_404(slug: str) -> Site:
    """The site of an address."""
    try:
        return sites.by_slug(db(), slug)
    except UnknownSite:
        abort(404)


def switchboard() -> Switchboard:
    """What the switchboard works with in this process."""
    found: Switchboard = current_app.extensions["switchboard"]
    return found


@wallboard.get("/wallboard/sites/<slug>")
@access.may("supervisor")
def show_site(slug: str) -> str:
    """The site now; the page keeps itself fresh."""
    return render_template("wallboard/site.html", page=_page(db(), site_or_404(slug), clock.now()))


def _page(session: Session, site: Site, now: datetime) -> SitePage:
    me, opening = access.current_staff(), sites.opening(session, site, now)
    if isinstance(opening, Closed):
        status = say(opening.reason.template, **opening.reason.params)
        if opening.opens_next is not None:
            status = say(mark("Closed: {why}. Opens {when}."), why=status, when=when(opening.opens_next))
    elif site.opened_until is not None and site.opened_until == opening.closes_at:
        words = mark("Open until {when}, as a supervisor decided. Then its hours count again.")
        status = say(words, when=clock_time(opening.closes_at))
    else:
        status = say(mark("Open until {when}."), when=clock_time(opening.closes_at))
    shut = site.emergency_closed_at is not None
    return SitePage(
        sites=tabs(session, site),
        site=tab_of(site),
        status=status,
        is_open=not isinstance(opening, Closed),
        closed_since=site.emergency_closed_at,
        closed_reason=site.emergency_reason or "",
        closed_message=shutting.said(site, language()).text if shut else "",
        people=tuple(person_row(session, site, one) for one in staff.everybody(session, site.id) if _counts(one.staff)),
        calls=tuple(_call(session, one) for one in calls.open_connections(session, site.id)),
        waiting=tuple(_waiting(session, site, now)),
        modes=tuple(Mode(value, say(label)) for value, label in MODES.items()),
        has_telephone=me.rings_at is not None,
        me=me.id,
        listening=_listening(session, me),
        notices=acts.notices(),
        done=acts.done_today(session, site, now),
        kept_back=tuple(kept_back.today(session, site, now)),
        today=london_date(now).isoformat(),
        still_today=still_today(session, site, now) if shut else 0,
    )


def still_today(session: Session, site: Site, now: datetime) -> int:
    """How many call-backs of today, in the site's diary, are not begun: those that a closure of the day would move."""
    return len(callbacks.promised_during(session, site.id, *sites.moments_of(london_date(now), None)))


def _counts(one: Staff) -> bool:
    return one.role == "adviser" and one.active


def person_row(session: Session, site: Site, one: staff.SignedIn) -> PersonRow:
    """An adviser as a row of the page."""
    who, doing = one.staff, one.presence
    lent = ""
    if who.home_site_id is not None:
        here = who.site_id == site.id
        other = sites.by_id(session, who.home_site_id if here else who.site_id).name
        lent = say(mark("lent by {site} today") if here else mark("lent to {site} today"), site=other)
    by = staff.by_id(session, doing.set_by) if doing.set_by else None
    reason = say(mark("set by {name}: {why}"), name=by.name, why=doing.word or "") if by is not None else ""
    spoken = [LANGUAGES[code].english_name for code in who.languages if code in LANGUAGES]
    return PersonRow(
        id=who.id,
        name=who.name,
        state=doing.state,
        since=doing.since if doing.state != "signed_out" else None,
        reason=reason or reason_in_words(doing.reason),
        languages=", ".join([*spoken, say(mark("textphone"))] if who.textphone else spoken),
        with_whom=_with_whom(session, who.id),
        lent=lent,
    )


def _with_whom(session: Session, adviser_id: int) -> str:
    offer = line.live_offer_of_adviser(session, adviser_id)
    return _about(session, line.demand_of(session, offer)) if offer is not None else ""


def _about(session: Session, demand: Demand) -> str:
    """Whose call it is: of which site, and in which language; never who she is."""
    words = mark("a call-back of {site}, {language}") if demand.callback_id else mark("a caller of {site}, {language}")
    home = sites.by_id(session, demand.home_site_id).name
    return say(words, site=home, language=LANGUAGES[demand.language].english_name)


def _call(session: Session, connection: Connection) -> CallRow:
    offer = line.offer_by_id(session, connection.offer_id)
    adviser = session.get_one(Staff, connection.adviser_id)
    note = ""
    if connection.adviser_dropped_at is not None:
        note = say(mark("the adviser's line was lost; the caller holds on"))
    elif connection.on_hold:
        note = say(mark("on hold"))
    elif connection.callback_id is not None and connection.claimant_joined_at is None:
        note = say(mark("the claimant's telephone is ringing"))
    return CallRow(
        id=str(connection.id),
        kind="in_interview" if connection.callback_id else "on_call",
        since=connection.claimant_joined_at or connection.opened_at,
        adviser=adviser.name,
        about=_about(session, line.demand_of(session, offer)),
        note=note,
        listeners=tuple(
            say(LISTENERS[one.mode] if one.is_in else mark("{name}'s telephone rings"), name=one.supervisor.name)
            for one in supervising.on_call(session, connection)
        ),
    )


def _waiting(session: Session, site: Site, now: datetime) -> Iterator[WaitingRow]:
    reasons, place = matching.why_waiting(switchboard(), session, now), 0
    for demand in line.open_demands(session, *IN_LINE):
        if demand.home_site_id != site.id:
            continue
        place += demand.kind == "caller"
        why = reasons.get(demand.id)
        if demand.state == "offered":
            words = say(mark("ringing at a desk"))
        elif demand.state == "choosing":
            words = say(mark("booking by keypad"))
        else:
            words = say(why.template, **why.params) if why else say(mark("is being offered"))
        spoken = LANGUAGES[demand.language].english_name
        yield WaitingRow(place if demand.kind == "caller" else 0, demand.due_at or demand.joined_at, spoken, words)


def _listening(session: Session, me: Staff) -> Listening | None:
    leg = supervising.of_supervisor(session, me.id)
    if leg is None or leg.connection_id is None:
        return None
    adviser = session.get_one(Staff, calls.connection(session, leg.connection_id).adviser_id)
    shown = supervising.OnTheCall(leg, me)
    joins = "join" in (leg.mode, shown.mode)
    return Listening(
        adviser=adviser.name,
        rings=not shown.is_in,
        since=leg.joined_at or leg.created_at,
        words=say(IN_FORCE[shown.mode], name=adviser.name),
        modes=tuple(Mode(value, say(label), in_force=value == shown.mode) for value, label in MODES.items()),
        wanted=say(MODES[leg.mode]) if leg.mode and leg.mode != shown.mode else "",
        to_say=say(TO_SAY, name=me.name, adviser=adviser.name) if joins else "",
    )
