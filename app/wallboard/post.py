"""Letters: what waits for the next run, the runs, what came back and what is done about it."""

from datetime import date
from uuid import UUID

from flask import Response, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app import clock
from app.audit import service as audit
from app.claimants import service as claimants
from app.claims import service as claims
from app.database import notify
from app.jobs import service as jobs
from app.letters import service as letters
from app.letters.models import Letter
from app.measures import letters as measured
from app.switchboard import papers
from app.switchboard.context import Switchboard
from app.values.errors import Invalid
from app.values.moves import IllegalMove
from app.values.sentence import mark
from app.wallboard.blueprint import done, notice, wallboard
from app.wallboard.pages import LetterRow, LettersPage, PrintRun
from app.web import access
from app.web.said import say
from app.web.transactions import db

KINDS = {"claim_pack": mark("Claim form, with its letter"), "confirmation": mark("Confirmation of a call-back")}
STATES = {"wanted": "waiting"}
ADDRESS = "/supervisor/letters"


@wallboard.get("/supervisor/letters")
@access.may("supervisor")
def show_letters() -> str:
    """What waits, the runs, what came back."""
    page = LettersPage(
        waiting=tuple(_row(one) for one in measured.waiting(db())),
        runs=tuple(
            PrintRun(run.on, run.letters, run.printed_at, run.posted_at) for run in measured.runs(db()) if run.letters
        ),
        returned=tuple(_row(one) for one in measured.returned(db())),
        next_run=say(mark("printed as they come in")),
        notice=notice(),
    )
    return render_template("wallboard/letters.html", page=page)


@wallboard.post("/supervisor/letters")
@access.may("supervisor")
def change_letters() -> ResponseReturnValue:
    """Print what waits, mark a run as posted, a letter as returned, or have one printed again."""
    acts = {"run": _run, "posted": _posted, "returned": _returned, "again": _again}
    act = acts.get(request.form.get("act", "")) or abort(400)
    act()
    notify(db(), "letters")
    return redirect(ADDRESS, 303)


@wallboard.get("/supervisor/letters/<uuid:letter_id>.pdf")
@access.may("supervisor")
def see_letter(letter_id: UUID) -> Response:
    """A letter as it was printed (?envelope=1 and so on), or as it would be printed now."""
    letter = letters.get(db(), letter_id) or abort(404)
    audit.record(db(), "viewed", "letter", letter.id, clock.now(), staff_id=access.current_staff().id)
    return Response(_pdf(letter), mimetype="application/pdf", headers={"Content-Disposition": "inline"})


def _pdf(letter: Letter) -> bytes:
    board: Switchboard = current_app.extensions["switchboard"]
    if letter.files:
        envelope = request.args.get("envelope", 1, type=int)
        if not 1 <= envelope <= len(letter.files):
            raise NotFound
        path = board.settings.letters_dir / letter.files[envelope - 1]
        return path.read_bytes() if path.is_file() else abort(404)
    claim = claims.get(db(), letter.claim_id) if letter.claim_id else None
    return papers.show(board, db(), claim, clock.now()) if claim else abort(404)


def _row(one: measured.LetterTo) -> LetterRow:
    letter, claimant = one.letter, one.claimant
    name = " ".join(filter(None, (claimant.title, claimant.surname)))
    return LetterRow(
        id=str(letter.id),
        reference=claimant.reference,
        who=name or claimant.reference,
        about=say(KINDS[letter.kind]),
        state="failing" if letter.fault and letter.state == "wanted" else STATES.get(letter.state, letter.state),
        at=letter.returned_at or letter.wanted_at,
        note=letter.fault or "",
    )


def _run() -> None:
    now = clock.now()
    jobs.enqueue(db(), "paper", "print", {}, now)
    audit.record(db(), "print_run_asked", "letter", "run", now, staff_id=access.current_staff().id)
    done(mark("They are being printed."))


def _posted() -> None:
    try:
        on = date.fromisoformat(request.form.get("on", ""))
    except ValueError:
        abort(400)
    found = measured.of_run(db(), on)
    for letter in found:
        letters.posted(db(), letter, clock.now())
        _noted(letter, "posted")
    done(mark("{count} letters are marked as posted."), count=len(found))


def _returned() -> None:
    """The last letter posted to somebody came back."""
    try:
        claimant = claimants.by_reference(db(), request.form.get("reference", ""))
    except Invalid as problem:
        done(problem.message, **problem.params)
        return
    found = letters.of_claimant(db(), claimant.id) if claimant else []
    posted = next((letter for letter in found if letter.state == "posted"), None)
    if posted is None:
        done(mark("No letter to that reference is marked as posted."))
        return
    letters.returned(db(), posted, clock.now())
    _noted(posted, "returned")
    done(mark("It is marked as come back. Ask her for a safe address before it is printed again."))


def _again() -> None:
    try:
        letter = letters.get(db(), UUID(request.form.get("letter", ""))) or abort(404)
        letters.spoilt(db(), letter)
    except ValueError:
        abort(400)
    except IllegalMove:
        abort(409)
    _noted(letter, "wanted_again")
    done(mark("It goes into the next run."))


def _noted(letter: Letter, action: str) -> None:
    audit.record(db(), action, "letter", letter.id, clock.now(), staff_id=access.current_staff().id)
