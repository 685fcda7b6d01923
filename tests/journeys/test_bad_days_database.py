"""The database is restarted in the middle of a call: a sentence, then everybody goes on from where they were."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from app import clock
from app.commands import demonstration
from app.database import Database, connect, embedded, sealing
from app.database.migrating import migrate
from app.jobs import service as jobs
from app.practice.calls.call import Call
from app.practice.calls.people import Telephone
from app.worker import Worker
from tests import conftest as databases
from tests.journeys import scenes
from tests.journeys.scenes import heard, together
from tests.journeys.strict import faults
from tests.journeys.tally import survived
from tests.journeys.test_booking_by_keypad import MESSAGE, NO_HELP, SAFE, SAME_NUMBER, name
from tests.journeys.test_reconciling import minutes_pass
from tests.journeys.world import CLAIMANT, MONDAY_AT_TEN, World

pytestmark = pytest.mark.usefixtures("of_calls_only")

OUR_FAULT = "Something has gone wrong here, and it is our fault. Please hold on."
WE_SHALL_RING = "Something has gone wrong here, and it is our fault. We have kept your number and will ring you."
NONE_SUITS = "If none of these suits you, press 9."
# The number that will show, as it is read back.
SHOWN = "0 3 0 6 9"
AWAY_SECONDS = 25


class Server:
    """The database server of a world, for which it can be away."""

    def stop(self) -> None:
        """It breaks every connection, and takes none."""

    def start(self) -> None:
        """It is back."""


class Shared(Server):
    """The server of all tests: for the one database of this world it is as if it were stopped."""

    def __init__(self, world: World) -> None:
        self._name = str(world.database.engine.url.database)

    def stop(self) -> None:
        self._do(
            f'ALTER DATABASE "{self._name}" WITH ALLOW_CONNECTIONS false',
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'",  # noqa: S608
        )

    def start(self) -> None:
        self._do(f'ALTER DATABASE "{self._name}" WITH ALLOW_CONNECTIONS true')

    def _do(self, *statements: str) -> None:
        admin = databases._admin(os.environ[databases.SERVER])
        with admin.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        admin.dispose()


class OfItsOwn(Server):
    """A server that can really be stopped, and started at the same address."""

    def __init__(self, folder: Path) -> None:
        port = embedded._free_port()
        self._folder = folder
        self._options = {**databases.THROWAWAY, "port": str(port)}
        self._server = embedded.start(folder, self._options)
        self.url = make_url(self._server.url).set(port=port).render_as_string(hide_password=False)

    def stop(self) -> None:
        embedded.stop(self._server)

    def start(self) -> None:
        embedded.start(self._folder, self._options)


@contextmanager
def away(world: World, server: Server | None = None) -> Iterator[None]:
    """The database is away. The threads of worker and scheduler fail and go on, as the real ones do."""
    server = server or Shared(world)
    world.expected_errors |= {11200, 15003}
    once = world.work.once

    def in_vain() -> bool:
        try:
            once()
        except OperationalError:
            world.work.restart()
        return False

    server.stop()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(world.work, "once", in_vain)
        patched.setattr(world.work, "_wake_when_due", lambda: None)
        yield
        server.start()
        # Whoever takes one of the broken connections meets it, once; what was told meanwhile was not heard.
        in_vain()


def served(world: World, call: Call | Telephone, username: str) -> None:
    """An adviser whose desk rings takes the call, and they talk."""
    world.until_rings(username)
    desk = world.take(username)
    world.pass_time(3)
    assert together(call, desk)


def test_while_she_is_asked(world: World) -> None:
    # given she has been greeted
    world.ready("tess")
    call = world.ring("somerset")

    # when the database is away as she presses a key
    with away(world):
        call.press("1")
        world.pass_time(AWAY_SECONDS)
        assert OUR_FAULT in heard(call)

    # then she is asked again once it is back, and served
    world.pass_time(10)
    world.press(call, "1", "1")
    served(world, call, "tess")
    survived("the database restarted", "she is asked")


def test_while_she_waits(world: World) -> None:
    # given she waits in the line
    call = world.ring("somerset")
    world.ready("tess")
    world.presence_to("tess", "break")
    world.press(call, "1", "1")
    world.pass_time(2)
    joined = world.demand_of(call).joined_at

    # when the database is away in a round of her wait
    with away(world):
        world.pass_time(AWAY_SECONDS)

    # then she stands in the line as before, and is served
    world.pass_time(15)
    assert call.is_live
    assert world.demand_of(call).joined_at == joined
    world.ready("tess")
    served(world, call, "tess")
    survived("the database restarted", "she waits")


def test_as_she_takes_a_time(world: World) -> None:
    # given nobody is at work, and she has heard the times there are
    call = world.ring("somerset")
    world.press(call, "1", "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)
    world.until_heard(call, NONE_SUITS)

    # when the database is away as she takes one
    before = len(call.said)
    with away(world):
        call.press("1")
        world.pass_time(AWAY_SECONDS)
        assert OUR_FAULT in heard(call)

    # then nothing is confirmed that is not stored: no call-back, no text, and she was read nothing back
    assert world.callbacks() == []
    assert world.texts_to(CLAIMANT) == []
    assert not any(SHOWN in one for one in heard(call)[before:])

    # when it is back and she takes one of those that she hears again, then it is stored once, and then confirmed
    call.said.clear()
    world.until_heard(call, NONE_SUITS)
    world.press(call, "1")
    world.until_heard(call, SHOWN)
    [booked] = world.callbacks()
    assert booked.state == "booked"
    world.pass_time(30)
    [sent] = world.texts_to(CLAIMANT)
    assert booked.proof_number in sent
    survived("the database restarted", "she takes a time")


def test_as_she_rings(world: World) -> None:
    # when she rings while the database is away, and holds on
    world.ready("tess")
    with away(world):
        call = world.exchange.ring(from_=CLAIMANT, to="+443069990104")
        world.pass_time(AWAY_SECONDS)
        assert heard(call) == [OUR_FAULT]

    # then she is greeted once it is back, and served, and owed nothing by it
    world.pass_time(10)
    world.press(call, "1", "1")
    served(world, call, "tess")
    world.hang_up(call)
    world.pass_time(30)
    assert world.callbacks() == []
    survived("the database restarted", "she rings")


def test_it_stays_away_and_she_is_rung_back(world: World) -> None:
    # given she rings while the database is away, and it stays away
    with away(world):
        call = world.exchange.ring(from_=CLAIMANT, to="+443069990104")
        world.pass_time(180)

        assert heard(call)[-1] == WE_SHALL_RING
        assert not call.is_live

    # when it is back
    minutes_pass(world, 2)

    # then she is owed a call, once, at the number that was kept, and has the first time there is
    assert [(one.state, one.telephone) for one in world.callbacks()] == [("booked", CLAIMANT)]
    survived("the database away for minutes", "she rings")


def test_as_his_desk_rings(world: World) -> None:
    # given his desk rings for her
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    desk = world.desk("tess")
    assert desk.ringing

    # when he picks up while the database is away
    with away(world):
        desk.answer()
        world.pass_time(AWAY_SECONDS)
        assert OUR_FAULT in [one.text for one in desk.said]

    # then he hears who it is once it is back, and takes her
    world.until_heard(desk, "press 1")
    world.press(desk, "1")
    world.pass_time(10)
    assert together(call, desk)
    survived("the database restarted", "he picks up")


def test_as_she_is_rung(world: World) -> None:
    # given he has taken a call-back, and her telephone rings
    _, kept, her = scenes.rung_back(world)
    desk = world.desk(kept)
    assert her.ringing

    # when she answers while the database is away
    with away(world):
        her.answer()
        world.pass_time(AWAY_SECONDS)

    # then she is put through to him, and was rung once
    world.pass_time(15)
    assert together(her, desk)
    assert len(her.history) == 1
    survived("the database restarted", "she is rung")


def test_as_they_talk_and_she_hangs_up(world: World) -> None:
    # given the two talk
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    served(world, call, "tess")

    # when she hangs up while the database is away
    with away(world):
        world.pass_time(10)
        assert together(call, world.desk("tess"))
        call.hang_up()
        world.pass_time(10)

    # then he is told a minute or two later, and wraps up
    minutes_pass(world, 3)
    assert world.desk("tess").last_said == "The caller has hung up."
    assert world.presence("tess") == "wrapping_up"
    survived("the database restarted", "they talk, and she hangs up")


@pytest.mark.long
def test_the_threads_of_a_worker_outlive_it(world: World) -> None:
    # given a worker in threads, as it runs by itself
    server, done = Shared(world), Event()
    worker = Worker(world.board)
    worker.handlers.register("note", lambda _payload: done.set())
    running = Thread(target=worker.run, name="worker")
    running.start()

    # when the database is away for a while, and then there is work
    server.stop()
    worker.stopping.wait(2)
    server.start()
    try:
        with contextlib.suppress(OperationalError), world.session() as session:
            session.execute(text("SELECT 1"))
        with world.session() as session:
            jobs.enqueue(session, "telephone", "note", {}, world.now())

        # then it is done
        assert done.wait(15)
    finally:
        worker.stop()
        running.join()
    survived("the database restarted", "a worker runs")


@pytest.mark.long
def test_the_server_is_really_restarted(tmp_path: Path) -> None:
    # given a server of this test's own, on which she waits in the line
    with ExitStack() as until_the_end:
        made = tempfile.TemporaryDirectory(prefix="startline-restarted-", dir=databases._memory())
        server = OfItsOwn(Path(until_the_end.enter_context(made)))
        until_the_end.callback(server.stop)
        database = Database(connect(databases._copy(server.url, "startline", template="template0")))
        until_the_end.callback(database.engine.dispose)
        migrate(database.engine)
        sealing.use_keys({"test": b"k" * 32})
        clock.use(lambda: MONDAY_AT_TEN)
        with database.transaction() as session:
            people = {person.username: person for person in demonstration.load(session)}
        world = World(database, people, tmp_path / "letters")
        until_the_end.callback(world.close)
        world.ready("tess")
        world.presence_to("tess", "break")
        call = world.ring("somerset")
        world.press(call, "1", "1")

        # when it is stopped, and started again
        with away(world, server):
            world.pass_time(AWAY_SECONDS)
        world.pass_time(15)

        # then she stands in the line as before, and is served
        world.ready("tess")
        served(world, call, "tess")
        assert not faults(world)
    survived("the database server restarted", "she waits")
