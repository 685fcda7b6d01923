"""What a supervisor does at a site: puts somebody to ready or away, lends an adviser, is on a call; and undoes it."""

from dataclasses import replace
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.calls import service as calls
from app.sites import service as sites
from app.sites.errors import UnknownSite
from app.sites.models import Site
from app.staff import service as staff
from app.staff.models import PRESENCE, Staff
from app.switchboard import lending, supervising
from app.switchboard.wrapping_up import to_wrap_up
from app.values.errors import Invalid
from app.values.moves import IllegalMove
from app.values.sentence import Sentence, mark
from app.wallboard import acts
from app.wallboard.blueprint import tab_of, wallboard
from app.wallboard.site import person_row, site_or_404
from app.wallboard.site_pages import SitePersonPage
from app.web import access
from app.web.said import clock_time, say
from app.web.transactions import db

WORD_LONGEST = 80
PUT_TO = {"ready": mark("Ready"), "away": mark("Away")}
BUSY = ("ringing", "on_call", "in_interview")


@wallboard.get("/wallboard/sites/<slug>/people/<int:staff_id>")
@access.may("supervisor")
def ask_person(slug: str, staff_id: int) -> str:
    """What can be done about one adviser now, and what it will lead to."""
    site = site_or_404(slug)
    return render_template("wallboard/site_person.html", page=_page(db(), site, _adviser(site, staff_id)))


@wallboard.post("/wallboard/sites/<slug>/people/<int:staff_id>")
@access.may("supervisor")
def act_on_person(slug: str, staff_id: int) -> ResponseReturnValue:
    """Put him to ready or away, lend him for the day, or bring him back."""
    site = site_or_404(slug)
    who = _adviser(site, staff_id)
    acts_here = {"put": _put, "lend": _lend, "bring-home": _bring_home}
    act = acts_here.get(request.form.get("act", "")) or abort(400)
    errors = act(site, who)
    if errors:
        db().rollback()
        page = replace(_page(db(), site, _adviser(site, staff_id)), given=request.form.to_dict(), errors=errors)
        return render_template("wallboard/site_person.html", page=page), 422
    return _back(site)


@wallboard.post("/wallboard/sites/<slug>/calls")
@access.may("supervisor")
def act_on_call(slug: str) -> ResponseReturnValue:
    """Ring my telephone for a call, be heard another way, or leave."""
    site, me, now = site_or_404(slug), access.current_staff(), clock.now()
    act = request.form.get("act", "")
    try:
        if act == "leave":
            supervising.leave(db(), me, now)
            acts.tell(say(mark("You have left the call. The two go on.")))
        elif act not in supervising.MODES:
            abort(400)
        elif "call" in request.form:
            _begin(site, me, act)
        else:
            leg = supervising.switch(db(), me, act, now)
            _note_listening(site, leg.connection_id, act)
    except Invalid as refusal:
        return _refused(site, refusal)
    return _back(site)


@wallboard.post("/wallboard/sites/<slug>/undo")
@access.may("supervisor")
def undo(slug: str) -> ResponseReturnValue:
    """Take back what was done here, or say why it cannot be."""
    site, entry = site_or_404(slug), request.form.get("entry", "")
    if not entry.isascii() or not entry.isdigit():
        abort(400)
    try:
        acts.undo(site, int(entry))
    except Invalid as refusal:
        return _refused(site, refusal, mark("It was not undone. {why}"))
    return _back(site)


def _begin(site: Site, me: Staff, mode: str) -> None:
    try:
        connection_id = UUID(request.form["call"])
    except ValueError:
        abort(400)
    if calls.connection_if_any(db(), connection_id) is None:
        abort(404)
    supervising.begin(db(), me, connection_id, mode, clock.now())
    _note_listening(site, connection_id, mode)
    in_browser = mark("Your browser telephone rings: answer it.")
    acts.tell(say(in_browser if me.browser_telephone else mark("Your telephone rings: pick it up and press 1.")))


def _note_listening(site: Site, connection_id: UUID | None, mode: str) -> None:
    if connection_id is not None:
        acts.note(site, mode, who=calls.connection(db(), connection_id).adviser_id, connection=str(connection_id))


