"""One trace under two sets of rules: pure, and so heavy on a large day that it goes to a process of its own."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from math import isnan, nan
from multiprocessing.connection import Connection
from typing import Any, Final

from app.line.replay.outcomes import Measures, measure
from app.line.replay.simulation import Simulation
from app.line.replay.trace import Trace
from app.line.snapshot import SiteNow

# Up to so many calls it is done sooner than another process has started.
SMALL: Final = 500
NICE: Final = 10


@dataclass(frozen=True)
class Task:
    """What is compared: a trace under the rules as they are and under new ones, both with the same suppositions."""

    trace: Trace
    present: Mapping[str, SiteNow]
    new: Mapping[str, SiteNow]
    away_factor: float
    ring: timedelta


@dataclass(frozen=True)
class Compared:
    """The measures under each."""

    present: Measures
    new: Measures


def compare(task: Task, tell: Callable[[float], None]) -> Compared:
    """Replay the trace twice; `tell` hears the share that is done, from 0 to 1.

    A large day is replayed in another process: Python's threads share one processor, and those of whoever asked
    have calls to look after. Raises RuntimeError where that process came to grief.
    """
    if len(task.trace.calls) <= SMALL:
        return _compare(task, tell)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_apart, args=(theirs, task), daemon=True)
    process.start()
    theirs.close()
    try:
        while not isinstance(heard := ours.recv(), Compared):
            tell(heard)
    except EOFError:
        raise RuntimeError("the process of the replay ended without an answer") from None
    finally:
        ours.close()
        process.terminate()
        process.join()
    return heard


def _apart(answer: Connection, task: Task) -> None:
    os.nice(NICE)
    answer.send(_compare(task, answer.send))


def _compare(task: Task, tell: Callable[[float], None]) -> Compared:
    both = 2 * max(1, len(task.trace.calls))
    present = _replayed(task, task.present, lambda calls: tell(calls / both))
    new = _replayed(task, task.new, lambda calls: tell(0.5 + calls / both))
    return Compared(present, new)


def _replayed(task: Task, sites: Mapping[str, SiteNow], tell: Callable[[int], None]) -> Measures:
    run = Simulation(task.trace, sites, task.away_factor, task.ring, tell)
    return measure(run.run(), run.occupancy)


def stored(measures: Measures) -> dict[str, Any]:
    """As they are kept; what could not be measured is None."""
    numbers = {
        name: None if isinstance(value, float) and isnan(value) else value
        for name, value in asdict(measures).items()
        if name != "moved"
    }
    return {**numbers, "moved": [[*pair, calls] for pair, calls in sorted(measures.moved.items())]}


def read(kept: Mapping[str, Any]) -> Measures:
    """From what was kept; what was not measured yet then is nan."""
    numbers: dict[str, Any] = {
        field.name: nan if kept.get(field.name) is None else kept[field.name]
        for field in fields(Measures)
        if field.name != "moved"
    }
    return Measures(**numbers, moved=Counter({(home, other): calls for home, other, calls in kept["moved"]}))
