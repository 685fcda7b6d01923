"""Notes and complaints of a person, and the needs of today that are handed to a site's named officer."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.casework import service as casework
from app.casework.models import Complaint, ImmediateNeed
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.console import call_shown, showing
from app.console.blueprint import console
from app.console.pages import CallBar, Choice, Person
from app.scripts.wording import mark
from app.sites import service as sites
from app.staff import service as staff
from app.switchboard import handing_over
from app.values.errors import Invalid
from app.values.london import london_date
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

# A complaint is answered within three weeks unless another day is given.
ANSWERED_WITHIN = timedelta(days=21)
NOTICES = {
    "noted": mark("Your note is kept."),
    "complained": mark("The complaint is logged, and its owner sees it."),
    "handed": mark("It is handed over."),
    "taken": mark("It is yours: it is known that you see to it."),
    "met": mark("What was done is kept."),
    "named": mark("From now on they are handed the needs of today."),
    "not-now": mark("Nothing was changed: somebody else was quicker."),
}
NO_DAY = mark("Give the day by which it is answered: day, month and year.")
NO_OWNER = mark("Choose who answers it.")


@dataclass(frozen=True, slots=True)
class Written:
    """Something written: when, by whom, at which site; of a complaint besides how it stands."""

    at: datetime
    who: str
    site: str
    words: str
    standing: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class NotesPage:
    """What was written of somebody, and two forms to write more. `due` is proposed for a complaint."""

    person: Person
    notes: tuple[Written, ...]
    complaints: tuple[Written, ...]
    owners: tuple[tuple[str, str], ...]
    given: Mapping[str, str]
    call: CallBar | None = None
    notice: str = ""
    errors: Mapping[str, str] = made(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of today. `state` is waiting, taken or met; `late`: nobody has taken it in time."""

    id: str
    reference: str
    who: str
    what: str
    raised_at: datetime
    raised_by: str
    officer: str
    state: str
    taken: str = ""
    answer: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """The needs of today of one's site. `people` may be named its officer, by a supervisor."""

    site: str
    officer: str
    rows: tuple[NeedRow, ...]
    met: tuple[NeedRow, ...]
    people: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    notice: str = ""
    errors: Mapping[str, str] = made(default_factory=dict)


@console.get("/people/<string:reference>/notes")
@access.may("adviser", "supervisor")
def notes_page(reference: str) -> str:
    """Notes and complaints, the latest first."""
    return render_template("console/notes.html", page=_notes(showing.claimant_or_404(reference, "notes")))


@console.post("/people/<string:reference>/notes")
@access.may("adviser", "supervisor")
def write_note(reference: str) -> ResponseReturnValue:
    """Keep a note, or log a complaint."""
    claimant, me, now = showing.claimant_or_404(reference), access.current_staff(), clock.now()
    kind = request.form.get("kind", "")
    if kind not in ("note", "complaint"):
        abort(400)
    errors: dict[str, str] = {}
    try:
        if kind == "note":
            casework.add_note(db(), claimant.id, me.site_id, request.form.get("note", ""), now, me.id)
        else:
            errors = _complain(claimant, now)
    except Invalid as problem:
        errors[kind] = say(problem.message, **problem.params)
    if errors:
        return render_template("console/notes.html", page=_notes(claimant, errors)), 422
    return redirect(f"/people/{claimant.reference}/notes?notice={'noted' if kind == 'note' else 'complained'}", 303)


@console.post("/people/<string:reference>/need")
@access.may("adviser", "supervisor")
def hand_over(reference: str) -> ResponseReturnValue:
    """Hand an immediate need of somebody to the officer, without the script."""
    claimant, me = showing.claimant_or_404(reference), access.current_staff()
    kinds = [one for one in request.form.getlist("kinds") if one in showing.URGENT_WORDS]
    handing_over.hand(db(), claimant, kinds or ["other"], clock.now(), me.id)
    return redirect(f"/people/{claimant.reference}?notice=handed", 303)


@console.get("/needs")
@access.may("adviser", "supervisor")
def needs_page() -> str:
    """The needs of today of my site."""
    return render_template("console/needs.html", page=_needs())


@console.post("/needs")
@access.may("adviser", "supervisor")
def act_on_need() -> ResponseReturnValue:
    """Take a need on, say what was done, or (a supervisor) name the officer."""
    me, now, act = access.current_staff(), clock.now(), request.form.get("act", "")
    if act == "name":
        return _name_officer(now)
    try:
        need_id = UUID(request.form.get("need", ""))
    except ValueError:
        abort(400)
    standing = next((one for one in casework.needs_open(db(), me.site_id) if one.id == need_id), None)
    if standing is None:
        return redirect("/needs?notice=not-now", 303)
    if act == "take":
        taken = casework.take_need(db(), need_id, now, me.id)
        return redirect(f"/needs?notice={'taken' if taken and taken.taken_by == me.id else 'not-now'}", 303)
    if act != "met":
        abort(400)
    try:
        casework.need_met(db(), need_id, request.form.get("answer", ""), now, me.id)
    except Invalid as problem:
        errors = {f"answer-{need_id}": say(problem.message, **problem.params)}
        return render_template("console/needs.html", page=_needs(errors)), 422
    return redirect("/needs?notice=met", 303)


