"""Closing a site at once, with what its callers hear; and opening it again."""

from dataclasses import replace

from flask import abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.calls import service as calls
from app.measures import board as measured
from app.scripts import wording
from app.sites import service as sites
from app.sites.models import Site
from app.staff import service as staff
from app.switchboard import shutting
from app.switchboard.context import Switchboard
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.blueprint import chosen_site, tab_of, wallboard
from app.wallboard.site import still_today
from app.wallboard.site_pages import OWN, ClosePage, Message
from app.web import access
from app.web.said import clock_time, say
from app.web.transactions import db

REASON_LONGEST = 200
MESSAGE_LONGEST = 200
USUAL = "usual"
# Each is said in English and in Welsh as it stands.
READY = {
    USUAL: shutting.CLOSED_FOR_NOW,
    "building": mark("This office has had to close for now, because of a problem with the building."),
    "telephones": mark("This office has had to close for now, because its telephones are not working as they should."),
    "weather": mark("This office has had to close for now, because of the weather."),
    "staff": mark("This office has had to close for now, because too few of us are here today."),
}


@wallboard.get("/supervisor/close")
@access.may("supervisor")
def ask_close() -> str:
    """Ask once more before a site is closed at once, or opened again."""
    site = chosen_site(db())
    return render_template("wallboard/close.html", page=_page(db(), site, closing=not request.args.get("open")))


@wallboard.post("/supervisor/close")
@access.may("supervisor")
def close() -> ResponseReturnValue:
    """Close a site at once, or open it again."""
    site = chosen_site(db())
    match request.form.get("act"):
        case "close":
            reason = _typed("reason")
            message, errors = _message()
            if not reason or len(reason) > REASON_LONGEST:
                errors["reason"] = say(mark("Say in a few words why the site is closed."))
            if errors:
                page = replace(_page(db(), site, closing=True), given=request.form.to_dict(), errors=errors)
                return render_template("wallboard/close.html", page=page), 422
            board: Switchboard = current_app.extensions["switchboard"]
            now = clock.now()
            told = shutting.close_at_once(board, db(), site, reason, message, now)
            words = say(
                mark("{site} is closed. Callers who wait and are told now: {count}."), site=site.name, count=told
            )
            acts.tell(words, acts.note(site, acts.CLOSED, told=told, since=now.isoformat()))
        case "open":
            if site.emergency_closed_at is not None:
                # Kept for whoever closes it again, with the same words.
                was = {"reason": site.emergency_reason, "message": site.emergency_message}
                sites.reopen(db(), site)
                acts.tell(
                    say(mark("{site} is open again, by its hours."), site=site.name),
                    acts.note(site, acts.OPENED, **was),
                )
        case _:
            abort(400)
    return redirect(f"/wallboard/sites/{site.slug}", 303)


def _typed(field: str) -> str:
    return " ".join(request.form.get(field, "").split())


def _message() -> tuple[dict[str, str], dict[str, str]]:
    """What callers will hear, by language; and what is wrong with it. Welsh callers hear Welsh, come what may."""
    chosen = request.form.get("message", USUAL)
    if chosen in READY:
        return {code: wording.say(READY[chosen], code) for code in ("en", "cy")}, {}
    if chosen != OWN:
        abort(400)
    english, welsh = _typed("english"), _typed("welsh")
    errors = {}
    if not english:
        errors["english"] = say(mark("Write what callers are to hear, or choose one of the ready sentences."))
    for field, words in (("english", english), ("welsh", welsh)):
        if len(words) > MESSAGE_LONGEST:
            errors[field] = say(mark("Say it in {most} letters at most: a caller hears it once."), most=MESSAGE_LONGEST)
    return {"en": english, **({"cy": welsh} if welsh else {})}, errors


def _page(session: Session, site: Site, *, closing: bool) -> ClosePage:
    messages = tuple(Message(name, wording.say(words, "en"), wording.say(words, "cy")) for name, words in READY.items())
    effects = (
        _effects(session, site)
        if closing
        else (say(mark("Callers are offered to this site's advisers again, by its opening hours.")),)
    )
    return ClosePage(tab_of(site), closing, effects, messages, speaks_welsh="cy" in site.languages)


def _effects(session: Session, site: Site) -> tuple[str, ...]:
    """What will happen to whom, with the figures of this moment."""
    now = clock.now()
    waiting, oldest = measured.line_of(session, site.id)
    others = _others(session, site)
    where = (
        say(mark("They keep their place, and are offered to {sites}."), sites=", ".join(others))
        if others
        else say(mark("Nobody is at work at a site that they may go to: they are asked to book a call-back by keypad."))
    )
    who = (
        say(mark("Callers waiting in this line: {count}, the first since {at}."), count=waiting, at=clock_time(oldest))
        if oldest
        else say(mark("Nobody is waiting in this line."))
    )
    told = say(mark("Each hears the message at once.")) if waiting else ""
    going_on = len(calls.open_connections(session, site.id))
    return (
        " ".join(filter(None, (who, told, where))),
        say(mark("Whoever rings from now on hears the message, and can book a call-back by keypad.")),
        say(mark("Calls and interviews under way: {count}. They go on until they end."), count=going_on),
        say(
            mark("Call-backs still to be made today: {count}. They stay promised; move them."),
            count=still_today(session, site, now),
        ),
        say(mark("No call-back is booked here for today while it is closed.")),
    )


def _others(session: Session, site: Site) -> list[str]:
    """The names of the sites that the callers of a closed one go to, in its order: those where anybody is at work."""
    staffed = {one.site_id for one in staff.at_work(session) if one.rings_at}
    by_slug = {one.slug: one for one in sites.all_sites(session) if one.id in staffed}
    there = [by_slug[slug] for slug in site.overflow_order if slug in by_slug and slug != site.slug]
    return [one.name for one in there if one.emergency_closed_at is None]
