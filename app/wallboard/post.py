"""Letters: what waits for the next run, the runs, what came back and what is done about it."""

import re
from datetime import date, datetime
from uuid import UUID

from flask import Response, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app import clock
from app.audit import service as audit
from app.claimants import service as claimants
from app.database import notify
from app.jobs import service as jobs
from app.letters import service as letters
from app.letters.errors import LetterRefusedError
from app.letters.models import Letter
from app.letters.pack import PostedLetter
from app.measures import letters as measured
from app.switchboard import papers
from app.switchboard.context import Switchboard
from app.values.errors import Invalid
from app.values.london import london_date
from app.values.moves import IllegalMove
from app.values.sentence import mark
from app.wallboard.blueprint import done, notice, wallboard
from app.wallboard.pages import LetterRow, LettersPage, PrintRun
from app.web import access, said
from app.web.said import say
from app.web.transactions import db

ENVELOPE_OF = re.compile(r"(?:-\d+of\d+)?\.pdf$")
KINDS = {
    "claim_pack": mark("Claim form, with its letter"),
    "confirmation": mark("Confirmation of a call-back"),
    "tried_to_ring": mark("We tried to ring you"),
    "nobody_interpreted": mark("Nobody came to interpret: an apology"),
    "held_for_collection": mark("Claim form, kept at the office"),
    "appointment_changed": mark("The appointment, changed"),
    "missed_appointment": mark("A missed appointment"),
    "deferral": mark("The meeting put off"),
}
BECAUSE = {
    "gone_away": mark("Gone away"),
    "not_called_for": mark("Not called for"),
    "refused": mark("Refused"),
    "address_incomplete": mark("The address is incomplete"),
    "other": mark("Something else"),
}
STATES = {"wanted": "waiting"}
ADDRESS = "/supervisor/letters"
CAME_BACK = mark("It is marked as come back, and the site has a task: to ask where letters may safely go.")


@wallboard.get("/supervisor/letters")
@access.may("supervisor")
def show_letters() -> str:
    """What waits, the runs, what came back."""
    page = LettersPage(
        waiting=tuple(row_of(one) for one in measured.waiting(db())),
        runs=tuple(
            PrintRun(run.on, run.letters, run.printed_at, run.posted_at) for run in measured.runs(db()) if run.letters
        ),
        returned=tuple(row_of(one) for one in measured.returned(db())),
        next_run=_next_run(clock.now()),
        because=because_options(),
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


@wallboard.get("/supervisor/letters/<uuid:letter_id>.txt")
@access.may("supervisor")
def read_letter(letter_id: UUID) -> Response:
    """A letter as plain text, as it was printed or would be now: for Braille, and to be read aloud."""
    letter = letters.get(db(), letter_id) or abort(404)
    audit.record(db(), "viewed", "letter", letter.id, clock.now(), staff_id=access.current_staff().id, as_text=True)
    headers = {"Content-Disposition": f'attachment; filename="{letter.id}.txt"'}
    return Response(_text(letter), content_type="text/plain; charset=utf-8", headers=headers)


def because_options() -> tuple[tuple[str, str], ...]:
    """Why a letter came back, as values and words."""
    return tuple((value, say(words)) for value, words in BECAUSE.items())


def _next_run(now: datetime) -> str:
    """When the next run is made, in words."""
    day = papers.next_run_on(now)
    if day == london_date(now):
        return say(mark("printed today at 5 pm"))
    return say(mark("printed on {day} at 5 pm"), day=said.day(day))


def _pdf(letter: Letter) -> bytes:
    board: Switchboard = current_app.extensions["switchboard"]
    if letter.files:
        envelope = request.args.get("envelope", 1, type=int)
        if not 1 <= envelope <= len(letter.files):
            raise NotFound
        path = board.settings.letters_dir / letter.files[envelope - 1]
        return path.read_bytes() if path.is_file() else abort(404)
    return letters.show(_as_of_now(letter))


def _text(letter: Letter) -> str:
    """The text that lies beside the PDF; what is not printed, or was before there was a text, as it would be now."""
    board: Switchboard = current_app.extensions["switchboard"]
    for name in letter.files or ():
        path = board.settings.letters_dir / ENVELOPE_OF.sub(".txt", name)
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return letters.show_plain(_as_of_now(letter))


def _as_of_now(letter: Letter) -> PostedLetter:
    board: Switchboard = current_app.extensions["switchboard"]
    now = clock.now()
    try:
        return papers.compose(board, db(), letter, london_date(now), now)
    except LetterRefusedError:
        abort(404)


def row_of(one: measured.LetterTo) -> LetterRow:
    """A letter, whom it is for and how it stands."""
    letter, claimant = one.letter, one.claimant
    name = " ".join(filter(None, (claimant.title, claimant.surname)))
    return LetterRow(
        id=str(letter.id),
        reference=claimant.reference,
        who=name or claimant.reference,
        about=say(KINDS[letter.kind]),
        state="failing" if letter.fault and letter.state == "wanted" else STATES.get(letter.state, letter.state),
        at=letter.returned_at or letter.wanted_at,
        note=_note(letter),
        kept=letter.kind == "held_for_collection",
    )


def _note(letter: Letter) -> str:
    """Why it could not be printed, or why it came back."""
    if letter.fault and letter.state == "wanted":
        return say(papers.HELD_BACK) if letter.fault == papers.HELD_BACK else letter.fault
    because = letter.returned_because or "other"
    return say(BECAUSE[because]) if letter.state == "returned" else ""


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
        papers.posted(db(), letter, clock.now())
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
    because = request.form.get("because", "other")
    if because not in BECAUSE:
        abort(400)
    papers.returned(db(), posted, because, clock.now())
    _noted(posted, "returned")
    done(CAME_BACK)


def _again() -> None:
    try:
        letter = letters.get(db(), UUID(request.form.get("letter", ""))) or abort(404)
        letters.want_again(db(), letter)
    except ValueError:
        abort(400)
    except IllegalMove:
        abort(409)
    _noted(letter, "wanted_again")
    done(mark("It goes into the next run."))


def _noted(letter: Letter, action: str) -> None:
    audit.record(db(), action, "letter", letter.id, clock.now(), staff_id=access.current_staff().id)
