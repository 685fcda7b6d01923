"""A hundred thousand calls replayed under the rule: seconds on one core, and the memory that the process took.

python -m tests.benchmarks.replay
"""

import json
import resource
import subprocess
import sys
from time import process_time

from app.line.replay.simulation import replay
from app.line.replay.trace import read_rules
from tests.line.replay import days

CALLS = 100_000
GOAL_SECONDS, GOAL_MEGABYTES = 30.0, 500.0


def measure() -> dict[str, dict[str, float | str | None]]:
    """Calls a second, in a process of its own so that the memory is that of the replay alone."""
    made = subprocess.run([sys.executable, "-m", __name__], check=True, capture_output=True, text=True)
    seconds, megabytes = json.loads(made.stdout)
    return {
        "replay": {
            "value": round(CALLS / seconds),
            "unit": "calls a second",
            "ratio": None,
            "goal": CALLS / GOAL_SECONDS,
        },
        "replay.memory": {
            "value": round(GOAL_MEGABYTES - megabytes),
            "unit": "MB left of 500",
            "ratio": None,
            "goal": 0.0,
        },
    }


def _figure(value: float, unit: str, goal: float) -> dict[str, float | str | None]:
    return {"value": value, "unit": unit, "ratio": None, "goal": round(goal)}


def main() -> None:
    """Replay once and print seconds of this process and its largest size in MB."""
    trace, sites = days.day(1, CALLS, 0.9), read_rules(None)
    before = process_time()
    replay(trace, sites)
    print(json.dumps([process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))  # noqa: T201


if __name__ == "__main__":
    main()
