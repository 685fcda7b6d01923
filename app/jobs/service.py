"""The only door to the jobs: asked for in the transaction that wants them, claimed by one worker at a time."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, not_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.database import commit_without_waiting, notify, one_of
from app.jobs import rules
from app.jobs.holding import is_held
from app.jobs.models import JOB, Job
from app.jobs.pacing import UNPACED, Paces

CHANNEL = "jobs"
ONE_BY_ONE: Mapping[str, int] = {}


class Claimed(NamedTuple):
    """A job that is somebody's to do; `tries` counts this time."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    tries: int


def enqueue(
    session: Session,
    lane: str,
    kind: str,
    payload: Mapping[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    once_key: str | None = None,
    priority: int = 5,
) -> Job:
    """Ask for work; it is done after this commits, not before `due_at`, lower `priority` first.

    Asked twice with one `once_key` it is one job: the one there is comes back, whatever its state.
    """
    values = {
        "lane": lane,
        "kind": kind,
        "payload": dict(payload),
        "once_key": once_key,
        "priority": priority,
        "due_at": due_at or now,
        "created_at": now,
    }
    made: Job | None = session.scalar(
        insert(Job).values(**values).on_conflict_do_nothing(index_elements=[Job.once_key]).returning(Job)
    )
    if made is None:
        return session.scalars(select(Job).where(Job.once_key == once_key)).one()
    notify(session, CHANNEL, lane)
    return made


def claim(
    session: Session, lane: str, now: datetime, paces: Paces = UNPACED, at_once: Mapping[str, int] = ONE_BY_ONE
) -> list[Claimed]:
    """Take the next job of `lane`, and with it others of its kind, up to so many as may be done `at_once`.

    Empty where nothing is due. One whose worker died, or whose lease ran out, is taken again, by itself. Of kinds that
    have a pace none is taken faster than that. They are to be held (`holding.held`) before this commits and for as
    long as they are worked at.
    """
    abandoned = and_(Job.lease_until <= now + rules.LEASE - rules.TAKEN_OVER_AFTER, not_(is_held()))
    ready = or_(
        and_(Job.state == "wanted", Job.due_at <= now),
        and_(Job.state == "running", or_(Job.lease_until <= now, abandoned)),
    )
    in_order = (
        select(Job.id, Job.kind, Job.payload, Job.tries)
        .where(Job.lane == lane, Job.state.in_(("wanted", "running")), ready)
        .order_by(Job.priority, Job.due_at, Job.id)
        .with_for_update(skip_locked=True)
    )
    spent = set(paces.spent(session, now))
    while True:
        first = session.execute(in_order.where(Job.kind.not_in(spent)).limit(1)).first()
        if first is None:
            return []
        jobs, most = [first], at_once.get(first.kind, 1)
        if most > 1 and first.tries == 0:
            # One's own lock keeps oneself out of nothing: the first is among them.
            alike = in_order.where(Job.kind == first.kind, Job.tries == 0)
            jobs = list(session.execute(alike.limit(most)))
        jobs = jobs[: paces.take(session, first.kind, now, len(jobs))]
        if jobs:
            break
        spent.add(first.kind)
    # Whatever is done with them commits later, and keeps this too; a claim alone may be lost with the machine.
    commit_without_waiting(session)
    taken = update(Job).where(one_of(Job.id, [job.id for job in jobs]))
    session.execute(
        taken.values(state="running", lease_until=now + rules.LEASE, tries=Job.tries + 1),
        execution_options={"synchronize_session": False},
    )
    return [Claimed(job.id, job.kind, job.payload, job.tries + 1) for job in jobs]


def next_due(session: Session, lanes: Iterable[str], now: datetime, paces: Paces = UNPACED) -> datetime | None:
    """When there will next be something to claim in `lanes`, if whoever works now dies; None for nothing asked."""
    given_up_at = Job.lease_until - case((is_held(), timedelta()), else_=rules.LEASE - rules.TAKEN_OVER_AFTER)
    at = func.min(case((Job.state == "wanted", Job.due_at), else_=given_up_at))
    rows = session.execute(
        select(Job.kind, at).where(Job.lane.in_(lanes), Job.state.in_(("wanted", "running"))).group_by(Job.kind)
    )
    spent = paces.spent(session, now)
    return min((max(due, spent.get(kind, due)) for kind, due in rows), default=None)


def finish(session: Session, job_ids: Collection[int], now: datetime) -> None:
    """The work is done. Said again, or of a job that another worker finished, it changes nothing."""
    # Locked in order, so that two who finish the same ones never wait for each other.
    running = select(Job.id).where(one_of(Job.id, job_ids), Job.state == "running").order_by(Job.id).with_for_update()
    session.execute(
        update(Job)
        .where(Job.id.in_(running))
        .values(state=JOB.check("running", "done"), lease_until=None, ended_at=now)
    )


def fail(
    session: Session, job_id: int, error: str, now: datetime, retry_at: datetime | None = None, *, counted: bool = True
) -> None:
    """The work was not done: it is wanted again at `retry_at`, or without one left for a person to look at.

    Not `counted`, it is as if it had never been tried.
    """
    job = _lock(session, job_id)
    if job is None or job.state != "running":
        return
    job.state = JOB.check(job.state, "wanted" if retry_at else "failed")
    job.lease_until, job.last_error = None, error
    if not counted:
        job.tries -= 1
    if retry_at:
        job.due_at = retry_at
    else:
        job.ended_at = now
    session.flush()
    notify(session, CHANNEL, job.lane)


def put_off(session: Session, lane: str, kinds: Iterable[str], now: datetime) -> list[Job]:
    """Work of these kinds that waits for its time to come, locked; what somebody else holds is left out."""
    statement = select(Job).where(Job.lane == lane, Job.kind.in_(kinds), Job.state == "wanted", Job.due_at > now)
    return list(session.scalars(statement.order_by(Job.id).with_for_update(skip_locked=True)))


def bring_forward(session: Session, job: Job, due_at: datetime) -> None:
    """Have work that was put off done as if it had been due at that moment."""
    job.due_at = due_at
    session.flush()
    notify(session, CHANNEL, job.lane)


def failed(session: Session) -> list[Job]:
    """What was given up and waits for a person, the newest first."""
    return list(session.scalars(select(Job).where(Job.state == "failed").order_by(Job.ended_at.desc(), Job.id.desc())))


def retry(session: Session, job_id: int, now: datetime) -> Job | None:
    """Try a failed job again, counting its tries anew; None where it is not there or is no longer failed."""
    job = _lock(session, job_id)
    if job is None or job.state != "failed":
        return None
    job.state = JOB.check(job.state, "wanted")
    job.due_at, job.ended_at, job.tries = now, None, 0
    session.flush()
    notify(session, CHANNEL, job.lane)
    return job


def _lock(session: Session, job_id: int) -> Job | None:
    return session.get(Job, job_id, with_for_update=True, populate_existing=True)
