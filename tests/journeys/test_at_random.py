"""Whatever happens, in whatever order: no call, caller, call-back or adviser is lost, doubled or stuck."""

from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.journeys.at_random import BEGINS, AtRandom
from tests.journeys.fixtures import Alone
from tests.journeys.world import World

# Fifty by day and two thousand at night, dealt out to tests that may run side by side.
SHARES, RUNS_OF_A_SHARE, STEPS = 5, 10, 6
SHARES_AT_NIGHT, RUNS_OF_A_SHARE_AT_NIGHT, STEPS_AT_NIGHT = 8, 250, 15


def play(alone: Alone, runs: int, steps: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    """So many runs of so many steps at most; one that fails is printed, with what makes it happen again."""

    class Days(AtRandom):
        def made(self) -> AbstractContextManager[World]:
            return alone(BEGINS)

    run_state_machine_as_test(
        Days,
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


@pytest.mark.parametrize("_share", range(SHARES))
def test_fifty_days_at_random(alone: Alone, _share: int) -> None:
    # To look for the shortest takes minutes: that is for the night.
    play(alone, RUNS_OF_A_SHARE, STEPS, (Phase.explicit, Phase.reuse, Phase.generate))


@pytest.mark.long
@pytest.mark.parametrize("_share", range(SHARES_AT_NIGHT))
def test_two_thousand_days_at_random(alone: Alone, _share: int) -> None:
    play(alone, RUNS_OF_A_SHARE_AT_NIGHT, STEPS_AT_NIGHT)
