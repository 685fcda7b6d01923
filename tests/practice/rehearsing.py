"""A crowd in a world whose clock is moved by hand."""

from collections.abc import Callable
from random import Random

from app.practice.command import NUMBERS
from app.practice.crowd.advisers import SignIn
from app.practice.crowd.claimants import Claimant
from app.practice.crowd.crowd import Crowd
from app.practice.crowd.doors import Exchange
from app.practice.crowd.kinds import People
from app.practice.crowd.member import Setting
from app.practice.crowd.tally import Tally
from tests.journeys.world import World

QUICK = 15.0
LONG_ENOUGH = 400


class Rehearsal:
    """Those who are asked to come, and turns with a second between them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: list[str] = []
        for number, name in NUMBERS.items():
            world.exchange.numbers[number].friendly_name = name
        exchange = Exchange(world.exchange.base_url)
        self.chance = Random(1)
        self.setting = Setting(exchange, Tally(self.lines.append), self.chance, QUICK)
        self.crowd = Crowd(self.setting, People(self.chance), lines=exchange.lines(), calls_an_hour=0)

    @property
    def counted(self) -> dict[str, int]:
        """The figures so far."""
        return dict(self.crowd.tally.counted)

    def adviser(self, username: str) -> None:
        """Somebody comes to a desk and is ready."""
        person = self.world.person(username)
        assert person.desk is not None
        sign_in = SignIn(username, person.password, person.name, person.desk)
        console = self.world.settings.public_base_url
        self.crowd.members += Crowd(
            self.setting, self.crowd.people, lines={}, calls_an_hour=0, sign_ins=[sign_in], console=console
        ).members
        self.until(lambda: self.world.presence(username) == "ready")

    def claimant(self, kind: str, line: str = "Somerset") -> Claimant:
        """Somebody of a kind is about to ring."""
        people = self.crowd.people
        people.kinds = [one for one in people.kinds if one.name == kind]
        made = people.make({line: self.crowd.lines[line]})
        assert made is not None
        found, person, rung = made
        she = Claimant(self.setting, found, person, rung, self.crowd.lines[rung])
        self.crowd.members.append(she)
        return she

    def until(self, done: Callable[[], bool]) -> None:
        """Turn after turn; fails with the crowd's story where it never comes."""
        for _turn in range(LONG_ENOUGH):
            self.crowd.turn()
            self.world.settle()
            if done():
                return
            self.world.pass_time(1)
        raise AssertionError("\n".join(self.lines))
