"""Each benchmark that writes rows of its own runs, small: its rows are what the tables want, its proofs hold."""

import json
import subprocess
import sys

import pytest

SMALL = {
    "board_growth": {"FEW": 10, "MANY": 20, "TODAY": 20, "ADVISERS": 8, "ROUNDS": 3, "WARM_UP": 1},
    "offer_growth": {"FEW": 10, "MANY": 20, "ADVISERS": 4, "ROUNDS": 3, "WARM_UP": 1},
    "booking_contention": {"BOOKERS": 6, "PLACES": 3},
    "dispatch": {"CALLBACKS": 600, "FALLING_DUE": 240},
    "search_growth": {"FEW": 20, "MANY": 60, "ROUNDS": 2, "WARM_UP": 1},
    "console_answer": {"ADVISERS": 3, "ANSWERS": 2, "WARM_UP": 1, "EVERY_SECONDS": 0.1},
    "typed_turn": {"PAIRS": 2, "TURNS": 2, "WARM_UP": 1, "EVERY_SECONDS": 0.1},
}
# These write no rows by themselves, but by the console's and the typed page's own doors.
SLOW = {"console_answer", "typed_turn"}
RUN = """
import json, sys
from importlib import import_module
benchmark = import_module("tests.benchmarks." + sys.argv[1])
vars(benchmark).update(json.loads(sys.argv[2]))
print(json.dumps(benchmark.measure()))
"""


@pytest.mark.parametrize(
    ("benchmark", "sizes"),
    [pytest.param(*one, marks=[pytest.mark.long] if one[0] in SLOW else []) for one in SMALL.items()],
    ids=SMALL,
)
def test_it_runs_small(benchmark: str, sizes: dict[str, int]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", RUN, benchmark, json.dumps(sizes)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-3000:]
    figures = json.loads(run.stdout.splitlines()[-1])
    assert all(figure["value"] for figure in figures.values()), figures