def _put(site: Site, who: Staff) -> dict[str, str]:
    state, word, now = request.form.get("state", ""), " ".join(request.form.get("word", "").split()), clock.now()
    if state not in PUT_TO:
        return {"state": say(mark("Choose ready or away."))}
    if not word or len(word) > WORD_LONGEST:
        return {"word": say(mark("Say why in a few words: {name} reads it."), name=who.name)}
    doing = staff.lock_presence(db(), who.id)
    before, reason = doing.state, doing.reason
    refusal = _why_not(db(), who, state)
    if refusal is not None:
        return {"state": say(refusal.template, **refusal.params)}
    me = access.current_staff()
    put = staff.put(db(), who.id, state, word, me.id, now)
    details = {"who": who.id, "state": state, "before": before, "reason": reason, "since": put.since.isoformat()}
    entry = acts.note(site, acts.PUT, **details)
    words = mark("{name} is {state} now, and reads that you did it and why.")
    acts.tell(say(words, name=who.name, state=acts.state_in_words(state)), entry)
    return {}


def _why_not(session: Session, who: Staff, state: str) -> Sentence | None:
    """Why somebody cannot be put to a state; None where he can. Whoever is on the line comes first."""
    doing = staff.presence_of(session, who.id)
    name = {"name": who.name}
    if doing.state == state:
        return Sentence(mark("{name} is that already."), name)
    if doing.state == "signed_out" or (state == "ready" and not staff.is_at_a_browser(session, who.id, clock.now())):
        return Sentence(mark("{name} is not signed in: nobody is to be rung at an empty desk."), name)
    if doing.state in BUSY:
        return Sentence(mark("{name} is with somebody: that call comes first."), name)
    if to_wrap_up(session, who.id) is not None:
        return Sentence(mark("{name} has a call to wrap up first, so that nobody is left without a next step."), name)
    if state == "ready" and who.rings_at is None:
        return Sentence(mark("{name} has no telephone that could be rung."), name)
    try:
        PRESENCE.check(doing.state, state)
    except IllegalMove:
        return Sentence(mark("That is not a way to go on from what {name} does now."), name)
    return None


def _lend(site: Site, who: Staff) -> dict[str, str]:
    try:
        to = sites.by_slug(db(), request.form.get("to", ""))
    except UnknownSite:
        return {"to": say(mark("Choose the site."))}
    home = sites.by_id(db(), who.belongs_to)
    try:
        lent = lending.lend(db(), who.id, to, clock.now())
    except Invalid as refusal:
        return {"to": say(refusal.message, **refusal.params)}
    entry = acts.note(site, acts.LENT, who=who.id, to=to.id, **{"from": home.id})
    words = say(mark("{name} works for {site} until midnight."), name=who.name, site=to.name)
    if lent.kept:
        kept = mark("Call-backs kept for {name} today: {count}. Whoever is ready at {home} makes them.")
        words = f"{words} {say(kept, name=who.name, count=len(lent.kept), home=home.name)}"
    acts.tell(words, entry)
    return {}


def _bring_home(site: Site, who: Staff) -> dict[str, str]:
    away = who.site_id
    try:
        lending.bring_home(db(), who.id, clock.now())
    except Invalid as refusal:
        return {"to": say(refusal.message, **refusal.params)}
    home = sites.by_id(db(), who.site_id)
    entry = acts.note(site, acts.HOME, who=who.id, to=home.id, **{"from": away})
    acts.tell(say(mark("{name} works for {site} again."), name=who.name, site=home.name), entry)
    return {}


def _adviser(site: Site, staff_id: int) -> Staff:
    who = staff.by_id(db(), staff_id)
    if who is None or who.role != "adviser" or not who.active or site.id not in (who.site_id, who.home_site_id):
        abort(404)
    return who


def _page(session: Session, site: Site, who: Staff) -> SitePersonPage:
    doing, now = staff.presence_of(session, who.id), clock.now()
    refusals = {state: _why_not(session, who, state) for state in PUT_TO}
    possible = tuple((state, say(words)) for state, words in PUT_TO.items() if refusals[state] is None)
    refusal = next((one for one in refusals.values() if one is not None), None)
    home = sites.by_id(session, who.belongs_to)
    kept = lending.kept_today(session, who, now)
    return SitePersonPage(
        site=tab_of(site),
        person=person_row(session, site, staff.SignedIn(who, doing)),
        states=possible,
        elsewhere=tuple((one.slug, one.name) for one in sites.all_sites(session) if one.id != who.site_id),
        kept=tuple(clock_time(one.next_at) for one in kept if one.next_at is not None),
        home=home.name,
        is_lent=who.home_site_id is not None,
        refusal=say(refusal.template, **refusal.params) if refusal is not None and not possible else "",
    )


def _refused(site: Site, refusal: Invalid, words: str = mark("That was not done. {why}")) -> ResponseReturnValue:
    db().rollback()
    acts.refuse(say(words, why=say(refusal.message, **refusal.params)))
    return _back(site)


def _back(site: Site) -> ResponseReturnValue:
    return redirect(f"/wallboard/sites/{site.slug}", 303)
