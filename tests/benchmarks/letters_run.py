"""A day's letters: six hundred claim packs set and held against the post, on one core, in time and memory.

Between the letters the bare engine sets plain pages, as many as every twentieth of them has, so that the run can be
held against it on a busy machine too: the ratio is its time, as that of as many pages as the whole run, over the run's.
The memory is the process's own at its highest, and what it grew by from the hundredth letter to the last: a run
that keeps what it has set would grow with every letter.

    python -m tests.benchmarks.letters_run
"""

import json
from resource import RUSAGE_SELF, getrusage
from time import process_time

from app.letters.service import render
from tests.benchmarks.claim_form import bare_engine, form

LETTERS = 600
AFTER_WHICH_IT_IS_FLAT = 100
HELD_AGAINST_BARE = 20
MOST_SECONDS = 30


def measure() -> dict[str, dict[str, float | str | None]]:
    """Seconds of one core for a day's letters, checked as they are before they are posted."""
    seconds = bare = at_first = 0.0
    for number in range(LETTERS):
        began = process_time()
        typed = render(form(number))
        seconds += process_time() - began
        if number % HELD_AGAINST_BARE == 0:
            bare += bare_engine(typed.pages_in_all, f"SL-{number:04}") * HELD_AGAINST_BARE
        if number == AFTER_WHICH_IT_IS_FLAT:
            at_first = _highest_megabytes()
    highest = _highest_megabytes()
    return {
        "letters_run": {
            "value": round(seconds, 1),
            "unit": f"s of one core for {LETTERS} letters; at most {highest:.0f} MB, {highest - at_first:.0f} MB more "
            f"than after {AFTER_WHICH_IT_IS_FLAT}",
            "ratio": round(bare / seconds, 2),
            "goal": MOST_SECONDS,
            "goal_is": "at most",
        }
    }


def _highest_megabytes() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's line is its result
