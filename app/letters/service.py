"""Letters wanted, printed in runs, posted, returned. What a letter says is handed in by whoever knows it."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from app.letters.checking import check
from app.letters.envelopes import Typeset, typeset
from app.letters.errors import LetterRefusedError
from app.letters.models import ABOUT_A_CLAIM, LETTER, Letter, PrintPart, PrintRun
from app.letters.pack import PostedLetter, told_of_meeting
from app.letters.pile import Envelope, bundle, manifest, sheets_of
from app.letters.plain_text import plain_text
from app.letters.rules import Postage
from app.post import service as post

log = structlog.get_logger()

Compose = Callable[[Session, Letter], PostedLetter]
"""Gathers what a letter says; may raise anything, and then that letter waits for the next run."""

DAILY = "daily"
RUNS = "runs"
"""The folder, in that of the letters, of whole runs and their manifests."""


@dataclass(frozen=True)
class RunReport:
    """What came of a run: letters printed, and those that could not be, each with its reason."""

    on: date
    printed: tuple[UUID, ...]
    files: tuple[Path, ...]
    faults: tuple[tuple[UUID, str], ...]
    part: int | None = None  # the part of the run that was made; None: there was nothing new


def want(
    session: Session,
    kind: str,
    claimant_id: UUID,
    now: datetime,
    *,
    claim_id: UUID | None = None,
    callback_id: UUID | None = None,
    appointment_id: UUID | None = None,
    postage: Postage = "first",
) -> Letter:
    """Ask for a letter in the next run. Asked twice for one thing before it is printed, it is one."""
    made: Letter | None = session.scalar(
        insert(Letter)
        .values(
            kind=kind,
            claimant_id=claimant_id,
            claim_id=claim_id,
            callback_id=callback_id,
            appointment_id=appointment_id,
            postage=postage,
            state="wanted",
            wanted_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Letter)
    )
    if made is None:
        about = {"claim_id": claim_id, "callback_id": callback_id, "appointment_id": appointment_id}
        waiting = select(Letter).filter_by(kind=kind, state="wanted", **{key: id_ for key, id_ in about.items() if id_})
        return session.scalars(waiting).one()
    return made


def render(letter: PostedLetter) -> Typeset:
    """The letter as it will be posted, one PDF for each envelope.

    Raises:
        TypesettingError: the engine refused it.
        LetterRefusedError: the post would refuse it; the message says why.
    """
    typed = typeset(letter)
    faults = [fault for pdf in typed.letters for fault in check(pdf)]
    if faults:
        raise LetterRefusedError(" ".join(faults))
    return typed


def show(letter: PostedLetter) -> bytes:
    """The whole letter as one PDF for a screen or an office's own printer; nothing is recorded.

    It is not held against what the post takes: it may be for somebody without an address, who signs here.
    """
    return typeset(letter).as_one()


def show_plain(letter: PostedLetter) -> str:
    """The whole letter as plain text, to be read aloud or transcribed into Braille; nothing is recorded."""
    return plain_text(letter)


def run(session: Session, on: date, folder: Path, now: datetime, compose: Compose) -> RunReport:
    """Print every letter that is wanted. Started again, a day's run prints only what came in since, as another part.

    A part is every envelope as a file of its own, all of them in one PDF in order, and a manifest of them; each letter
    is there as plain text besides, for whoever reads Braille or has it read to them. Each
    letter is a savepoint of its own: one that cannot be printed is reported, keeps its reason in `fault` and waits
    for the next run.
    """
    session.execute(insert(PrintRun).values(kind=DAILY, on=on, started_at=now).on_conflict_do_nothing())
    # Held to the end of the transaction: two processes never print one day's letters at one time.
    print_run = session.scalars(
        select(PrintRun).where(PrintRun.kind == DAILY, PrintRun.on == on).with_for_update()
    ).one()
    wanted = session.scalars(
        select(Letter)
        .where(Letter.state == "wanted")
        .order_by(Letter.wanted_at, Letter.id)
        .with_for_update(skip_locked=True)
    ).all()
    printed: list[Letter] = []
    pile: list[Envelope] = []
    faults: list[tuple[UUID, str]] = []
    for letter in wanted:
        try:
            with session.begin_nested():
                pile += _print(session, letter, print_run, folder, now, compose)
            printed.append(letter)
        except Exception as error:  # noqa: BLE001 - whatever one letter has, the others must go
            reason = str(error) or type(error).__name__
            letter.fault = reason
            faults.append((letter.id, reason))
            log.warning("letter not printed", letter=str(letter.id), error=type(error).__name__)
    print_run.finished_at = now
    part = _put_together(session, print_run, printed, pile, folder, now) if printed else None
    session.flush()
    return RunReport(
        on,
        tuple(letter.id for letter in printed),
        tuple(envelope.file for envelope in pile),
        tuple(faults),
        part.number if part else None,
    )


def _put_together(
    session: Session, print_run: PrintRun, printed: list[Letter], pile: list[Envelope], folder: Path, now: datetime
) -> PrintPart:
    """All that was just printed as one PDF in order, with its manifest: what the print room works from."""
    before = select(func.count()).select_from(PrintPart).where(PrintPart.run_id == print_run.id)
    number = (session.scalar(before) or 0) + 1
    name = f"run-{print_run.on.isoformat()}-{number}"
    whole = post.put(folder / RUNS, f"{name}.pdf", bundle(pile))
    listed = post.put(folder / RUNS, f"{name}.csv", manifest(pile).encode())
    part = PrintPart(
        run_id=print_run.id,
        number=number,
        made_at=now,
        envelopes=len(pile),
        pages=sum(one.pages for one in pile),
        sheets=sum(sheets_of(one.pages) for one in pile),
        file=whole.name,
        manifest=listed.name,
    )
    session.add(part)
    session.flush()
    for place, letter in enumerate(printed, start=1):
        letter.part_id, letter.place = part.id, place
    return part


def _print(
    session: Session, letter: Letter, print_run: PrintRun, folder: Path, now: datetime, compose: Compose
) -> list[Envelope]:
    words = compose(session, letter)
    typed = render(words)
    stem = f"{words.reference.replace('/', '-')}-{print_run.on.isoformat()}"
    if letter.kind != "claim_pack":
        stem += "-" + letter.kind.replace("_", "-")
    names = [stem + (f"-{n}of{len(typed.letters)}" if len(typed.letters) > 1 else "") for n in _counting(typed)]
    post.put(folder, f"{stem}.txt", plain_text(words).encode())
    files = [post.put(folder, f"{name}.pdf", pdf) for name, pdf in zip(names, typed.letters, strict=True)]
    letter.state = LETTER.check(letter.state, "printed")
    letter.printed_at = now
    letter.run_id = print_run.id
    letter.pages = typed.pages_in_all
    letter.files = [file.name for file in files]
    letter.sha256 = hashlib.sha256(b"".join(typed.letters)).hexdigest()
    letter.told = told_of_meeting(words)
    letter.fault = None
    session.flush()
    return [
        Envelope(file, words.reference, letter.kind, number, len(files), pages, letter.postage, typed.sha256_of(number))
        for number, (file, pages) in enumerate(zip(files, typed.pages, strict=True), start=1)
    ]


def _counting(typed: Typeset) -> range:
    return range(1, len(typed.letters) + 1)


def get(session: Session, letter_id: UUID) -> Letter | None:
    """The letter of this id."""
    return session.get(Letter, letter_id)


def of_claimant(session: Session, claimant_id: UUID) -> list[Letter]:
    """Her letters, the newest first."""
    query = select(Letter).where(Letter.claimant_id == claimant_id).order_by(Letter.wanted_at.desc())
    return list(session.scalars(query))


def last_told(session: Session, claimant_ids: Collection[UUID]) -> dict[UUID, str]:
    """What each was last told of the meeting, by claimant; not those who were told nothing by letter."""
    query = (
        select(Letter.claimant_id, Letter.told)
        .where(Letter.claimant_id.in_(claimant_ids), Letter.told.is_not(None), Letter.state != "cancelled")
        .ext(distinct_on(Letter.claimant_id))
        .order_by(Letter.claimant_id, Letter.printed_at.desc())
    )
    return {claimant_id: told for claimant_id, told in session.execute(query) if told is not None}


def waiting_for_form(session: Session, claimant_ids: Collection[UUID]) -> set[UUID]:
    """Those whose claim form is still to be printed: whatever changes meanwhile is in it."""
    query = select(Letter.claimant_id).where(
        Letter.claimant_id.in_(claimant_ids), Letter.kind.in_(ABOUT_A_CLAIM), Letter.state == "wanted"
    )
    return set(session.scalars(query))


def posted(session: Session, letter: Letter, now: datetime) -> None:
    """It has been handed to the post."""
    _move(session, letter, "posted")
    letter.posted_at = now


def spoilt(session: Session, letter: Letter) -> None:
    """It came out of the printer unfit to send: the next run prints it again."""
    letter.spoilt += 1
    want_again(session, letter)


def want_again(session: Session, letter: Letter) -> None:
    """It came back and may go out again: the next run prints it."""
    _move(session, letter, "wanted")


def on_paper(session: Session, part: PrintPart, by: int | None, now: datetime) -> None:
    """The whole part has come out of the printer; None: it has not, and was marked so by mistake."""
    part.on_paper_at, part.on_paper_by = (now, by) if by is not None else (None, None)
    session.flush()


def returned(session: Session, letter: Letter, now: datetime, because: str = "other") -> None:
    """It came back, for one of RETURNED_BECAUSE. What is done about it is for a person to decide."""
    _move(session, letter, "returned")
    letter.returned_at, letter.returned_because = now, because
    session.flush()


def handed_over(session: Session, letter: Letter) -> None:
    """It was given to her at an office and need not be posted."""
    _move(session, letter, "handed_over")


def cancel(session: Session, letter: Letter) -> None:
    """It is no longer wanted."""
    _move(session, letter, "cancelled")


def _move(session: Session, letter: Letter, state: str) -> None:
    letter.state = LETTER.check(letter.state, state)
    session.flush()
