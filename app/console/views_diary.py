"""An adviser's diary for a calendar program: a key of his own, and what it opens. Nothing in it says who she is."""

from datetime import timedelta

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from icalendar import Calendar, Event

from app import clock
from app.callbacks import service as callbacks
from app.console.blueprint import console
from app.diary import service as diary
from app.scripts.wording import mark
from app.sites import service as sites
from app.values.london import to_london
from app.web import access
from app.web.said import say
from app.web.transactions import db

BACK = timedelta(days=7)


@console.get("/diary")
@access.may("adviser")
def diary_page() -> str:
    """Whether a calendar program may read my diary."""
    return render_template("console/diary.html", feed=diary.feed_of(db(), access.current_staff().id), address="")


@console.post("/diary")
@access.may("adviser")
def change_feed() -> ResponseReturnValue:
    """A new key, shown this once; or the key is taken back."""
    me = access.current_staff().id
    act = request.form.get("act")
    if act == "end":
        diary.end_feed(db(), me)
        return redirect("/diary", 303)
    if act != "new":
        abort(400)
    key = diary.new_feed(db(), me, clock.now())
    address = url_for("console.feed", key=key, _external=True)
    return render_template("console/diary.html", feed=diary.feed_of(db(), me), address=address)


@console.get("/console/diary.ics")
@access.anyone
def feed() -> Response:
    """The interviews kept for the adviser whose key it is."""
    adviser_id = diary.by_key(db(), request.args.get("key", ""))
    if adviser_id is None:
        abort(404)
    every = {one.id: one for one in sites.all_sites(db())}
    calendar = Calendar()
    calendar.add("prodid", "-//Startline//Diary//EN")
    calendar.add("version", "2.0")
    for kept in callbacks.diary_of(db(), adviser_id, clock.now() - BACK):
        site = every[kept.callback.site_id]
        interpreter, textphone = kept.callback.interpreter_language is not None, kept.callback.textphone
        needs = [say(mark("interpreter"))] if interpreter else []
        needs += [say(mark("textphone"))] if textphone else []
        rules = sites.rules_of(site)
        minutes = rules.minutes_of(kept.callback.places, interpreter=interpreter, textphone=textphone)
        first = say(mark("Call-back {minutes} min"), minutes=minutes)
        event = Event()
        event.add("uid", f"{kept.callback.id}@startline")
        event.add("sequence", kept.changes)
        event.add("dtstamp", kept.made_at)
        event.add("last-modified", kept.made_at)
        event.add("dtstart", to_london(kept.starts_at))
        event.add("dtend", to_london(kept.ends_at))
        event.add("summary", ", ".join([first, site.name, *needs]))
        if kept.reference:
            event.add("description", kept.reference)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return Response(calendar.to_ical(), mimetype="text/calendar")
