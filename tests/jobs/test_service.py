"""Jobs are asked for once, claimed by one worker, and come back when that worker dies."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import service
from app.jobs.holding import held
from app.jobs.pacing import UNPACED, Paces
from app.jobs.rules import LEASE, TAKEN_OVER_AFTER
from tests.conftest import copied


def ask(session: Session, now: datetime, **changes: object) -> int:
    values: dict[str, object] = {"lane": "telephone", "kind": "dial", "payload": {"leg": "1"}, "now": now, **changes}
    return service.enqueue(session, **values).id  # type: ignore[arg-type]


def claimed(session: Session, now: datetime, lane: str = "telephone") -> int | None:
    return next((job.id for job in service.claim(session, lane, now)), None)


def test_asking_twice_with_one_key_is_one_job(session: Session, now: datetime) -> None:
    first = ask(session, now, once_key="dial:7")
    assert ask(session, now, once_key="dial:7") == first
    assert ask(session, now, once_key="dial:8") != first


def test_the_more_pressing_goes_first_and_then_the_longer_due(session: Session, now: datetime) -> None:
    later = ask(session, now - timedelta(seconds=1))
    earlier = ask(session, now - timedelta(seconds=9))
    pressing = ask(session, now, priority=1)
    assert [claimed(session, now) for _ in range(4)] == [pressing, earlier, later, None]


def test_lanes_do_not_take_each_others_work(session: Session, now: datetime) -> None:
    ask(session, now, lane="paper")
    assert claimed(session, now) is None
    assert claimed(session, now, "paper") is not None


def test_work_is_not_begun_before_it_is_due(session: Session, now: datetime) -> None:
    due = now + timedelta(minutes=5)
    job = ask(session, now, due_at=due)
    assert claimed(session, now) is None
    assert service.next_due(session, ["telephone"], now) == due
    assert claimed(session, due) == job


def test_a_job_that_nobody_holds_is_taken_again_as_soon_as_no_request_can_be_on_its_way(
    session: Session, now: datetime
) -> None:
    job = ask(session, now)
    assert claimed(session, now) == job
    assert service.next_due(session, ["telephone"], now) == now + TAKEN_OVER_AFTER
    assert claimed(session, now + TAKEN_OVER_AFTER - timedelta(seconds=1)) is None
    assert claimed(session, now + TAKEN_OVER_AFTER) == job


def test_a_job_that_is_held_is_taken_again_only_when_its_lease_is_out(fresh_database: Database, now: datetime) -> None:
    # given another process has a job in hand
    with fresh_database.transaction() as session:
        job = ask(session, now)
        assert claimed(session, now) == job
    with held(fresh_database, [job]), fresh_database.transaction() as session:
        # then nobody takes it from the one, for as long as its lease lasts
        assert claimed(session, now + LEASE - timedelta(seconds=1)) is None
        assert claimed(session, now + LEASE) == job
    with fresh_database.transaction() as session:
        # then when it is given back, anybody may
        assert claimed(session, now + LEASE + TAKEN_OVER_AFTER) == job


def test_what_is_held_in_another_database_is_not_held_in_this(session: Session, now: datetime) -> None:
    job = ask(session, now)
    assert claimed(session, now) == job
    with copied() as other, held(other, [job]):
        assert claimed(session, now + TAKEN_OVER_AFTER) == job


def test_who_loses_the_database_while_he_holds_a_job_goes_on_and_holds_it_no_more(
    fresh_database: Database, now: datetime
) -> None:
    # given a job that is held
    with fresh_database.transaction() as session:
        job = ask(session, now)
        assert claimed(session, now) == job
    with held(fresh_database, [job]):
        # when the database ends every connection, as it does when it is restarted
        with fresh_database.transaction() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        # then it may be taken over, and who had it goes on undisturbed
        with fresh_database.transaction() as session:
            assert claimed(session, now + TAKEN_OVER_AFTER) == job


def test_several_of_a_kind_are_taken_together_but_no_other_and_none_that_was_tried(
    session: Session, now: datetime
) -> None:
    def together(at: datetime, paces: Paces = UNPACED) -> list[int]:
        return [job.id for job in service.claim(session, "telephone", at, paces, {"dial": 3})]

    # given one that was tried before and, after it, four of its kind with another kind between them
    tried = ask(session, now, kind="dial")
    assert together(now) == [tried]
    service.fail(session, tried, "no", now, now)
    first, second = (ask(session, now, kind="dial") for _ in range(2))
    other = ask(session, now, kind="hang_up")
    third, fourth = (ask(session, now, kind="dial") for _ in range(2))

    # then what was tried is taken by itself, and the others three at a time, each kind for itself
    assert together(now) == [tried]
    assert together(now) == [first, second, third]
    assert together(now) == [other]
    assert together(now) == [fourth]
    # and no more together than their pace allows
    asked = [ask(session, now, kind="dial") for _ in range(3)]
    paces = Paces({"dial": 2.0})
    assert [together(now, paces), together(now, paces)] == [asked[:2], []]
    assert together(now + timedelta(seconds=0.5), paces) == asked[2:]


def test_what_is_done_stays_done(session: Session, now: datetime) -> None:
    job = ask(session, now)
    claimed(session, now)
    service.finish(session, [job], now)
    service.finish(session, [job], now)
    service.fail(session, job, "too late", now)
    assert claimed(session, now + timedelta(days=1)) is None
    assert service.failed(session) == []


def test_what_is_put_off_comes_back_at_its_time(session: Session, now: datetime) -> None:
    job = ask(session, now)
    claimed(session, now)
    service.fail(session, job, "engaged", now, retry_at=now + timedelta(seconds=8))
    assert claimed(session, now + timedelta(seconds=7)) is None
    assert claimed(session, now + timedelta(seconds=8)) == job


def test_what_is_given_up_is_shown_and_may_be_tried_again(session: Session, now: datetime) -> None:
    job = ask(session, now)
    claimed(session, now)
    service.fail(session, job, "21211", now)
    assert [(shown.id, shown.last_error) for shown in service.failed(session)] == [(job, "21211")]
    assert service.retry(session, job, now) is not None
    assert service.retry(session, job, now) is None
    assert claimed(session, now) == job


def test_two_workers_never_hold_one_job(fresh_database: Database, now: datetime) -> None:
    with fresh_database.transaction() as session:
        jobs = {ask(session, now), ask(session, now)}
    with fresh_database.transaction() as one, fresh_database.transaction() as other:
        assert {claimed(one, now), claimed(other, now)} == jobs
        assert claimed(other, now) is None


def test_of_many_due_at_one_moment_the_next_is_found_without_sorting_them(session: Session, now: datetime) -> None:
    # given a thousand that are due at one moment, and what the database is asked for the next of them
    session.execute(
        text(
            """INSERT INTO jobs (lane, kind, payload, state, priority, due_at, tries, created_at)
               SELECT 'telephone', 'dial', '{}', 'wanted', 3, :now, 0, :now FROM generate_series(1, 1000)"""
        ),
        {"now": now},
    )
    session.execute(text("ANALYZE jobs"))
    asked: list[tuple[str, Any]] = []
    connection = session.connection()

    def hear(*execution: Any) -> None:
        _, _, statement, values, *_ = execution
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", hear)
    assert claimed(session, now) is not None
    event.remove(connection, "before_cursor_execute", hear)

    # when it explains how it goes about it
    ((statement, values),) = [one for one in asked if "SKIP LOCKED" in one[0]]
    plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())

    # then it takes the first of an index
    assert "ix_jobs_open" in plan, plan
    assert "Sort" not in plan, plan
