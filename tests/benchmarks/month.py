"""A month of four sites at the pilots' volumes, in a simulated clock: what became of every case that rang.

    python -m tests.benchmarks.month [DAYS] [SITE]

It is no part of `make bench`: it takes its time. Each evening it says how far it is.
"""

import sys
import tempfile
import time
from pathlib import Path

import structlog

from app.database import embedded
from tests.benchmarks.databases import fresh
from tests.month.accounts import account
from tests.month.month import Month, Plan
from tests.month.people import CASES, advisers_for

THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def main(days: int = 20, site: str | None = None) -> None:
    """Run it and say what was found."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    cases = {site: CASES[site]} if site else CASES
    with tempfile.TemporaryDirectory(prefix="startline-month-") as made:
        Path(made).chmod(0o755)
        with embedded.running(Path(made) / "postgresql", THROWAWAY) as server:
            began = time.process_time(), time.perf_counter()
            month = Month(fresh(server.url, "month"), Plan(days=days, cases=cases), Path(made))
            _say(", ".join(f"{slug}: {advisers_for(count)} advisers" for slug, count in cases.items()))
            month.on_evening = lambda day: _say(
                f"{day}: {sum(case.rang > 0 for case in month.cases):,} cases so far, "
                f"{month.clockwork.happened:,} events, {time.perf_counter() - began[1]:.0f} s, "
                f"{time.process_time() - began[0]:.0f} s of this processor without the database"
            )
            month.run()
            for line in account(month).lines():
                _say(line)
            _say(f"adviser-days sick: {month.sick}; events: {month.clockwork.happened:,}")
            _say(f"took {time.perf_counter() - began[1]:.0f} s, {time.process_time() - began[0]:.0f} s of Python")
            month.database.engine.dispose()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a benchmark's lines are its result


if __name__ == "__main__":
    main(*(int(one) if one.isdigit() else one for one in sys.argv[1:]))  # type: ignore[arg-type]
