"""One day's print run: its parts to print, and what became of each letter: posted, spoilt, come back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import Response, abort, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.audit import service as audit
from app.database import notify
from app.letters import service as letters
from app.letters.models import Letter, PrintPart
from app.letters.naming import BECAUSE_IN_WORDS
from app.measures import letters as measured
from app.staff import service as staff
from app.switchboard import papers
from app.switchboard.context import Switchboard
from app.values.moves import IllegalMove
from app.values.sentence import mark
from app.wallboard.blueprint import done, notice, wallboard
from app.wallboard.pages import LetterRow
from app.wallboard.post import CAME_BACK, because_options, row_of
from app.web import access
from app.web.transactions import db

TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}
GONE_ON = mark("Somebody has marked that letter differently meanwhile. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a run, with its counts, and who printed it when."""

    id: int
    number: int
    made_at: datetime
    envelopes: int
    pages: int
    sheets: int
    on_paper_at: datetime | None
    on_paper_by: str


@dataclass(frozen=True, slots=True)
class PileRow:
    """A letter in its place of the pile, and how often it was spoilt."""

    place: int
    part: int
    letter: LetterRow
    spoilt: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """A day's run."""

    on: date
    parts: tuple[PartRow, ...]
    pile: tuple[PileRow, ...]
    because: tuple[tuple[str, str], ...]
    to_post: int
    notice: str = ""


@wallboard.get("/supervisor/letters/runs/<string:on>")
@access.may("supervisor")
def show_run(on: str) -> str:
    """The parts of a day's run, and each letter of it."""
    return render_template("wallboard/print_run.html", page=_page(_day(on)))


@wallboard.post("/supervisor/letters/runs/<string:on>")
@access.may("supervisor")
def mark_run(on: str) -> ResponseReturnValue:
    """Say that a part is on paper, that letters are posted, that one was spoilt or came back."""
    day = _day(on)
    act = next((name for name in ("paper", "posted", "spoilt", "returned", "collected") if name in request.form), None)
    try:
        match act:
            case "paper":
                _on_paper(day, request.form["paper"])
            case "posted":
                _posted(day, request.form["posted"])
            case "spoilt":
                letter = _letter(day, request.form["spoilt"])
                letters.spoilt(db(), letter)
                _noted(letter, "spoilt")
                done(mark("It goes into the next run."))
            case "collected":
                letter = _letter(day, request.form["collected"])
                papers.collected(db(), letter)
                _noted(letter, "collected")
                done(mark("It is marked as collected."))
            case "returned":
                letter = _letter(day, request.form["returned"])
                because = request.form.get("because", "")
                if because not in BECAUSE_IN_WORDS:
                    abort(400)
                papers.returned(db(), letter, because, clock.now())
                _noted(letter, "returned")
                done(CAME_BACK)
            case _:
                abort(400)
    except IllegalMove:
        db().rollback()
        done(GONE_ON)
    notify(db(), "letters")
    return redirect(f"/supervisor/letters/runs/{day.isoformat()}", 303)


@wallboard.get("/supervisor/letters/parts/<int:part_id>.<string:kind>")
@access.may("supervisor")
def fetch_part(part_id: int, kind: str) -> Response:
    """All envelopes of a part as one PDF, in order, or its manifest as CSV."""
    part = db().get(PrintPart, part_id)
    if part is None or kind not in TYPES:
        abort(404)
    board: Switchboard = current_app.extensions["switchboard"]
    name = part.file if kind == "pdf" else part.manifest
    path = board.settings.letters_dir / letters.RUNS / name
    if not path.is_file():
        abort(404)
    audit.record(db(), "fetched", "print_part", part.id, clock.now(), staff_id=access.current_staff().id, kind=kind)
    headers = {"Content-Disposition": f'{"inline" if kind == "pdf" else "attachment"}; filename="{name}"'}
    return Response(path.read_bytes(), content_type=TYPES[kind], headers=headers)


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError:
        abort(404)


def _page(on: date) -> RunPage:
    parts = measured.parts_of_run(db(), on)
    numbers = {part.id: part.number for part in parts}
    pile = measured.all_of_run(db(), on)
    if not parts and not pile:
        abort(404)
    return RunPage(
        on=on,
        parts=tuple(_part(part) for part in parts),
        pile=tuple(
            PileRow(one.letter.place or 0, numbers.get(one.letter.part_id or 0, 1), row_of(one), one.letter.spoilt)
            for one in pile
        ),
        because=because_options(),
        to_post=sum(one.letter.state == "printed" for one in pile),
        notice=notice(),
    )


def _part(part: PrintPart) -> PartRow:
    return PartRow(
        part.id,
        part.number,
        part.made_at,
        part.envelopes,
        part.pages,
        part.sheets,
        part.on_paper_at,
        staff.name_of(db(), part.on_paper_by),
    )


def _on_paper(on: date, part_id: str) -> None:
    part = next((one for one in measured.parts_of_run(db(), on) if str(one.id) == part_id), None)
    if part is None:
        abort(404)
    me, now = access.current_staff().id, clock.now()
    undone = part.on_paper_at is not None
    letters.on_paper(db(), part, None if undone else me, now)
    audit.record(db(), "not_on_paper" if undone else "on_paper", "print_part", part.id, now, staff_id=me)
    told = (
        mark("It is marked as not printed yet.") if undone else mark("It is marked as printed. Do not print it again.")
    )
    done(told)


def _posted(on: date, which: str) -> None:
    """One letter, or "all" that are printed and not posted."""
    found = measured.of_run(db(), on) if which == "all" else [_letter(on, which)]
    for letter in found:
        papers.posted(db(), letter, clock.now())
        _noted(letter, "posted")
    done(mark("{count} letters are marked as posted."), count=len(found))


def _letter(on: date, letter_id: str) -> Letter:
    try:
        wanted = UUID(letter_id)
    except ValueError:
        abort(400)
    found = next((one.letter for one in measured.all_of_run(db(), on) if one.letter.id == wanted), None)
    if found is None:
        abort(404)
    return found


def _noted(letter: Letter, action: str) -> None:
    audit.record(db(), action, "letter", letter.id, clock.now(), staff_id=access.current_staff().id)
