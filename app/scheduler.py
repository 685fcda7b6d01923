"""The scheduler: a few ticks, each of which claims rows that are due, so that any number of schedulers may run.

Nothing is kept in the scheduler itself: due times stand in UTC in the database. London's 01:00–01:59 is never
used, since it comes twice or not at all when the clocks change.
"""

from collections.abc import Callable
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from app import clock
from app.jobs import beating
from app.staff import service as staff
from app.switchboard import (
    alerting,
    by_hand,
    dialling,
    following_up,
    forecasting,
    foreseeing,
    in_time,
    kept_calls,
    lending,
    outage,
    owed,
    papers,
    reconciling,
    ringing_back,
    textphones,
    typed,
    typed_callbacks,
    typed_later,
    wrapping_up,
)
from app.switchboard.context import Switchboard
from app.vacancies import service as vacancies

log = structlog.get_logger()


def ticks(board: Switchboard) -> dict[str, tuple[float, Callable[[], object]]]:
    """Each tick: how often in seconds, and what it does."""
    began = clock.now()
    return {
        "call-backs fall due": (1.0, lambda: ringing_back.fall_due(board, clock.now())),
        "what may not be rung any more leaves the line": (
            in_time.LOOKED_AT_EVERY.total_seconds(),
            lambda: in_time.take_out_of_line(board, clock.now()),
        ),
        "what can be rung by now joins the line": (5.0, lambda: ringing_back.join_the_left(board, clock.now())),
        "times that come free go to who is owed a call": (60.0, lambda: owed.give_times(board, clock.now())),
        "lost calls are looked for": (5.0, lambda: dialling.look_for_lost_legs(board, clock.now())),
        "live calls are compared with Twilio's": (
            reconciling.EVERY.total_seconds(),
            lambda: reconciling.sweep(board, clock.now()),
        ),
        "Twilio is asked whether it is back": (
            outage.EVERY.total_seconds(),
            lambda: outage.ask_whether_it_is_over(board, clock.now()),
        ),
        "alerts are looked for": (
            alerting.EVERY.total_seconds(),
            lambda: alerting.look(board, clock.now(), began),
        ),
        "whoever will be rung late is told": (
            foreseeing.EVERY.total_seconds(),
            lambda: foreseeing.tell_the_late(board, clock.now()),
        ),
        "calls kept in a file are taken in": (15.0, lambda: kept_calls.take_in(board, clock.now())),
        "what textphones hear is kept in files": (
            textphones.KEPT_EVERY.total_seconds(),
            lambda: textphones.keep_in_files(board),
        ),
        "a sign of life": (beating.EVERY.total_seconds(), partial(_beat, board)),
        "the day's letters are printed": (60.0, lambda: papers.ask_for_run(board, clock.now())),
        "claims that wait for something are looked at": (60.0, lambda: following_up.ask(board, clock.now())),
        "a new file of vacancies is taken in": (60.0, partial(_vacancies, board)),
        "the day's forecast is made": (60.0, lambda: forecasting.ask(board, clock.now())),
        "forgotten call-backs are made again": (60.0, lambda: wrapping_up.ring_the_forgotten_again(board, clock.now())),
        "what was dialled by hand and not wrapped up is made again": (
            60.0,
            lambda: by_hand.make_the_forgotten_again(board, clock.now()),
        ),
        "whoever is typed with soon is sent a code": (30.0, lambda: typed_callbacks.invite(board, clock.now())),
        "who does not come to the typed page is missed": (
            15.0,
            lambda: typed_callbacks.miss_who_did_not_come(board, clock.now()),
        ),
        "what was typed and not wrapped up is made again": (
            60.0,
            lambda: typed_callbacks.make_the_forgotten_again(board, clock.now()),
        ),
        "typed conversations that nobody minds return": (15.0, lambda: typed.return_the_abandoned(board, clock.now())),
        "whoever left the typed page is owed a call": (
            60.0,
            lambda: typed_later.leave_the_forgotten(board, clock.now()),
        ),
        "lent advisers come home": (30.0, lambda: lending.bring_home_the_lent(board, clock.now())),
        "forgotten sign-ins end": (30.0, partial(_end_forgotten, board)),
    }


def start(board: Switchboard) -> BackgroundScheduler:
    """Tick in a thread of this process until `shutdown`."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for name, (seconds, do) in ticks(board).items():
        scheduler.add_job(
            do,
            "interval",
            seconds=seconds,
            name=name,
            coalesce=True,
            max_instances=1,
            # The default grace of a second silently skips a tick that was late.
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler


def _end_forgotten(board: Switchboard) -> int:
    with board.database.transaction() as session:
        return staff.end_forgotten(session, clock.now())


def _vacancies(board: Switchboard) -> None:
    if board.settings.vacancies_dir is None:
        return
    with board.database.transaction() as session:
        seen = vacancies.look_into(session, board.settings.vacancies_dir, clock.now())
        if seen is not None and seen.fault is not None:
            log.warning("file of vacancies refused", faults=len(seen.fault.splitlines()))


def _beat(board: Switchboard) -> None:
    with board.database.transaction() as session:
        beating.beat(session, "scheduler", clock.now())
