"""Who interprets, in the order in which they are tried; and what came of it, with its minutes and cost."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from babel.dates import get_day_names
from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app import clock
from app.audit import service as audit
from app.callbacks import service as callbacks
from app.interpreters import rules, typed
from app.interpreters import service as interpreters
from app.interpreters.models import Supplier
from app.measures import interpreting
from app.measures.interpreting import Interpreting
from app.sites import service as sites
from app.switchboard import reinterpreting
from app.values.errors import Invalid
from app.values.language import LANGUAGES
from app.values.london import london_date, midnight
from app.values.opening_hours import WEEKDAYS, OpeningHours
from app.values.sentence import mark
from app.values.telephone import TelephoneNumber
from app.wallboard.blueprint import done, notice, wallboard
from app.wallboard.pages import RowError
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

KINDS: Final = {
    "trained": mark("Our own: a trained interpreter"),
    "fluent": mark("Our own: a colleague who is fluent"),
    "supplier": mark("A supplier, paid by the minute"),
}
DAYS_REPORTED: Final = 28
MOST_DAYS: Final = 366
TOLD_AT_MOST: Final = 5
NONE_FREE: Final = mark(
    "Nobody else is free for {count} call-backs that were promised with them ({times}). Their times stand, and whoever "
    "speaks the language then is tried: find them another time in the week."
)


@dataclass(frozen=True, slots=True)
class InterpreterRow:
    """Whoever is tried, or was: as the list shows it. `kind` in words; no `lines`: on demand."""

    id: int
    name: str
    kind: str
    telephone: str
    languages: str
    hours: tuple[str, ...]
    lines: int | None
    price: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class InterpretersPage:
    """Who is tried, in order, and who was once; and what is wrong with a file that was sent, or with its rows."""

    listed: tuple[InterpreterRow, ...]
    gone: tuple[InterpreterRow, ...]
    notice: str = ""
    faults: tuple[RowError, ...] = ()
    file_error: str = ""


@dataclass(frozen=True, slots=True)
class InterpreterForm:
    """One to be added (id 0) or changed: what was typed, and what is wrong with it."""

    id: int
    given: dict[str, str]
    kinds: tuple[tuple[str, str], ...]
    genders: tuple[tuple[str, str], ...]
    weekdays: tuple[tuple[str, str], ...]
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of the report: of whom, and its figures."""

    name: str
    of: Interpreting
    cost: str
    put_off: int | None = None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The report of some days, both inclusive: a heading and its rows, three times; nothing rung, no rows."""

    since: date
    until: date
    tables: tuple[tuple[str, str, tuple[ReportRow, ...]], ...]
    every: ReportRow
    error: str = ""


@wallboard.get("/supervisor/interpreters")
@access.may("supervisor")
def show_interpreters() -> str:
    """Who is tried, in order."""
    return render_template("wallboard/interpreters.html", page=page_of(db()))


@wallboard.post("/supervisor/interpreters")
@access.may("supervisor")
def arrange_interpreters() -> ResponseReturnValue:
    """Have one tried sooner, or no more, or again."""
    act = next((act for act in ("up", "out", "back") if act in request.form), "")
    supplier = _supplier_or_404(request.form.get(act, ""))
    match act:
        case "up":
            if interpreters.move_up(db(), supplier):
                _note(supplier, "interpreter_moved_up")
                done(mark("{name} is tried sooner now."), name=supplier.name)
        case "out":
            interpreters.take_out(db(), supplier)
            _note(supplier, "interpreter_taken_out")
            done(mark("{name} is tried no more. It can be used again from the list below."), name=supplier.name)
            keep_promises([supplier.id])
        case "back":
            interpreters.put_back(db(), supplier)
            _note(supplier, "interpreter_put_back")
            done(mark("{name} is tried again, after the others of its kind."), name=supplier.name)
    return redirect("/supervisor/interpreters", 303)


@wallboard.get("/supervisor/interpreters/new")
@access.may("supervisor")
def ask_interpreter() -> str:
    """The form for another one."""
    return render_template("wallboard/interpreter.html", page=_form(0, {"kind": "supplier"}))


@wallboard.get("/supervisor/interpreters/<int:supplier_id>")
@access.may("supervisor")
def show_interpreter(supplier_id: int) -> str:
    """The form with what is known of one."""
    return render_template(
        "wallboard/interpreter.html", page=_form(supplier_id, typed.written(_supplier_or_404(supplier_id)))
    )


@wallboard.post("/supervisor/interpreters/new", defaults={"supplier_id": 0})
@wallboard.post("/supervisor/interpreters/<int:supplier_id>")
@access.may("supervisor")
def keep_interpreter(supplier_id: int) -> ResponseReturnValue:
    """Add one, or change it; what is wrong is said beside its field and nothing is kept."""
    supplier = _supplier_or_404(supplier_id) if supplier_id else None
    given = {name: value.strip() for name, value in request.form.items() if name != "csrf_token"}
    described, wrong = typed.read(given)
    errors = {name: say(sentence.template, **sentence.params) for name, sentence in wrong.items()}
    if described is not None:
        try:
            if supplier is None:
                supplier = interpreters.add(db(), described)
            else:
                interpreters.change(db(), supplier, described)
        except Invalid as problem:
            errors = {"name": say(problem.message, **problem.params)}
    if errors or supplier is None:
        return render_template("wallboard/interpreter.html", page=_form(supplier_id, given, errors)), 422
    _note(supplier, "interpreter_changed" if supplier_id else "interpreter_added")
    done(mark("{name} is kept."), name=supplier.name)
    keep_promises([supplier.id])
    return redirect("/supervisor/interpreters", 303)


def keep_promises(supplier_ids: list[int]) -> None:
    """Promise with others what was promised with these and can be no more, and say what could not be."""
    left = reinterpreting.keep_promises(db(), supplier_ids, clock.now())
    if left:
        times = [said.when(at) for one in left[:TOLD_AT_MOST] if (at := callbacks.time_of(one)) is not None]
        done(NONE_FREE, count=len(left), times="; ".join(times))


@wallboard.get("/supervisor/interpreters/report")
@access.may("supervisor")
def report_interpreters() -> str:
    """What interpreters did over some days (?since= and ?until=, both inclusive; four weeks unless said)."""
    today = london_date(clock.now())
    since, until = _day("since", today - timedelta(days=DAYS_REPORTED - 1)), _day("until", today)
    error = ""
    if not since <= until or (until - since).days > MOST_DAYS:
        error = say(mark("The first day must not be after the last, and a year is the most."))
        since, until = today - timedelta(days=DAYS_REPORTED - 1), today
    return render_template("wallboard/interpreters_report.html", page=_report(db(), since, until, error))


def _supplier_or_404(supplier_id: int | str) -> Supplier:
    found = [one for one in interpreters.everybody(db()) if str(one.id) == str(supplier_id)]
    if not found:
        abort(404)
    return found[0]


def _note(supplier: Supplier, action: str) -> None:
    audit.record(db(), action, "interpreter", supplier.id, clock.now(), staff_id=access.current_staff().id)


def page_of(session: Session, faults: tuple[RowError, ...] = (), file_error: str = "") -> InterpretersPage:
    """Who is tried, as the list shows it, with the faults of a file that was sent."""
    everybody = interpreters.everybody(session)
    kinds = [one.kind for one in everybody if one.place is not None]
    rows = [
        InterpreterRow(
            id=one.id,
            name=one.name,
            kind=say(KINDS[one.kind]),
            telephone=TelephoneNumber(one.telephone).national(),
            languages=", ".join(LANGUAGES[code].english_name for code in one.languages if code in LANGUAGES),
            hours=_hours_in_words(one.opening),
            lines=one.lines,
            price=_pounds(one.price_pence) if one.price_pence is not None else "",
            is_first=one.place is not None and kinds.index(one.kind) == turn,
        )
        for turn, one in enumerate(everybody)
    ]
    return InterpretersPage(tuple(rows[: len(kinds)]), tuple(rows[len(kinds) :]), notice(), faults, file_error)


def _hours_in_words(hours: OpeningHours | None) -> tuple[str, ...]:
    """A line for each run of days with the same hours; none: always."""
    if hours is None:
        return ()
    lines: list[tuple[list[str], str]] = []
    for name, stretches in zip(WEEKDAYS, hours.week, strict=True):
        at = ", ".join(map(str, stretches))
        if lines and lines[-1][1] == at:
            lines[-1][0].append(name)
        else:
            lines.append(([name], at))
    return tuple(f"{_run(days)} {at}" for days, at in lines if at)


def _run(days: list[str]) -> str:
    first, last = _weekday(days[0]), _weekday(days[-1])
    return first if len(days) == 1 else f"{first}–{last}"


def _weekday(name: str) -> str:
    """Monday, in the language of the page."""
    return str(get_day_names("wide", "stand-alone", said.language())[WEEKDAYS.index(name)])


def _form(supplier_id: int, given: dict[str, str], errors: dict[str, str] | None = None) -> InterpreterForm:
    return InterpreterForm(
        supplier_id,
        given,
        tuple((kind, say(KINDS[kind])) for kind in rules.KINDS),
        tuple((gender, say(rules.GENDERS[gender])) for gender in rules.GENDERS),
        tuple((day, _weekday(day)) for day in WEEKDAYS),
        errors or {},
    )


def _day(name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise


def _pounds(pence: int) -> str:
    return f"{pence // 100:,}.{pence % 100:02}"


def _report(session: Session, since: date, until: date, error: str) -> ReportPage:
    found = interpreting.report(session, midnight(since), midnight(until + timedelta(days=1)))
    names = {one.id: one.name for one in sites.all_sites(session)}
    by_site = {**dict.fromkeys(found.put_off, Interpreting()), **found.by_site}
    suppliers = tuple(_row(name, of) for name, of in sorted(found.by_supplier.items()))
    languages = sorted((LANGUAGES[code].english_name, of) for code, of in found.by_language.items())
    of_sites = sorted((names[one], of, found.put_off.get(one, 0)) for one, of in by_site.items())
    return ReportPage(
        since,
        until,
        (
            ("supplier", say(mark("By supplier")), suppliers),
            ("language", say(mark("By language")), tuple(_row(name, of) for name, of in languages)),
            ("site", say(mark("By the claimant's site")), tuple(_row(*one) for one in of_sites)),
        ),
        _row(say(mark("All")), found.every, sum(found.put_off.values())),
        error,
    )


def _row(name: str, of: Interpreting, put_off: int | None = None) -> ReportRow:
    return ReportRow(name, of, f"£{_pounds(of.pence)}", put_off)
