"""The worker: jobs in their lanes, and the matcher.

Each lane has its own threads, so that a print run never delays a dial. Any number of workers may run.
`Worker.work` does everything that is due in the caller's own thread, which is how a test drives it with a clock of
its own.
"""

import gc
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from app import clock
from app.database.listening import Listener
from app.jobs import beating
from app.jobs.handling import Handlers, do_next, next_due
from app.jobs.models import LANES
from app.jobs.service import CHANNEL as JOBS
from app.line.service import CHANNEL as LINE
from app.switchboard import (
    alerting,
    cut_off,
    dialling,
    following_up,
    forecasting,
    handing_on,
    messages,
    papers,
    pressing,
    supervising,
    trying,
    typed,
)
from app.switchboard.context import Switchboard
from app.switchboard.matching import match

log = structlog.get_logger()
T = TypeVar("T")

# A third thread for the telephone made all of them slower: they share one processor.
THREADS = {"telephone": 2, "message": 1, "paper": 1, "trial": 1}
# News comes by NOTIFY; this is only for what was told while the connection was away.
LOOK_AT_LEAST_EVERY = timedelta(seconds=1)
# What is due but in another's hands is not asked for without a pause.
LOOK_AT_MOST_EVERY = timedelta(milliseconds=10)
PAUSE_AFTER_A_FAULT_SECONDS = 1.0


def handlers(board: Switchboard) -> Handlers:
    """Who does which kind of job."""
    registered = Handlers()
    for kind, do in {
        "redirect": dialling.redirect,
        "hang_up": dialling.hang_up,
        "hold": dialling.hold,
        "mute": pressing.tell_mute,
        "supervise": supervising.tell_twilio,
        "after_drop": dialling.after_drop,
        "print": papers.print_wanted,
        "hand_on": handing_on.hand_on,
        "follow_up": following_up.look,
        "why_over": cut_off.look,
        "try_rules": trying.work_out,
    }.items():
        registered.register(kind, partial(do, board))
    registered.register_together(
        "dial", partial(dialling.dial, board), dialling.AT_ONCE, a_second=board.settings.twilio_calls_per_second
    )
    registered.register(forecasting.KIND, lambda _: forecasting.make(board, clock.now()))
    registered.register("alert", lambda payload: alerting.send(board, payload, clock.now()))
    registered.register("text", lambda payload: messages.send(board, payload, clock.now()))
    registered.register("remind", lambda payload: messages.remember(board, payload, clock.now()))
    registered.register(typed.JOB, lambda payload: typed.send_code(board, payload, clock.now()))
    return registered


class Worker:
    """Does what is due: as threads until stopped, or once, by hand."""

    def __init__(self, board: Switchboard) -> None:
        self.board = board
        self.handlers = handlers(board)
        self.stopping = threading.Event()
        self.look_again_at: datetime | None = None
        self._began = clock.now()

    def work(self) -> bool:
        """Everything that is due now, in this thread; whether there was anything."""
        self.match()
        did = [self.empty(lane) for lane in LANES]
        return any(did)

    def empty(self, lane: str) -> bool:
        """Every job of a lane that is due now, one after the other in this thread; whether there was any."""
        did = False
        while do_next(self.board.database, self.handlers, lane, clock.now):
            did = True
        return did

    def match(self) -> datetime | None:
        """One pass of the matcher; returns when to look again."""
        with self.board.database.transaction() as session:
            self.look_again_at = match(self.board, session, clock.now())
        return self.look_again_at

    def run(self) -> None:
        """Work until `stop`, in threads of this process."""
        self.board.telephone.make_ready()
        # All that is there by now stays to the end. To look through it for what could be thrown away took a quarter of
        # a busy worker's time.
        gc.collect()
        gc.freeze()
        listener = Listener(self.board.database.url, [JOBS, LINE])
        listener.start()
        threads = [threading.Thread(target=self._match_for_ever, args=(listener,), name="matcher")]
        for lane, count in THREADS.items():
            threads += [
                threading.Thread(target=self._lane, args=(listener, lane), name=f"{lane} {number}")
                for number in range(count)
            ]
        for thread in threads:
            thread.start()
        self._safely(self._beat)
        while not self.stopping.wait(beating.EVERY.total_seconds()):
            self._safely(self._beat)
            self._safely(self._look_for_the_scheduler)
        listener.stop()
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        """Let every thread finish what it is doing, and end."""
        self.stopping.set()

    def _match_for_ever(self, listener: Listener) -> None:
        while not self.stopping.is_set():
            heard = listener.heard(LINE)
            look_again_at = self._safely(self.match)
            listener.wait(LINE, heard, _seconds_until(look_again_at))

    def _lane(self, listener: Listener, lane: str) -> None:
        work = partial(do_next, self.board.database, self.handlers, lane, clock.now, together=True)
        while not self.stopping.is_set():
            heard = listener.heard(JOBS)
            if not self._safely(work):
                due = self._safely(partial(next_due, self.board.database, self.handlers, lane, clock.now))
                listener.wait(JOBS, heard, _seconds_until(due))

    def _beat(self) -> None:
        with self.board.database.transaction() as session:
            beating.beat(session, "worker", clock.now())

    def _look_for_the_scheduler(self) -> None:
        alerting.look_in_place_of_the_scheduler(self.board, clock.now(), self._began)

    def _safely(self, do: Callable[[], T]) -> T | None:
        """A thread outlives whatever goes wrong in it: a database that is away, one line that cannot be matched."""
        try:
            return do()
        except Exception:
            log.exception("a thread of the worker could not do its work")
            self.stopping.wait(PAUSE_AFTER_A_FAULT_SECONDS)
            return None


def _seconds_until(moment: datetime | None) -> float:
    wait = LOOK_AT_LEAST_EVERY if moment is None else min(LOOK_AT_LEAST_EVERY, moment - clock.now())
    return max(wait, LOOK_AT_MOST_EVERY).total_seconds()
