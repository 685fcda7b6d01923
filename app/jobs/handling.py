"""Who does which kind of job, and doing some: claimed in one transaction, settled in another, the work between."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from app.database import Database
from app.jobs import holding, rules, service
from app.jobs.pacing import Paces
from app.jobs.service import Claimed

Handler = Callable[[Mapping[str, Any]], None]
# Does several at once; what it raises is raised for all of them, and each is then done by itself.
Together = Callable[[Sequence[Mapping[str, Any]]], None]
log = structlog.get_logger()


class Handlers:
    """Kind of job to what does it. Rooms above register theirs where the service is wired together.

    A handler gets the payload, opens its own transactions, and may be asked twice for one job.
    """

    def __init__(self) -> None:
        self._by_kind: dict[str, Together] = {}
        self._a_second: dict[str, float] = {}
        self.at_once: dict[str, int] = {}

    def register(self, kind: str, handler: Handler) -> None:
        """Have `handler` do jobs of `kind`, one by one; raises ValueError for a kind that is taken."""

        def one_by_one(payloads: Sequence[Mapping[str, Any]]) -> None:
            for payload in payloads:
                handler(payload)

        self.register_together(kind, one_by_one, at_once=1)

    def register_together(self, kind: str, handler: Together, at_once: int, a_second: float | None = None) -> None:
        """Have `handler` do jobs of `kind`, several `at_once` where so many are due, all workers together not more
        often than `a_second`; raises ValueError for a kind that is taken.
        """
        if kind in self._by_kind:
            raise ValueError(f"jobs of kind {kind} have a handler already")
        self._by_kind[kind] = handler
        self.at_once[kind] = at_once
        if a_second is not None:
            self._a_second[kind] = a_second

    @property
    def paces(self) -> Paces:
        """How often a second each kind may be begun that has a pace."""
        return Paces(self._a_second)

    def of(self, kind: str) -> Together:
        """What does jobs of `kind`; raises LookupError."""
        if kind not in self._by_kind:
            raise LookupError(f"no handler does jobs of kind {kind}")
        return self._by_kind[kind]


def do_next(
    database: Database, handlers: Handlers, lane: str, clock: Callable[[], datetime], *, together: bool = False
) -> bool:
    """Do the next job of `lane` if any is due; whether there was one.

    `together`: and at the same time others of its kind, if they may be done at once.
    """
    at_once = handlers.at_once if together else service.ONE_BY_ONE
    with ExitStack() as while_they_are_done:
        with database.transaction() as session:
            jobs = service.claim(session, lane, clock(), handlers.paces, at_once)
            if not jobs:
                return False
            while_they_are_done.enter_context(holding.held(database, [job.id for job in jobs]))
        _do_together(database, handlers, jobs, clock)
    return True


def next_due(database: Database, handlers: Handlers, lane: str, clock: Callable[[], datetime]) -> datetime | None:
    """When there will next be something to do in `lane`; None for nothing asked."""
    with database.transaction() as session:
        return service.next_due(session, [lane], clock(), handlers.paces)


def _do_together(
    database: Database, handlers: Handlers, jobs: Sequence[Claimed], clock: Callable[[], datetime]
) -> None:
    if len(jobs) == 1:
        _do(database, handlers, jobs[0], clock)
        return
    try:
        handlers.of(jobs[0].kind)([job.payload for job in jobs])
    except Exception:
        # Whatever one of them met, the others are done all the same: each by itself.
        log.warning("jobs_done_singly", kind=jobs[0].kind, jobs=[job.id for job in jobs], exc_info=True)
        for job in jobs:
            _do(database, handlers, job, clock)
    else:
        with database.transaction() as session:
            service.finish(session, [job.id for job in jobs], clock())


def _do(database: Database, handlers: Handlers, job: Claimed, clock: Callable[[], datetime]) -> None:
    try:
        if rules.is_abandoned(job.tries):
            raise RuntimeError("its worker was lost each time it was tried")
        handlers.of(job.kind)([job.payload])
    except rules.TryLater as later:
        _again(database, job, later, clock())
    except OperationalError as error:
        # The database went away, or somebody held a lock for long: that says nothing of the work.
        _again(database, job, rules.TryLater(f"the database: {type(error.orig).__name__}"), clock())
    except Exception as error:
        # Whatever it is, it is written down with the job, and the worker goes on with the next.
        log.error("job_failed", job=job.id, kind=job.kind, error=type(error).__name__, exc_info=True)
        with database.transaction() as session:
            service.fail(session, job.id, f"{type(error).__name__}: {error}", clock())
    else:
        with database.transaction() as session:
            service.finish(session, [job.id], clock())


def _again(database: Database, job: Claimed, later: rules.TryLater, now: datetime) -> None:
    if later.counted and rules.is_last(job.tries):
        log.error("job_given_up", job=job.id, kind=job.kind, tries=job.tries)
        retry_at = None
    else:
        log.info("job_put_off", job=job.id, kind=job.kind, tries=job.tries)
        retry_at = now + (later.wait or rules.wait_before(job.tries + 1))
    with database.transaction() as session:
        service.fail(session, job.id, str(later), now, retry_at, counted=later.counted)
