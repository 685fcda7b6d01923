"""Whatever is booked, moved, cancelled, rung or taken out of the rota, in whatever order: every promise stands."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.orm import Session

from app.sites import service as sites
from tests.diary.at_random import DiaryAtRandom
from tests.diary_people import make_adviser, make_site

RUNS, STEPS = 25, 12
RUNS_AT_NIGHT, STEPS_AT_NIGHT = 300, 25

Play = Callable[[int, int, tuple[Phase, ...]], None]


@pytest.fixture
def play(session: Session) -> Play:
    """So many diaries of so many steps at most; one that fails is printed, with what makes it happen again."""
    home = make_site(session)
    sites.change_rules(session, home, kept_back_advisers=0)
    ann = make_adviser(session, home, "ann")
    gwen = make_adviser(session, home, "gwen", "cy")
    tess = make_adviser(session, home, "tess", textphone=True)
    given = session

    class Diaries(DiaryAtRandom):
        session = given
        site = home
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
