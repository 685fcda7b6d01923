"""Whatever is booked, moved, cancelled, rung or taken out of the rota, in whatever order: every promise stands."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.orm import Session

from app.interpreters import service as interpreters
from app.sites import service as sites
from tests.diary.at_random import DiaryAtRandom
from tests.diary_people import make_adviser, make_site

RUNS, STEPS = 25, 12
RUNS_AT_NIGHT, STEPS_AT_NIGHT = 300, 25

Play = Callable[[int, int, tuple[Phase, ...]], None]


@pytest.fixture
def play(session: Session, tmp_path: Path) -> Play:
    """So many diaries of so many steps at most; one that fails is printed, with what makes it happen again."""
    home = make_site(session)
    sites.change_rules(session, home, kept_back_advisers=0, textphone_desks=1)
    ann = make_adviser(session, home, "ann", textphone=True)
    gwen = make_adviser(session, home, "gwen", "cy", "pl")
    tess = make_adviser(session, home, "tess", textphone=True)
    file = tmp_path / "interpreters.yaml"
    file.write_text(
        "suppliers: [{name: One, telephone: 020 7946 0311, languages: [pl], lines: 1, hours: {thursday: 09:00-17:00, "
        "friday: 09:00-17:00, monday: 09:00-12:00, tuesday: 09:00-17:00}}]"
    )
    (supplier,) = interpreters.load(session, file)
    at = sites.telephones_of(session, home)[0]
    given = session

    class Diaries(DiaryAtRandom):
        session = given
        site = home
        office = at.office_id
        telephones = tuple(one.telephone for one in sites.telephones_of(given, home) if one.office_id == at.office_id)
        lines = (f"{supplier.id}:1",)
        advisers = (ann, gwen, tess)

    def run(runs: int, steps: int, phases: tuple[Phase, ...]) -> None:
        run_state_machine_as_test(
            Diaries,
            settings=settings(
                max_examples=runs,
                stateful_step_count=steps,
                phases=phases,
                deadline=None,
                print_blob=True,
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )

    return run


def test_twenty_five_diaries_at_random(play: Play) -> None:
    # To look for the shortest takes minutes: that is for the night.
    play(RUNS, STEPS, (Phase.explicit, Phase.reuse, Phase.generate))


@pytest.mark.long
def test_three_hundred_diaries_at_random(play: Play) -> None:
    play(RUNS_AT_NIGHT, STEPS_AT_NIGHT, tuple(Phase))
