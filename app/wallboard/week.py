"""A site's week: what can be promised when, what is booked; a call-back moved, given to another, advisers kept back."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.sites.models import Site
from app.switchboard import rebooking
from app.values.errors import Invalid
from app.values.moves import IllegalMove
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.blueprint import wallboard
from app.wallboard.site import site_or_404
from app.wallboard.week_page import address, page_of, week_of
from app.web import access
from app.web.said import say, when
from app.web.transactions import db

MOVED, GIVEN, PINNED = "week_moved", "week_given", "week_pinned"
TOLD = {
    "same": mark("Moved."),
    "text": mark("Moved to {when}. They are told by text."),
    "letter": mark("Moved to {when}. They are told by letter."),
    "nobody": mark("Moved to {when}. Nobody tells them of it by itself: ring them."),
}
GONE = mark("That time can no longer be met. Nothing was changed: choose another.")
NOT_SAFE_THEN = mark("They said that it is not safe to ring at that time. Nothing was changed: choose another.")
AS_AGREED = mark(
    "They are rung only at times that they agree to. Nothing was changed: find another time with them, on their page."
)
NOT_NOW = mark("That call-back is under way or over. Nothing was changed.")


@wallboard.get("/wallboard/sites/<slug>/week")
@access.may("supervisor")
def show_week(slug: str) -> str:
    """The week that a day is in."""
    return render_template("wallboard/week.html", page=page_of(db(), site_or_404(slug), clock.now()))


@wallboard.post("/wallboard/sites/<slug>/week")
@access.may("supervisor")
def change_week(slug: str) -> ResponseReturnValue:
    """Move a call-back, give it to another adviser, keep advisers back, or undo what was done."""
    site = site_or_404(slug)
    doing = {"move": _move, "give": _give, "pin": _pin, "unpin": _pin, "undo": _undo}
    act = doing.get(request.form.get("act", "")) or abort(400)
    try:
        act(site)
    except rebooking.NotSafeThenError:
        return _refused(site, NOT_SAFE_THEN)
    except rebooking.OnlyAsAgreedError:
        return _refused(site, AS_AGREED)
    except SlotTaken:
        return _refused(site, GONE)
    except IllegalMove:
        return _refused(site, NOT_NOW)
    except ValueError:
        abort(400)
    return redirect(address(site, week_of(clock.now()), need=request.args.get("need", "")), 303)


def _refused(site: Site, why: str) -> ResponseReturnValue:
    db().rollback()
    acts.refuse(say(why))
    return render_template("wallboard/week.html", page=page_of(db(), site, clock.now())), 409


def _callback(site: Site) -> Callback:
    found = db().get(Callback, UUID(request.form.get("callback", "")))
    if found is None or found.diary_site_id != site.id:
        abort(404)
    return found


def _moment(name: str) -> datetime:
    moment = datetime.fromisoformat(request.form.get(name, ""))
    if moment.tzinfo is None:
        raise ValueError("a moment must know its time zone")
    return moment


def _move(site: Site) -> None:
    """To a time, or into a half-hour: the first time in it that can be met."""
    callback, now = _callback(site), clock.now()
    if "into" in request.form:
        into = _moment("into")
        if callbacks.safe_times(db(), callback) is None:
            raise rebooking.OnlyAsAgreedError
        first = next(callbacks.times_for(db(), callback, into, now), None)
        if first is None or first.starts_at >= into + timedelta(minutes=30):
            raise SlotTaken
        to = first.starts_at
    else:
        to = _moment("to")
    done = rebooking.move(db(), callback, to, access.current_staff().id, now)
    acts.tell(say(TOLD[done.told], when=when(to)), acts.note(site, MOVED, moves=[done.noted()]))


def _give(site: Site) -> None:
    callback = _callback(site)
    before, to = callback.held_adviser_id, int(request.form.get("adviser", ""))
    callbacks.give_to(db(), callback, to, by_staff=access.current_staff().id, now=clock.now())
    words = say(mark("It is kept for another adviser."))
    acts.tell(words, acts.note(site, GIVEN, callback=str(callback.id), was=before, to=to))


def _pin(site: Site) -> None:
    at, number = _moment("at"), None
    if request.form["act"] == "pin":
        number = int(request.form.get("number", ""))
        if not 0 <= number <= 100:
            raise ValueError("so many are never kept back")
    before = request.form.get("before", "")
    diary.pin_kept_back(db(), site.id, at, number)
    words = (
        mark("The number is pinned.")
        if number is not None
        else mark("The forecast, or without one the site's number, counts again.")
    )
    acts.tell(
        say(words),
        acts.note(site, PINNED, at=at.isoformat(), was=int(before) if before.isdecimal() else None, to=number),
    )


def _undo(site: Site) -> None:
    me, now = access.current_staff().id, clock.now()
    try:
        entry = acts.to_undo(site, request.form.get("entry", ""), (MOVED, GIVEN, PINNED))
    except Invalid as problem:
        acts.refuse(say(problem.message, **problem.params))
        return
    if entry.action == MOVED:
        _, left = rebooking.move_back(db(), entry.details["moves"], me, now)
        if left:
            raise SlotTaken
    elif entry.action == GIVEN:
        callback = db().get_one(Callback, UUID(entry.details["callback"]))
        if callback.held_adviser_id != entry.details["to"] or entry.details["was"] is None:
            raise SlotTaken
        callbacks.give_to(db(), callback, entry.details["was"], by_staff=me, now=now)
    else:
        diary.pin_kept_back(db(), site.id, datetime.fromisoformat(entry.details["at"]), entry.details["was"])
    acts.note(site, acts.UNDONE, of=entry.id)
    acts.tell(say(mark("It is undone.")))
