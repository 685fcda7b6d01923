"""Vacancies as the last file had them, the files that were taken in or refused, and what was chosen for whom."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

# Words of a kind of work are found in any form ("clean", "cleaning"); a place only as it is written.
WORK_WORDS = "to_tsvector('english'::regconfig, (title || ' '::text) || employer)"
PLACE_WORDS = "to_tsvector('simple'::regconfig, place)"


class Vacancy(Base):
    """A job, as its employer's words have it. It is gone when a file no longer has it, and is kept for its letters.

    `key` stands for all that is said of it: two rows that say the same are one job.
    """

    __tablename__ = "vacancies"
    __table_args__ = (
        Index("ix_vacancies_work_words", "work_words", postgresql_using="gin"),
        Index("ix_vacancies_place_words", "place_words", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    place: Mapped[str]
    wage: Mapped[str]
    hours: Mapped[str]
    employer: Mapped[str]
    contact: Mapped[str]
    since: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    work_words: Mapped[str] = mapped_column(TSVECTOR, Computed(WORK_WORDS, persisted=True))
    place_words: Mapped[str] = mapped_column(TSVECTOR, Computed(PLACE_WORDS, persisted=True))


class VacancyFile(Base):
    """A file that was looked at, known by what is in it. `fault` says why nothing of it was taken in."""

    __tablename__ = "vacancy_files"
    __table_args__ = (CheckConstraint("(fault IS NULL) = (vacancies IS NOT NULL)", name="taken_in_or_refused"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    at: Mapped[datetime]
    vacancies: Mapped[int | None]
    fault: Mapped[str | None]


class ChosenVacancy(Base):
    """A job that goes with a claim's letter; what was taken out again stays, with when."""

    __tablename__ = "chosen_vacancies"
    __table_args__ = (
        Index("uq_chosen_vacancies", "claim_id", "vacancy_id", unique=True, postgresql_where="taken_out_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claims.id"), index=True)
    vacancy_id: Mapped[int] = mapped_column(ForeignKey("vacancies.id"))
    chosen_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    chosen_at: Mapped[datetime]
    taken_out_at: Mapped[datetime | None]
