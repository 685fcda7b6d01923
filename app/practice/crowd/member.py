"""What everybody in the crowd is: somebody who does the next thing when its time has come."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from random import Random

from app.practice.crowd.doors import DoorError, Exchange, Look
from app.practice.crowd.tally import Tally

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 5.0, 300.0
SOUND_AGAIN_AFTER = 3  # things done well


class Setting:
    """What all of them share. `quickness`: how many times as quickly as people they act, by the exchange's clock."""

    def __init__(self, exchange: Exchange, tally: Tally, chance: Random, quickness: float = 1.0) -> None:
        self.exchange = exchange
        self.tally = tally
        self.chance = chance
        self.quickness = quickness

    def moments(self, least: float, most: float) -> timedelta:
        """A while between so many seconds and so many, as people take it."""
        return timedelta(seconds=self.chance.uniform(least, most) / self.quickness)


class Member(ABC):
    """One of the crowd. After a fault it pauses, each time for longer, so that nobody hammers at what is broken."""

    def __init__(self, setting: Setting, name: str, number: str) -> None:
        self.setting = setting
        self.name = name
        self.number = number
        self.busy = False
        self.gone = False
        self._paused_until: datetime | None = None
        self._faults = 0
        self._done_well = 0

    @property
    def is_watching(self) -> bool:
        """Whether the telephone must be looked at, ringing or not."""
        return True

    def turn(self, look: Look) -> None:
        """Do what is to be done by now."""
        if self._paused_until is not None and look.now < self._paused_until:
            return
        try:
            self.act(look)
        except DoorError as fault:
            pause = min(FIRST_PAUSE_SECONDS * 2**self._faults, LONGEST_PAUSE_SECONDS)
            self._faults, self._done_well = self._faults + 1, 0
            self._paused_until = look.now + timedelta(seconds=pause)
            self.setting.tally.fault(self.name, str(fault))
            self.start_over()
        else:
            self._done_well += 1
            if self._done_well >= SOUND_AGAIN_AFTER:
                self._faults = 0

    @abstractmethod
    def act(self, look: Look) -> None:
        """Do it."""

    def start_over(self) -> None:  # noqa: B027 - most go on as if nothing had been
        """After a fault: where to go on from."""

    def put_down(self) -> None:
        """The crowd goes home: hang up, whatever goes on."""
        if self.is_watching:
            self.telephone("hang-up")

    @abstractmethod
    def leave(self) -> None:
        """Leave everything as people would."""

    def telephone(self, act: str, value: str = "", **more: str) -> None:
        """Do something at the own telephone."""
        self.setting.exchange.do(self.number, act, value, **more)
