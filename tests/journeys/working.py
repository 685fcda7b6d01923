"""The worker and the scheduler by hand: they do what they were told of, or knew to be due, and nothing else."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, func, select

from app import clock, scheduler
from app.callbacks.models import Callback
from app.calls.models import Leg
from app.jobs import beating
from app.jobs import service as jobs
from app.jobs.models import LANES, Job
from app.jobs.service import CHANNEL as JOBS
from app.line.service import CHANNEL as LINE
from app.practice.exchange import Exchange
from app.switchboard.context import Switchboard
from app.worker import Worker

# In life every ten seconds; so often, a sixth of all the journeys' time went to what few of them are about.
ALERTS, ALERTS_EVERY = "alerts are looked for", 60.0
WORKERS_SIGN = "the worker's sign of life"
# No bad day of the telephone is about alerts, paper, typing or plans, and these take half of what passing time costs.
NOT_OF_CALLS = (
    ALERTS,
    "a sign of life",
    WORKERS_SIGN,
    "what textphones hear is kept in files",
    "the day's letters are printed",
    "claims that wait for something are looked at",
    "a new file of vacancies is taken in",
    "the day's forecast is made",
    "whoever is typed with soon is sent a code",
    "who does not come to the typed page is missed",
    "what was typed and not wrapped up is made again",
    "typed conversations that nobody minds return",
    "whoever left the typed page is owed a call",
    "lent advisers come home",
)


class Work:
    """Does what the real ones would, whenever it is asked, in the thread that asks.

    That the real ones look every second all the same would hide what nobody told them; so this one does not.
    """

    def __init__(self, board: Switchboard, exchange: Exchange) -> None:
        self.board = board
        self._exchange = exchange
        self._heard: set[str] = set()
        self._has_moved = True
        self._ticks = {
            **scheduler.ticks(board),
            WORKERS_SIGN: (beating.EVERY.total_seconds(), self._beat_for_the_worker),
        }
        self.look_for_alerts_every(ALERTS_EVERY)
        self._ticks_at: dict[str, datetime] = {}
        self._next_job: datetime | None = None
        self._wakes: set[datetime] = set()
        self.restart()
        event.listen(board.database.engine, "before_cursor_execute", self._hear)
        exchange.on_settle(self.go_on)

    def close(self) -> None:
        """Listen no more."""
        event.remove(self.board.database.engine, "before_cursor_execute", self._hear)

    def _hear(self, *execution: Any) -> None:
        """What the service tells itself by NOTIFY, as its worker hears it; and that anything was written at all."""
        _, _, statement, values, *_ = execution
        self._has_moved |= not statement.startswith("SELECT")
        if "pg_notify" in statement:
            self._heard.add(values["channel"])

    def go_on(self) -> bool:
        """What the worker and the scheduler would do now; whether there was anything."""
        if not self.once():
            return False
        # A round of ticks that found nothing to do, as most do, leaves what is due next as it was.
        if self._has_moved:
            self._has_moved = False
            self._wake_when_due()
        return True

    def once(self) -> bool:
        """One round of it, without looking at when there will be more."""
        now = clock.now()
        heard, self._heard = self._heard, set()
        ticking = [name for name, at in self._ticks_at.items() if at <= now]
        for name in ticking:
            seconds, do = self._ticks[name]
            self._ticks_at[name] = now + timedelta(seconds=seconds)
            do()
        matching = LINE in heard or self._is_due(self.worker.look_again_at)
        working = JOBS in heard or self._is_due(self._next_job)
        self._has_moved |= matching or working
        if matching:
            self.worker.match()
        if working:
            for lane in self._lanes():
                self.worker.empty(lane)
        return bool(ticking or matching or working)

    def _lanes(self) -> list[str]:
        """Those in which there is anything to do: to look into each would be most of the work."""
        with self.board.database.transaction() as session:
            asked = set(session.scalars(select(Job.lane).where(Job.state.in_(("wanted", "running"))).distinct()))
        return [lane for lane in LANES if lane in asked]

    def _beat_for_the_worker(self) -> None:
        with self.board.database.transaction() as session:
            beating.beat(session, "worker", clock.now())

    def _is_due(self, moment: datetime | None) -> bool:
        return moment is not None and moment <= clock.now()

    def look_for_alerts_every(self, seconds: float) -> None:
        """So often from now on, in place of what it was."""
        self._ticks[ALERTS] = (seconds, self._ticks[ALERTS][1])

    def leave_out(self, *ticks: str) -> None:
        """Never do some of the scheduler's ticks, which a test is not about."""
        for tick in ticks:
            del self._ticks[tick], self._ticks_at[tick]

    def restart(self) -> None:
        """A worker in the place of one that died: it knows nothing, and looks at everything."""
        self.worker: Worker = Worker(self.board)
        self._heard = {JOBS, LINE}
        self._ticks_at = dict.fromkeys(self._ticks, clock.now())

    def _wake_when_due(self) -> None:
        """Have time stop where the service has something to do by itself."""
        now = clock.now()
        with self.board.database.transaction() as session:
            self._next_job = jobs.next_due(session, LANES, now, self.worker.handlers.paces)
            booked = select(func.min(Callback.next_at)).where(Callback.state == "booked")
            legs = select(func.min(Leg.look_at))
            known = session.execute(select(booked.scalar_subquery(), legs.scalar_subquery())).one()
        for moment in (self._next_job, self.worker.look_again_at, *known):
            if moment is not None and moment > now and moment not in self._wakes:
                self._wakes.add(moment)
                seconds = (moment - now).total_seconds()
                self._exchange.clock.after(seconds, "service", lambda: None, "the service has something to do")