def _name_officer(now: datetime) -> ResponseReturnValue:
    me = access.current_staff()
    if me.role != "supervisor":
        abort(403)
    chosen = request.form.get("officer", "")
    if chosen not in dict(_people(me.site_id)):
        abort(400)
    casework.name_officer(db(), me.site_id, int(chosen), now, me.id)
    return redirect("/needs?notice=named", 303)


def _complain(claimant: Claimant, now: datetime) -> dict[str, str]:
    """Log the complaint that was typed; what is wrong with it, by field. Raises Invalid."""
    owner = request.form.get("owner", "")
    due = _day()
    errors = {} if owner in dict(_people(claimant.home_site_id)) else {"owner": say(NO_OWNER)}
    errors |= {} if due else {"due": say(NO_DAY)}
    if not errors and due is not None:
        try:
            casework.complain(
                db(),
                claimant.id,
                claimant.home_site_id,
                request.form.get("complaint", ""),
                int(owner),
                due,
                london_date(now),
                now,
                access.current_staff().id,
            )
        except Invalid as problem:
            field = "due" if due < london_date(now) else "complaint"
            return {field: say(problem.message, **problem.params)}
    return errors


def _day() -> date | None:
    try:
        return date(*(int(request.form.get(f"due-{part}", "")) for part in ("year", "month", "day")))
    except (ValueError, OverflowError):
        return None


def _people(site_id: int) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.id), one.name) for one in staff.answering_for(db(), site_id))


def _notes(claimant: Claimant, errors: Mapping[str, str] | None = None) -> NotesPage:
    now = clock.now()
    due = london_date(now) + ANSWERED_WITHIN
    proposed = {"due-day": str(due.day), "due-month": str(due.month), "due-year": str(due.year)}
    return NotesPage(
        person=showing.person(db(), claimant, now),
        notes=tuple(
            Written(note.at, staff.name_of(db(), note.by), _site(note.site_id), casework.words_of(note))
            for note in casework.notes_of(db(), claimant.id)
        ),
        complaints=tuple(_complaint(one, now) for one in casework.complaints_of(db(), claimant.id)),
        owners=_people(claimant.home_site_id),
        given=request.form.to_dict() if errors else proposed,
        call=call_shown.call_bar(db(), showing.connection_of_mine(claimant.id)),
        notice=_notice(),
        errors=errors or {},
    )


def _complaint(one: Complaint, now: datetime) -> Written:
    day = said.day(one.due_on)
    if one.answered_at is not None:
        standing = say(
            "answered {when} by {name}", when=said.when(one.answered_at), name=staff.name_of(db(), one.answered_by)
        )
    elif one.due_on < london_date(now):
        standing = say("overdue since {day}: {name} answers it", day=day, name=staff.name_of(db(), one.owner_id))
    else:
        standing = say("{name} answers it by {day}", name=staff.name_of(db(), one.owner_id), day=day)
    return Written(
        one.at,
        staff.name_of(db(), one.by),
        _site(one.site_id),
        casework.words_of(one),
        standing,
        casework.complaint_answer_of(one),
    )


def _needs(errors: Mapping[str, str] | None = None) -> NeedsPage:
    me, now = access.current_staff(), clock.now()
    officer = casework.officer_of(db(), me.site_id)
    return NeedsPage(
        site=_site(me.site_id),
        officer=staff.name_of(db(), officer),
        rows=tuple(_need(one, now) for one in casework.needs_open(db(), me.site_id)),
        met=tuple(_need(one, now) for one in casework.needs_met_lately(db(), me.site_id, now)),
        people=_people(me.site_id) if me.role == "supervisor" else (),
        chosen=str(officer or ""),
        notice=_notice(),
        errors=errors or {},
    )


def _need(need: ImmediateNeed, now: datetime) -> NeedRow:
    claimant = claimants.by_id(db(), need.claimant_id)
    hidden = claimant is not None and not claimants.may_open(db(), claimant.id, access.current_staff().id, now)
    taken = ""
    if need.taken_at is not None:
        taken = say("{name}, {at}", name=staff.name_of(db(), need.taken_by), at=said.clock_time(need.taken_at))
    return NeedRow(
        id=str(need.id),
        reference=claimant.reference if claimant else "",
        who=say("Restricted record") if hidden or claimant is None else showing.name_of(claimant) or claimant.reference,
        what=", ".join(say(showing.URGENT_WORDS.get(one, showing.URGENT_WORDS["other"])) for one in need.kinds),
        raised_at=need.raised_at,
        raised_by=staff.name_of(db(), need.raised_by),
        officer=staff.name_of(db(), need.officer_id),
        state="met" if need.done_at else "taken" if need.taken_at else "waiting",
        taken=taken,
        answer="" if hidden else casework.answer_of(need),
        late=need.taken_at is None and now - need.raised_at > casework.CHASED_AFTER,
    )


def _notice() -> str:
    key = request.args.get("notice", "")
    return say(NOTICES[key]) if key in NOTICES else ""


def _site(site_id: int) -> str:
    return sites.by_id(db(), site_id).name


def kinds() -> tuple[Choice, ...]:
    """The kinds of need, to be chosen."""
    return tuple(Choice(code, say(words)) for code, words in showing.URGENT_WORDS.items())
