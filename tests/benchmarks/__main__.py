"""Every benchmark, one after the other: a line for each figure, and all of them as one JSON object on the last line.

python -m tests.benchmarks
"""

import json
from collections.abc import Callable

from tests.benchmarks import (
    board_growth,
    booking_contention,
    claim_form,
    console_answer,
    dispatch,
    exchange_webhooks,
    interpreter_delay,
    ivr_step,
    letters_run,
    matching_delay,
    offer_growth,
    overflow,
    replay,
    search_growth,
    textphone_ring,
    typed_turn,
)

Figures = dict[str, dict[str, float | str | None]]
KEYS = ("value", "unit", "ratio", "goal")
# A goal is what a figure should reach, unless the figure says that it is the most it should be ("goal_is").
AT_MOST = "at most"
BENCHMARKS: tuple[Callable[[], Figures], ...] = (
    ivr_step.measure,
    matching_delay.measure,
    claim_form.measure,
    console_answer.measure,
    letters_run.measure,
    exchange_webhooks.measure,
    interpreter_delay.measure,
    replay.measure,
    board_growth.measure,
    dispatch.measure,
    booking_contention.measure,
    offer_growth.measure,
    overflow.measure_columns,
    search_growth.measure,
    textphone_ring.measure,
    typed_turn.measure,
)


def main() -> None:
    """Run them all and say what was found. A figure that misses its goal is shown as such, and is no failure."""
    found: Figures = {}
    for measure in BENCHMARKS:
        for name, figure in measure().items():
            found[name] = {key: figure[key] for key in KEYS}
            print(_line(name, figure), flush=True)  # noqa: T201 - a benchmark's lines are its result
    print(json.dumps(found))  # noqa: T201 - the same


def _line(name: str, figure: dict[str, float | str | None]) -> str:
    value, unit, ratio, goal = (figure[key] for key in KEYS)
    line = f"{name:22} {value:>8} {unit}"
    if ratio is not None:
        line += f"; {ratio} of the bare one's"
    reached = value if ratio is None else ratio
    if isinstance(goal, int | float) and isinstance(reached, int | float):
        at_most = figure.get("goal_is") == AT_MOST
        met = reached <= goal if at_most else reached >= goal
        line += f" (goal {f'{AT_MOST} ' if at_most else ''}{goal}: {'met' if met else 'not met'})"
    return line


if __name__ == "__main__":
    main()
