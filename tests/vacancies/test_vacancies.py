"""Vacancies: a file taken in whole or not at all, searched by kind of work and place, chosen for a letter."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.claimants.models import Claimant
from app.claims.models import Claim
from app.staff.models import Staff
from app.vacancies import rules
from app.vacancies import service as vacancies
from app.vacancies.models import Vacancy
from app.values.errors import Invalid
from tests.diary_people import make_adviser, make_site

HEADING = "title,place,wage,hours,employer,contact\n"
JOBS = HEADING + (
    "Office cleaner,Taunton,£12.60 an hour,16 hours,Invented Offices,01632 960201\n"
    "Care assistant,Yeovil,£13.10 an hour,30 hours,Example House,01632 960203\n"
    "Cleaning supervisor,Yeovil,£14 an hour,30 hours,Invented Cleaning,01632 960204\n"
)


def load(session: Session, text: str, now: datetime) -> list[str]:
    return [str(fault) for fault in vacancies.load(session, "jobs.csv", text.encode(), now)]


def titles(session: Session, work: str = "", place: str = "") -> list[str]:
    return [one.title for one in vacancies.search(session, work, place)]


def test_jobs_are_found_in_any_form_of_the_word_and_by_the_name_of_a_place(session: Session, now: datetime) -> None:
    assert load(session, JOBS, now) == []
    assert set(titles(session, "cleaning")) == {"Office cleaner", "Cleaning supervisor"}
    assert titles(session, "cleaners", "yeovil") == ["Cleaning supervisor"]
    assert set(titles(session, place="Yeovil")) == {"Care assistant", "Cleaning supervisor"}
    assert set(titles(session, "care or office")) == {"Care assistant", "Office cleaner"}
    assert titles(session, "care: 'assistant' & (") == ["Care assistant"]
    assert titles(session, "surgeon") == titles(session, "the") == titles(session, "& |") == titles(session) == []


def test_a_file_with_a_fault_changes_nothing_and_every_fault_is_told(session: Session, now: datetime) -> None:
    load(session, JOBS, now)
    # Given a file with two rows that lack something
    wrong = HEADING + "Cook,,£13 an hour,24 hours,The Sample Arms,01632 960222\nDriver,Taunton,,40 hours,Goods,\n"

    # When it is loaded, then each fault has its row, and the old vacancies stand
    assert load(session, wrong, now) == [
        "row 2, place: This cell may not be empty",
        "row 3, contact: This cell may not be empty",
        "row 3, wage: This cell may not be empty",
    ]
    assert len(titles(session, "cleaning")) == 2
    last = vacancies.last_file(session)
    assert last is not None
    assert last.vacancies is None
    # A file of another kind, or without a row, takes nothing away either.
    for text in ("name,town\n", HEADING, ""):
        assert load(session, text, now)
    assert [str(one) for one in vacancies.load(session, "x.csv", b"\xff\xfe\x00", now)]
    assert len(titles(session, "cleaning")) == 2


def test_the_next_days_file_takes_away_what_it_does_not_name(session: Session, now: datetime) -> None:
    load(session, JOBS, now)
    kept = vacancies.search(session, "care", "")[0]
    without = "\n".join(line for line in JOBS.splitlines() if "cleaner" not in line)
    assert load(session, without, now + timedelta(days=1)) == []
    assert titles(session, "cleaning") == ["Cleaning supervisor"]
    assert vacancies.search(session, "care", "") == [kept]
    # It comes back when a file names it again, as the same job.
    load(session, JOBS, now + timedelta(days=2))
    assert set(titles(session, "cleaning")) == {"Office cleaner", "Cleaning supervisor"}
    assert session.scalar(select(func.count()).select_from(Vacancy)) == 3


def test_a_folders_newest_file_is_looked_at_once(session: Session, now: datetime, tmp_path: Path) -> None:
    assert vacancies.look_into(session, tmp_path, now) is None
    (tmp_path / "2026-11-23.csv").write_text(JOBS)
    seen = vacancies.look_into(session, tmp_path, now)
    assert seen is not None
    assert (seen.name, seen.vacancies) == ("2026-11-23.csv", 3)
    assert vacancies.look_into(session, tmp_path, now) is None
    (tmp_path / "2026-11-24.csv").write_text(HEADING + "Cook,,,,,\n")
    refused = vacancies.look_into(session, tmp_path, now)
    assert refused is not None
    assert refused.fault is not None
    assert vacancies.look_into(session, tmp_path, now) is None
    assert len(titles(session, "cleaning")) == 2


@pytest.fixture
def claim(session: Session, now: datetime) -> tuple[Claim, Staff]:
    site = make_site(session)
    ann = make_adviser(session, site, "ann")
    her = Claimant(id=uuid4(), reference="SL-1", first_contact_at=now, home_site_id=site.id)
    session.add(her)
    session.flush()
    made = Claim(
        id=uuid4(), claimant_id=her.id, script_name="startup", script_version="1", state="open", started_at=now
    )
    session.add(made)
    session.flush()
    return made, ann


def test_what_is_chosen_goes_with_the_letter_until_it_is_taken_out(
    session: Session, claim: tuple[Claim, Staff], now: datetime
) -> None:
    made, ann = claim
    load(session, JOBS, now)
    found = vacancies.search(session, "cleaning", "")
    ids = [one.id for one in found]
    for _ in range(2):
        assert vacancies.choose(session, made.id, ids, by=ann.id, now=now) == found
    vacancies.take_out(session, made.id, ids[0], by=ann.id, now=now)
    assert vacancies.chosen_for(session, made.id) == found[1:]
    # What is gone meanwhile stays in the letter, and cannot be chosen anew.
    load(session, HEADING + "Cook,Yeovil,£13,24 hours,The Sample Arms,01632 960222\n", now)
    assert vacancies.chosen_for(session, made.id) == found[1:]
    with pytest.raises(Invalid):
        vacancies.choose(session, made.id, ids[:1], by=ann.id, now=now)


def test_a_letter_names_six_jobs_at_most(session: Session, claim: tuple[Claim, Staff], now: datetime) -> None:
    made, ann = claim
    rows = [f"Cook {number},Yeovil,£13,24 hours,The Sample Arms,01632 960222" for number in range(rules.AT_MOST + 1)]
    load(session, HEADING + "\n".join(rows), now)
    ids = [one.id for one in vacancies.search(session, "cook", "")]
    with pytest.raises(Invalid):
        vacancies.choose(session, made.id, ids, by=ann.id, now=now)
    assert len(vacancies.choose(session, made.id, ids[: rules.AT_MOST], by=ann.id, now=now)) == rules.AT_MOST
