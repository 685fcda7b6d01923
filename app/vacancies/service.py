"""The door to the vacancies: taken in whole, searched by kind of work and place, chosen for a claim's letter."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.audit.service import record
from app.database import notify
from app.vacancies import rules
from app.vacancies.models import ChosenVacancy, Vacancy, VacancyFile
from app.values.errors import Invalid
from app.values.sentence import Sentence, mark
from app.values.spreadsheet import RowError

FOUND_AT_MOST = 30
NOT_TEXT = mark("That is not a CSV file in UTF-8. Save it again as CSV UTF-8.")


def load(session: Session, name: str, content: bytes, now: datetime) -> list[RowError]:
    """Have the vacancies of this file and no others, or, if anything in it is wrong, leave all as it was.

    Returns the faults. What is no longer in the file is gone from the search, and stays in letters.
    """
    # One after the other: two files at once would each take away what the other brings.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("vacancies", 0))))
    try:
        found, faults = rules.read(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        found, faults = [], [RowError(1, Sentence(NOT_TEXT))]
    seen = VacancyFile(digest=sha256(content).hexdigest(), name=name, at=now)
    if faults:
        seen.fault = "\n".join(str(fault) for fault in faults)
    else:
        seen.vacancies = len(found)
        _replace(session, found, now)
    session.add(seen)
    session.flush()
    notify(session, "vacancies")
    return faults


def look_into(session: Session, folder: Path, now: datetime) -> VacancyFile | None:
    """Take in the newest CSV file of a folder, by its name, unless just that was looked at before; what came of it."""
    newest = max(folder.glob("*.csv"), key=lambda file: file.name, default=None)
    if newest is None:
        return None
    content = newest.read_bytes()
    last = last_file(session)
    if last is not None and last.digest == sha256(content).hexdigest():
        return None
    load(session, newest.name, content, now)
    return last_file(session)


def last_file(session: Session) -> VacancyFile | None:
    """The file that was looked at last, taken in or refused."""
    return session.scalar(select(VacancyFile).order_by(VacancyFile.id.desc()).limit(1))


def last_taken_in(session: Session) -> VacancyFile | None:
    """The file that the vacancies are from."""
    query = select(VacancyFile).where(VacancyFile.fault.is_(None)).order_by(VacancyFile.id.desc())
    return session.scalar(query.limit(1))


def search(session: Session, work: str, place: str) -> list[Vacancy]:
    """Jobs of a kind, or at a place, or both; the likeliest first. A place is a name: no distance is counted."""
    wanted = rules.query(work)
    if not wanted and not place.strip():
        return []
    of_kind = func.to_tsquery("english", wanted)
    query = select(Vacancy).where(Vacancy.gone_at.is_(None))
    rank: ColumnElement[float] = func.ts_rank(Vacancy.work_words, of_kind)
    if wanted:
        query = query.where(Vacancy.work_words.op("@@")(of_kind))
    if place.strip():
        query = query.where(Vacancy.place_words.op("@@")(func.websearch_to_tsquery("simple", place)))
    return list(session.scalars(query.order_by(rank.desc(), Vacancy.since.desc(), Vacancy.id).limit(FOUND_AT_MOST)))


def choose(session: Session, claim_id: UUID, vacancy_ids: Sequence[int], *, by: int, now: datetime) -> list[Vacancy]:
    """Have these go with the claim's letter, besides those that do; all that go now.

    Raises Invalid where they would be too many, or where one is gone.
    """
    there = {one.id for one in chosen_for(session, claim_id)}
    new = [one for one in dict.fromkeys(vacancy_ids) if one not in there]
    if len(there) + len(new) > rules.AT_MOST:
        raise Invalid(mark("At most {count} go into the letter. Take one out first."), count=rules.AT_MOST)
    still = set(session.scalars(select(Vacancy.id).where(Vacancy.id.in_(new), Vacancy.gone_at.is_(None))))
    if still != set(new):
        raise Invalid(mark("One of these is gone meanwhile. Search again."))
    for one in new:
        session.execute(
            insert(ChosenVacancy)
            .values(claim_id=claim_id, vacancy_id=one, chosen_by=by, chosen_at=now)
            .on_conflict_do_nothing()
        )
        record(session, "vacancy chosen", "claim", claim_id, now, staff_id=by, vacancy=one)
    return chosen_for(session, claim_id)


def take_out(session: Session, claim_id: UUID, vacancy_id: int, *, by: int, now: datetime) -> None:
    """It does not go with the letter after all."""
    session.execute(
        update(ChosenVacancy)
        .where(
            ChosenVacancy.claim_id == claim_id,
            ChosenVacancy.vacancy_id == vacancy_id,
            ChosenVacancy.taken_out_at.is_(None),
        )
        .values(taken_out_at=now)
    )
    record(session, "vacancy taken out", "claim", claim_id, now, staff_id=by, vacancy=vacancy_id)


def chosen_for(session: Session, claim_id: UUID) -> list[Vacancy]:
    """What goes with a claim's letter, in the order in which it was chosen; also what is gone since."""
    query = (
        select(Vacancy)
        .join(ChosenVacancy, ChosenVacancy.vacancy_id == Vacancy.id)
        .where(ChosenVacancy.claim_id == claim_id, ChosenVacancy.taken_out_at.is_(None))
        .order_by(ChosenVacancy.id)
    )
    return list(session.scalars(query))


def _replace(session: Session, found: list[rules.VacancyInFile], now: datetime) -> None:
    keys = {one.key for one in found}
    session.execute(update(Vacancy).where(Vacancy.gone_at.is_(None), Vacancy.key.not_in(keys)).values(gone_at=now))
    for one in found:
        values = {column: getattr(one, column) for column in rules.COLUMNS}
        session.execute(
            insert(Vacancy)
            .values(key=one.key, since=now, **values)
            .on_conflict_do_update(index_elements=[Vacancy.key], set_={"gone_at": None})
        )
