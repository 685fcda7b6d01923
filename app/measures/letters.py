"""Letters as the supervisor sees them: what waits, the runs, what came back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.claimants.models import Claimant
from app.letters.models import Letter, PrintPart, PrintRun

RUNS_SHOWN: Final = 10
LETTERS_SHOWN: Final = 200


@dataclass(frozen=True)
class LetterTo:
    """A letter and whom it is for."""

    letter: Letter
    claimant: Claimant


@dataclass(frozen=True)
class Run:
    """A day's run: how many letters, when it was printed, and when the last of it was posted (None: not all are)."""

    id: int
    on: date
    letters: int
    printed_at: datetime | None
    posted_at: datetime | None


def waiting(session: Session) -> list[LetterTo]:
    """Letters for the next run, the oldest first."""
    return _letters(session, _to().where(Letter.state == "wanted").order_by(Letter.wanted_at))


def returned(session: Session) -> list[LetterTo]:
    """Letters that came back and that nobody has dealt with, the latest first."""
    return _letters(session, _to().where(Letter.state == "returned").order_by(Letter.returned_at.desc()))


def runs(session: Session) -> list[Run]:
    """The last runs, the latest first."""
    unposted = func.count().filter(Letter.state == "printed")
    rows = session.execute(
        select(
            PrintRun.id, PrintRun.on, func.count(Letter.id), PrintRun.finished_at, unposted, func.max(Letter.posted_at)
        )
        .outerjoin(Letter, Letter.run_id == PrintRun.id)
        .group_by(PrintRun.id)
        .order_by(PrintRun.on.desc())
        .limit(RUNS_SHOWN)
    )
    return [
        Run(id_, on, count, printed_at, None if left or not count else posted_at)
        for id_, on, count, printed_at, left, posted_at in rows
    ]


def of_run(session: Session, on: date) -> list[Letter]:
    """The letters printed in the run of a day and not yet posted."""
    return [one.letter for one in all_of_run(session, on) if one.letter.state == "printed"]


def all_of_run(session: Session, on: date) -> list[LetterTo]:
    """The letters of a day's run, whatever became of them, as they lie in the pile."""
    query = _every().join(PrintRun, PrintRun.id == Letter.run_id).where(PrintRun.on == on)
    return _letters(session, query.order_by(Letter.part_id, Letter.place))


def parts_of_run(session: Session, on: date) -> list[PrintPart]:
    """What was made at one time each, the first first."""
    query = select(PrintPart).join(PrintRun, PrintRun.id == PrintPart.run_id).where(PrintRun.on == on)
    return list(session.scalars(query.order_by(PrintPart.number)))


def _to() -> Select[Letter, Claimant]:
    return _every().limit(LETTERS_SHOWN)


def _every() -> Select[Letter, Claimant]:
    return select(Letter, Claimant).join(Claimant, Claimant.id == Letter.claimant_id)


def _letters(session: Session, found: Select[Letter, Claimant]) -> list[LetterTo]:
    return [LetterTo(letter, claimant) for letter, claimant in session.execute(found)]
