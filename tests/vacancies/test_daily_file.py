"""The day's file of vacancies as the scheduler finds it: taken in once; a bad one changes nothing, and is told."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from app import scheduler
from app.alerts.models import Alert
from app.alerts.rules import CALM_FOR
from app.switchboard import alerting
from app.vacancies import service as vacancies
from app.vacancies.models import VacancyFile
from tests.journeys.world import World
from tests.vacancies.test_vacancies import HEADING, JOBS

TICK = "a new file of vacancies is taken in"


def tick(world: World, folder: Path, times: int = 1) -> None:
    """The scheduler looks into the folder, and then for alerts."""
    board = replace(world.board, settings=replace(world.board.settings, vacancies_dir=folder))
    for _ in range(times):
        scheduler.ticks(board)[TICK][1]()
    alerting.look(world.board, world.now(), world.now())


def told(world: World) -> list[str]:
    """What a supervisor reads of the files now."""
    with world.session() as session:
        open_alerts = select(Alert).where(Alert.kind == "vacancies_refused", Alert.cleared_at.is_(None))
        return [alert.reason.format(**alert.reason_values) for alert in session.scalars(open_alerts)]


def looked_at(world: World) -> int:
    with world.session() as session:
        return session.scalar(select(func.count()).select_from(VacancyFile)) or 0


def jobs_of(world: World, work: str) -> int:
    with world.session() as session:
        return len(vacancies.search(session, work, ""))


def test_a_days_file_is_taken_in_once_however_often_the_scheduler_looks(world: World, tmp_path: Path) -> None:
    before = looked_at(world)
    # given no file yet, then one
    tick(world, tmp_path)
    assert looked_at(world) == before
    (tmp_path / "2026-11-23.csv").write_text(JOBS)
    # when the scheduler looks again and again
    tick(world, tmp_path, times=3)
    # then it was taken in once, and nobody is told of anything
    assert looked_at(world) == before + 1
    assert jobs_of(world, "cleaning") == 2
    assert told(world) == []


def test_a_bad_file_leaves_the_old_vacancies_and_is_told_until_a_good_one_comes(world: World, tmp_path: Path) -> None:
    # given yesterday's file, and today's with two faults
    (tmp_path / "2026-11-23.csv").write_text(JOBS)
    tick(world, tmp_path)
    (tmp_path / "2026-11-24.csv").write_text(HEADING + "Cook,,£13 an hour,24 hours,The Sample Arms,\n")
    # when the scheduler looks, twice
    tick(world, tmp_path, times=2)
    # then yesterday's stand, and the supervisor reads once which file it is and what is wrong
    assert jobs_of(world, "cleaning") == 2
    [sentence] = told(world)
    assert "2026-11-24.csv was not taken in" in sentence
    assert "row 2, contact: This cell may not be empty" in sentence
    # and when it is corrected, the alert is over
    (tmp_path / "2026-11-24.csv").write_text(
        HEADING + "Cook,Yeovil,£13 an hour,24 hours,The Sample Arms,01632 960222\n"
    )
    tick(world, tmp_path)
    world.pass_time(CALM_FOR.total_seconds())
    tick(world, tmp_path)
    assert told(world) == []
    assert (jobs_of(world, "cook"), jobs_of(world, "cleaning")) == (1, 0)


def test_without_a_folder_the_scheduler_looks_for_nothing(world: World) -> None:
    before = looked_at(world)
    scheduler.ticks(world.board)[TICK][1]()
    assert looked_at(world) == before
