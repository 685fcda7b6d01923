"""A day's letters: six hundred claim packs set and held against the post, on one core, in time and memory.

The memory is the process's own at its highest, and what it grew by from the hundredth letter to the last: a run
that keeps what it has set would grow with every letter.

    python -m tests.benchmarks.letters_run
"""

import json
from resource import RUSAGE_SELF, getrusage
from time import process_time

from app.letters.service import render
from tests.benchmarks.claim_form import form

LETTERS = 600
AFTER_WHICH_IT_IS_FLAT = 100
MOST_SECONDS = 30


def measure() -> dict[str, dict[str, float | str | None]]:
    """Seconds of one core for a day's letters, checked as they are before they are posted."""
    began = process_time()
    at_first = 0.0
    for number in range(LETTERS):
        render(form(number))
        if number == AFTER_WHICH_IT_IS_FLAT:
            at_first = _highest_megabytes()
    seconds = process_time() - began
    highest = _highest_megabytes()
    return {
        "letters_run": {
            "value": round(seconds, 1),
            "unit": f"s of one core for {LETTERS} letters; at most {highest:.0f} MB, {highest - at_first:.0f} MB more "
            f"than after {AFTER_WHICH_IT_IS_FLAT}",
            "ratio": None,
            "goal": MOST_SECONDS,
            "goal_is": "at most",
        }
    }


def _highest_megabytes() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
