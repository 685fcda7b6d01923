"""Call-backs as the supervisor sees them: what is late, owed or failing, then what is to come today."""

from collections.abc import Sequence
from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session

from app import clock
from app.callbacks import service as callbacks
from app.callbacks.finding import KEPT_WITHIN
from app.callbacks.models import CHOSEN, RELEASED, Attempt, Callback
from app.callbacks.results import RESULTS
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.sites import service as sites
from app.staff import service as staff
from app.values.language import LANGUAGES
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.blueprint import chosen_site, tabs, wallboard
from app.wallboard.pages import CallbackRow, CallbacksPage
from app.web import access
from app.web.said import clock_time, say, when
from app.web.transactions import db

URGENT = ("late", "owed", "failing")


@wallboard.get("/supervisor/call-backs")
@access.may("supervisor")
def show_callbacks() -> str:
    """The call-backs of a site that need a hand, and those of today."""
    site, now = chosen_site(db()), clock.now()
    rows = [_row(db(), callback, site.name, now) for callback in callbacks.todays(db(), site.id, now)]
    promises = callbacks.promises(db(), now).get(site.id)
    page = CallbacksPage(
        tabs(db(), site),
        urgent=tuple(row for row in rows if row.state in URGENT),
        due=tuple(row for row in rows if row.state not in URGENT),
        kept_today=promises.kept if promises else 0,
        undo_at=f"/wallboard/sites/{site.slug}/undo",
        notices=acts.notices(),
    )
    return render_template("wallboard/callbacks.html", page=page)


def _row(session: Session, callback: Callback, site: str, now: datetime) -> CallbackRow:
    claimant = claimants.by_id(session, callback.claimant_id) if callback.claimant_id else None
    held = staff.by_id(session, callback.held_adviser_id) if callback.held_adviser_id else None
    attempts = callbacks.attempts_of(session, callback)
    away = sites.by_id(session, callback.away_site_id) if callback.away_site_id is not None else None
    return CallbackRow(
        reference=claimant.reference if claimant else "",
        who=who_in_words(claimant),
        site=site,
        due_at=callback.due_at,
        state=_state(callback, attempts, now),
        needs=needs_in_words(session, callback),
        adviser=held.name if held else "",
        next_step=_next_step(callback),
        attempts=_attempts(attempts),
        release=f"/supervisor/call-backs/{callback.id}/release" if _may_be_released(callback) else "",
        released_to=away.name if away is not None and callback.away_because == RELEASED else "",
        chosen_at=away.name if away is not None and callback.away_because == CHOSEN else "",
    )


def _may_be_released(callback: Callback) -> bool:
    """Whether to offer it; the page that it leads to says what stands in the way of one."""
    at_home = callback.office_id is not None or callback.away_because == CHOSEN
    return callback.state in callbacks.RELEASABLE and not at_home and callback.safe_to_ring


def who_in_words(claimant: Claimant | None) -> str:
    """Whom a call-back is for, as a supervisor's list has it."""
    name = " ".join(filter(None, (claimant.title, claimant.surname))) if claimant else ""
    return name or say(mark("Name not yet taken down"))


def _state(callback: Callback, attempts: Sequence[Attempt], now: datetime) -> str:
    """As it is shown: what is not begun in time is late, and what nothing more happens to by itself is owed.

    What came to nothing by our own failure the last time is failing: it is tried again, and may fail again.
    """
    if callback.state in ("owed", "letter_wanted"):
        return "owed"
    if callback.state == "in_progress":
        return "in_interview"
    if callback.begun_at is None and callback.due_at is not None and now > callback.due_at + KEPT_WITHIN:
        return "late"
    last = attempts[-1].result if attempts else None
    return "failing" if callback.state == "booked" and last in RESULTS and RESULTS[last].ours else callback.state


def needs_in_words(session: Session, callback: Callback) -> str:
    """What its interview needs, in a few words; empty for English alone."""
    spoken = callback.interpreter_language or callback.language
    needs = [LANGUAGES[spoken].english_name] if spoken != "en" and spoken in LANGUAGES else []
    if callback.interpreter_language:
        needs.append(say(mark("interpreter")))
    if callback.textphone:
        needs.append(say(mark("textphone")))
    office = sites.office(session, callback.office_id) if callback.office_id is not None else None
    if office is not None:
        needs.append(say(mark("a private telephone at {office}"), office=office.name))
    if not callback.safe_to_ring:
        needs.append(say(mark("not safe to ring")))
    return ", ".join(needs)


def _next_step(callback: Callback) -> str:
    if not callback.safe_to_ring:
        return say(mark("not rung: reach them another way"))
    match callback.state:
        case "owed" if callback.deadline and callbacks.takes_any_time(callback):
            return say(mark("takes the next time that comes free, by {when}"), when=when(callback.deadline))
        case "owed" if callback.deadline:
            return say(mark("a time is to be found by {when}"), when=when(callback.deadline))
        case "owed":
            return say(mark("a time is to be found"))
        case "due":
            return say(mark("rung as soon as somebody who suits is ready"))
        case "in_progress":
            return say(mark("going on now"))
        case "letter_wanted":
            return say(mark("tried in vain: write to them, then try in person"))
        case _ if callback.next_at:
            return say(mark("rung {when}"), when=when(callback.next_at))
        case _:
            return ""


def _attempts(attempts: Sequence[Attempt]) -> str:
    """What came of each attempt, the first first."""
    told = []
    for attempt in attempts:
        label = RESULTS[attempt.result].label if attempt.result in RESULTS else None
        words = say(label.template, **label.params) if label else say(mark("begun"))
        told.append(say(mark("{what} at {at}"), what=words, at=clock_time(attempt.started_at)))
    return ", ".join(told)
