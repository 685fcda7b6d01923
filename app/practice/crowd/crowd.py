"""The crowd: who comes when, and each one's turn."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from app.practice.crowd.advisers import Adviser, SignIn
from app.practice.crowd.claimants import Claimant
from app.practice.crowd.doors import Browser, DoorError, Look, NotAnsweringError
from app.practice.crowd.kinds import People
from app.practice.crowd.member import Member, Setting
from app.practice.crowd.tally import Tally

HANDS = 16
SUMMARY_EVERY = timedelta(minutes=5)
LOOKS_EVERY_SECONDS = 0.25
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 2.0, 60.0


class Crowd:
    """All of them. `turn` looks once and lets each do what is due, and is all there is: whoever calls it moves time.

    People come at random and independently of one another, `calls_an_hour` on the average by the exchange's clock.
    """

    def __init__(
        self,
        setting: Setting,
        people: People,
        *,
        lines: Mapping[str, str],
        calls_an_hour: float,
        sign_ins: Iterable[SignIn] = (),
        console: str = "",
        hands: int = 0,
    ) -> None:
        self.setting = setting
        self.people = people
        self.lines = lines
        self.calls_an_hour = calls_an_hour
        self.members: list[Member] = [Adviser(setting, one, Browser(console)) for one in sign_ins]
        self._pool = ThreadPoolExecutor(hands, thread_name_prefix="crowd") if hands else None
        self._next_call: datetime | None = None
        self._next_summary: datetime | None = None
        self.now: datetime | None = None

    @property
    def tally(self) -> Tally:
        """What happened so far."""
        return self.setting.tally

    def turn(self) -> None:
        """Look at the telephones, and let everybody do what is due. Raises DoorError where there is no exchange."""
        # Who is still busy with a turn does not go by a look that was taken before it was done.
        free = [member for member in self.members if not member.busy]
        look = self.setting.exchange.look([member.number for member in free if member.is_watching])
        self.now = self.tally.now = look.now
        for member in free:
            self._give_turn(member, look)
        self._let_in(look.now)
        self._let_out()
        self._sum_up(look.now)

    def _give_turn(self, member: Member, look: Look) -> None:
        if self._pool is None:
            member.turn(look)
            return
        member.busy = True

        def turn() -> None:
            try:
                member.turn(look)
            finally:
                member.busy = False

        self._pool.submit(turn).add_done_callback(partial(self._mishap, member))

    def _mishap(self, member: Member, done: Future[None]) -> None:
        """A fault of the crowd's own: that one goes home, and it is told."""
        fault = None if done.cancelled() else done.exception()
        if fault is not None:
            member.gone = True
            self.tally.fault(member.name, f"the crowd itself failed: {fault!r}")

    def _let_in(self, now: datetime) -> None:
        """Those whose moment to ring has come."""
        if self.calls_an_hour <= 0:
            return
        if self._next_call is None:
            self._next_call = now + self._gap()
        while self._next_call <= now:
            made = self.people.make(self.lines)
            if made is not None:
                kind, person, line = made
                self.members.append(Claimant(self.setting, kind, person, line, self.lines[line]))
            self._next_call += self._gap()

    def _gap(self) -> timedelta:
        return timedelta(hours=self.setting.chance.expovariate(self.calls_an_hour))

    def _let_out(self) -> None:
        for member in [one for one in self.members if one.gone]:
            self.members.remove(member)
            if isinstance(member, Claimant):
                self.people.give_back(member.number)

    def _sum_up(self, now: datetime) -> None:
        if self._next_summary is None or now >= self._next_summary:
            if self._next_summary is not None:
                self.tally.say(self.tally.summary())
            self._next_summary = now + SUMMARY_EVERY

    # ── in real time ─────────────────────────────────────────────────────────────────────────────────────────────

    def run(self, stopped: threading.Event, is_over: Callable[[datetime], bool]) -> None:
        """Turn after turn until told to stop, or until it is over; slower and slower while nobody answers."""
        wait = FIRST_WAIT_SECONDS
        while not stopped.is_set():
            try:
                self.turn()
            except DoorError as fault:
                again = "is `make run` still going?" if isinstance(fault, NotAnsweringError) else ""
                self.tally.say(f"{fault}; {again} Trying again in {wait:.0f} s, Ctrl-C stops.".replace("; T", ". T"))
                stopped.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT_SECONDS)
                continue
            wait = FIRST_WAIT_SECONDS
            if self.now is not None and is_over(self.now):
                return
            stopped.wait(LOOKS_EVERY_SECONDS)

    def go_home(self, pause: Callable[[], object]) -> None:
        """Everybody hangs up; after a `pause`, when the lines are free, all leave, as far as the doors still open."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        for part in ("put_down", "leave"):
            for member in self.members:
                with suppress(DoorError):
                    getattr(member, part)()
            pause()
        self.tally.say(self.tally.summary())
