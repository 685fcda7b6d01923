"""The clock that jumps to whatever comes next, and the service that is driven by it in one thread."""

import heapq
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session

from app import clock
from app.jobs.models import LANES
from app.jobs.service import CHANNEL as JOBS
from app.line.service import CHANNEL as LINE
from app.switchboard.context import Switchboard
from app.worker import Worker

T = TypeVar("T")
# What the boards hear whenever something becomes of a call-back.
BOARD = "board"


class Clockwork:
    """What is to happen when; things of one moment happen in the order in which they were wanted."""

    def __init__(self, begins: datetime) -> None:
        self.now = begins
        self.happened = 0
        self._to_come: list[tuple[datetime, int, Callable[[], object]]] = []
        self._number = count()
        clock.use(lambda: self.now)

    def at(self, moment: datetime, do: Callable[[], object]) -> None:
        """Have something happen at a moment, at once where it is past."""
        heapq.heappush(self._to_come, (max(moment, self.now), next(self._number), do))

    def after(self, seconds: float, do: Callable[[], object]) -> None:
        """Have something happen in a while."""
        self.at(self.now + timedelta(seconds=seconds), do)

    def run(self, until: datetime, then: Callable[[], None]) -> None:
        """Let everything happen up to a moment, and after each `then`."""
        while self._to_come and self._to_come[0][0] <= until:
            self.now, _, do = heapq.heappop(self._to_come)
            do()
            then()
            self.happened += 1
        self.now = until


class Service:
    """The worker by hand: after each event it does what it was told of by NOTIFY, or knew to be due."""

    def __init__(self, board: Switchboard, clockwork: Clockwork) -> None:
        self.board, self.clockwork = board, clockwork
        self.worker = Worker(board)
        self._heard: set[tuple[str, str]] = set()
        self._wakes_at: datetime | None = None
        self.told_of_a_callback = True
        event.listen(board.database.engine, "before_cursor_execute", self._hear)

    def close(self) -> None:
        """Listen no more."""
        event.remove(self.board.database.engine, "before_cursor_execute", self._hear)

    def _hear(self, *execution: Any) -> None:
        _, _, statement, values, *_ = execution
        if "pg_notify" in statement:
            self._heard.add((values["channel"], json.loads(values["payload"])))
            self.told_of_a_callback |= values["channel"] == BOARD

    def entry(self, do: Callable[[Session], T]) -> T:
        """What a webhook or a click does, in a transaction of its own."""
        with self.board.database.transaction() as session:
            return do(session)

    def settle(self) -> None:
        """All that follows from what has just happened; no time passes."""
        while True:
            heard, self._heard = self._heard, set()
            look_again_at = self.worker.look_again_at
            matching = any(channel == LINE for channel, _ in heard) or (
                look_again_at is not None and look_again_at <= self.clockwork.now
            )
            lanes = [lane for lane in LANES if (JOBS, lane) in heard]
            if not matching and not lanes:
                return
            if matching:
                self.worker.match()
                self._wake()
            for lane in lanes:
                self.worker.empty(lane)

    def _wake(self) -> None:
        moment = self.worker.look_again_at
        if moment is not None and moment != self._wakes_at:
            self._wakes_at = moment
            self.clockwork.at(moment, lambda: None)
