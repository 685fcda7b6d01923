"""Call-backs as the supervisor sees them: what is late, owed or failing, then what is to come today."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session

from app import clock
from app.callbacks import service as callbacks
from app.callbacks.models import CHOSEN, RELEASED, Attempt, Callback
from app.callbacks.punctuality import KEPT_WITHIN
from app.callbacks.results import RESULTS
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.sites import service as sites
from app.sites.models import Office, Site
from app.staff import service as staff
from app.staff.models import Staff
from app.values.language import LANGUAGES
from app.values.sentence import mark
from app.wallboard import acts
from app.wallboard.blueprint import chosen_site, tabs, wallboard
from app.wallboard.pages import CallbackRow, CallbacksPage
from app.web import access
from app.web.said import clock_time, say, when
from app.web.transactions import db

URGENT = ("late", "owed", "failing")
SHOWN_AT_MOST = 50


@wallboard.get("/supervisor/call-backs")
@access.may("supervisor")
def show_callbacks() -> str:
    """The call-backs of a site that need a hand, and those of today."""
    site, now = chosen_site(db()), clock.now()
    found = callbacks.todays(db(), site.id, now)
    tried = callbacks.attempts_among(db(), [one.id for one in found])
    states = {one.id: _state(one, tried[one.id], now) for one in found}
    urgent = [one for one in found if states[one.id] in URGENT]
    due = [one for one in found if states[one.id] not in URGENT]
    # All that is shown of them is asked for at once: on a full day a row each would be most of the page.
    shown = [*urgent[:SHOWN_AT_MOST], *due[:SHOWN_AT_MOST]]
    known = claimants.among(db(), {one.claimant_id for one in shown if one.claimant_id is not None})
    held = staff.among(db(), {one.held_adviser_id for one in shown if one.held_adviser_id is not None})
    offices, names = offices_of(db(), site, shown), {one.id: one.name for one in sites.all_sites(db())}
    rows = {
        one.id: _row(
            one,
            known.get(one.claimant_id) if one.claimant_id else None,
            held.get(one.held_adviser_id) if one.held_adviser_id else None,
            offices,
            tried[one.id],
            names,
            states[one.id],
        )
        for one in shown
    }
    promises = callbacks.promises(db(), now).get(site.id)
    page = CallbacksPage(
        tabs(db(), site),
        urgent=tuple(rows[one.id] for one in urgent[:SHOWN_AT_MOST]),
        due=tuple(rows[one.id] for one in due[:SHOWN_AT_MOST]),
        kept_today=promises.kept if promises else 0,
        more_urgent=max(len(urgent) - SHOWN_AT_MOST, 0),
        more_due=max(len(due) - SHOWN_AT_MOST, 0),
        week=f"/wallboard/sites/{site.slug}/week",
        undo_at=f"/wallboard/sites/{site.slug}/undo",
        notices=acts.notices(),
    )
    return render_template("wallboard/callbacks.html", page=page)


def _row(
    callback: Callback,
    claimant: Claimant | None,
    held: Staff | None,
    offices: Mapping[int, Office],
    attempts: Sequence[Attempt],
    names: Mapping[int, str],
    state: str,
) -> CallbackRow:
    away = names.get(callback.away_site_id or 0, "")
    return CallbackRow(
        reference=claimant.reference if claimant else "",
        who=who_in_words(claimant),
        site=names[callback.site_id],
        due_at=callback.due_at,
        state=state,
        needs=", ".join(filter(None, (needs_in_words(callback, offices), _mind(callback, claimant)))),
        adviser=held.name if held else "",
        next_step=_next_step(callback),
        attempts=_attempts(attempts),
        release=f"/supervisor/call-backs/{callback.id}/release" if _may_be_released(callback) else "",
        released_to=away if callback.away_because == RELEASED else "",
        chosen_at=away if callback.away_because == CHOSEN else "",
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


def offices_of(session: Session, site: Site, found: Iterable[Callback]) -> Mapping[int, Office]:
    """The site's offices by their ids, asked for where one of these call-backs is made at any."""
    there = any(one.office_id is not None for one in found)
    return {one.id: one for one in sites.offices_of(session, site)} if there else {}


def needs_in_words(callback: Callback, offices: Mapping[int, Office]) -> str:
    """What its interview needs, in a few words; empty for English alone. `offices` are those of its site, by id."""
    spoken = callback.interpreter_language or callback.language
    needs = [LANGUAGES[spoken].english_name] if spoken != "en" and spoken in LANGUAGES else []
    if callback.interpreter_language:
        needs.append(say(mark("interpreter")))
    if callback.textphone:
        needs.append(say(mark("textphone")))
    office = offices.get(callback.office_id) if callback.office_id is not None else None
    if office is not None:
        needs.append(say(mark("a private telephone at {office}"), office=office.name))
    if not callback.safe_to_ring:
        needs.append(say(mark("not safe to ring")))
    return ", ".join(needs)


def _mind(callback: Callback, claimant: Claimant | None) -> str:
    """What she said of when it is safe to ring her that only a person can judge; empty where it is nothing."""
    if claimant is None or not callbacks.is_her_own(callback):
        return ""
    if not claimant.safe_in_words:
        return say(mark("rung only as agreed: not sure when it is safe")) if claimant.safe_times_unknown else ""
    return say(mark("before you ring or book: “{words}”"), words=claimant.safe_in_words)


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
