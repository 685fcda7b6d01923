"""How long until an interpreter is on the line: for whoever interprets, and for a caller who rings in Polish.

The service and the practice exchange in one process, on a clock that is moved by hand: what is measured is the way
that calls, sentences and keys take, and no machine. People are supposed to take as long as people do: a caller
listens to a menu before each key, a telephone is picked up after five seconds, and a key is pressed when the last
sentence has been said. What the sentences take is the exchange's reckoning of their length.

    python -m tests.benchmarks.interpreter_delay
"""

import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import clock
from app.commands import demonstration
from app.database import embedded, sealing
from app.interpreters import service as interpreters
from app.practice.calls.people import Telephone
from tests.benchmarks.databases import fresh
from tests.journeys.scenes import together
from tests.journeys.world import MONDAY_AT_TEN, World

LISTENS, PICKS_UP = 8, 5
LONGEST_SECONDS = 180
STEP_SECONDS = 0.5
# An adviser who has answered is not to be left for a minute with somebody whom nobody understands.
GOAL_SECONDS, GOAL_SECOND = 30.0, 60.0
LAST_WORDS = "If you can interpret, press 1."
Figures = dict[str, dict[str, float | str | None]]


def measure() -> Figures:
    """Seconds from the interpreter's ring, from the caller's ring, and with a first supplier who does not answer."""
    sealing.use_keys({"bench": b"k" * 32})
    with tempfile.TemporaryDirectory(prefix="startline-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        with embedded.running(folder / "postgresql") as server:
            rung, whole = _once(server.url, "first", folder, answers_first=True)
            second, _ = _once(server.url, "second", folder, answers_first=False)
    return {
        "interpreter_delay": _figure(rung, "an interpreter is rung until they are on the line", GOAL_SECONDS),
        "interpreter_delay.second": _figure(second, "the same, where the first does not answer", GOAL_SECOND),
        "interpreter_delay.caller": _figure(whole, "a caller in Polish rings until an interpreter is there", None),
    }


def _figure(seconds: float, words: str, goal: float | None) -> dict[str, float | str | None]:
    return {"value": seconds, "unit": f"s of line, {words}", "ratio": None, "goal": goal, "goal_is": "at most"}


def _once(server: str, name: str, folder: Path, *, answers_first: bool) -> tuple[float, float]:
    """Seconds from the first interpreter's ring, and from the caller's, until one is on the line with her."""
    database = fresh(server, name)
    clock.use(lambda: MONDAY_AT_TEN)
    with database.transaction() as session:
        people = {person.username: person for person in demonstration.load(session)}
    world = World(database, people, folder / name)
    try:
        return _played(world, answers_first=answers_first)
    finally:
        world.close()
        database.engine.dispose()


def _played(world: World, *, answers_first: bool) -> tuple[float, float]:
    with world.session() as session:
        polish = [one.telephone for one in interpreters.in_turn(session) if "pl" in one.languages]
    first, second = (world.exchange.telephone(number) for number in polish)
    world.ready("tess")
    began, call = world.now(), world.ring("somerset")
    for key in ("2", "1", "1"):
        world.pass_time(LISTENS)
        world.press(call, key)
    _until(world, lambda: world.desk("tess").ringing)
    world.pass_time(PICKS_UP)
    world.desk("tess").answer()
    _until(world, lambda: any("press 1" in one.text for one in world.desk("tess").said))
    world.press(world.desk("tess"), "1")
    rang = world.now()
    assert world.add_interpreter("tess")
    interpreter = first if answers_first else second
    _until(world, lambda: interpreter.ringing)
    return _joins(world, interpreter, rang, began)


def _joins(world: World, interpreter: Telephone, rang: datetime, began: datetime) -> tuple[float, float]:
    world.pass_time(PICKS_UP)
    interpreter.answer()
    _until(world, lambda: any(LAST_WORDS in one.text for one in interpreter.said))
    world.press(interpreter, "1")
    _until(world, lambda: together(interpreter, world.desk("tess")))
    return tuple((world.now() - since).total_seconds() for since in (rang, began))  # type: ignore[return-value]


def _until(world: World, holds: Callable[[], bool]) -> None:
    waited = 0.0
    while not holds():
        assert waited < LONGEST_SECONDS, "it never comes to that"
        world.pass_time(STEP_SECONDS)
        waited += STEP_SECONDS


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201 - a benchmark's lines are its result
