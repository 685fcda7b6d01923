"""How long a caller will wait: the estimate, and how it is said. Pure.

With n advisers each finishing short calls at rate μ and each caller giving up at rate θ, the line moves at
n·μ + j·θ while j are ahead, so that the caller at place k (from 0) waits Σ_{j=0..k} 1 / (n·μ + j·θ).
"""

import math
from datetime import timedelta

from app.values.sentence import Sentence, mark_counted, mark_heard


def estimated_wait(
    place: int, advisers: int, handling_seconds: float, patience_seconds: float | None = None
) -> timedelta | None:
    """The expected wait at `place` (0 is next), or None, "no estimate", where no adviser will be free soon.

    `advisers` are those who can finish a short call soon: signed in, not on a break, not in an interview or due
    in one. `handling_seconds` is the mean of short calls, wrap-up included; `patience_seconds` the mean time to
    giving up, None where nobody gives up.
    """
    if advisers <= 0:
        return None
    served = advisers / handling_seconds
    given_up = 1 / patience_seconds if patience_seconds else 0.0
    return timedelta(seconds=sum(1 / (served + ahead * given_up) for ahead in range(place + 1)))


def said(wait: timedelta | None) -> Sentence:
    """The wait as it is said: rounded up, and coarser the longer it is, so that nobody is promised a minute."""
    if wait is None:
        return Sentence(mark_heard("We cannot say how long you will wait."))
    minutes = math.ceil(wait.total_seconds() / 60)
    if wait < timedelta(seconds=45):
        return Sentence(mark_heard("You will wait less than a minute."))
    if minutes == 1:
        return Sentence(mark_heard("You will wait about a minute."))
    if minutes > 30:
        return Sentence(mark_heard("You will wait more than half an hour."))
    if minutes > 10:
        minutes = math.ceil(minutes / 5) * 5
    return Sentence(
        mark_counted("You will wait about {minutes} minute.", "You will wait about {minutes} minutes."),
        {"minutes": minutes},
    )


def place_said(place: int) -> Sentence:
    """The place as it is said; `place` counts from 0."""
    if place == 0:
        return Sentence(mark_heard("You are next in line."))
    return Sentence(mark_heard("You are number {place} in line."), {"place": place + 1})
