"""What is written down while the database is away, and taken in when it is back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.callbacks.models import Callback
from app.calls.models import Call
from app.switchboard import kept_calls
from tests.journeys.world import CLAIMANT, NUMBERS, World

LONG_AGO = timedelta(minutes=10)


def keep(world: World, sid: str, from_number: str | None = CLAIMANT, to: str = NUMBERS["somerset"]) -> None:
    """Somebody rang ten minutes ago, and the database could not take it."""
    kept_calls.keep(world.settings, sid, from_number, to, world.now() - LONG_AGO)


def owed(world: World) -> list[str]:
    """The numbers that are owed a call."""
    with world.session() as session:
        return list(session.scalars(select(Callback.telephone).where(Callback.state == "owed")))


def test_a_kept_call_is_owed_once(world: World) -> None:
    # given a call was kept, and kept again by a second webhook of it
    keep(world, "CA1")
    keep(world, "CA1")

    # when it is taken in, and kept once more
    assert kept_calls.take_in(world.board, world.now()) == 1
    keep(world, "CA1")
    assert kept_calls.take_in(world.board, world.now()) == 0

    # then one call is owed, to the number that was kept; and it is stored when she rang
    assert owed(world) == [CLAIMANT]
    with world.session() as session:
        call = session.scalars(select(Call)).one()
        assert (call.state, call.started_at) == ("ended", world.now() - LONG_AGO)


@pytest.mark.parametrize(("from_number", "to"), [(None, NUMBERS["somerset"]), (CLAIMANT, "+443069990999")])
def test_nobody_is_owed_a_call_who_cannot_be_rung(world: World, from_number: str | None, to: str) -> None:
    keep(world, "CA1", from_number, to)
    assert kept_calls.take_in(world.board, world.now()) == 0
    assert owed(world) == []


def test_who_was_served_after_all_is_owed_nothing(world: World) -> None:
    # given she held on, was put through, and hung up
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    world.pass_time(3)
    keep(world, call.sid)

    # when it is taken in while she still talks, and when she has hung up
    assert kept_calls.take_in(world.board, world.now()) == 0
    world.hang_up(call)
    assert kept_calls.take_in(world.board, world.now()) == 0

    # then nothing is owed, and nothing is kept any more
    assert owed(world) == []
    assert not (world.settings.letters_dir.parent / kept_calls.FILE).exists()


def test_what_was_half_taken_in_is_taken_in_first(world: World) -> None:
    # given a process died after it had set the file aside, in the middle of which a line was cut off
    folder = world.settings.letters_dir.parent
    keep(world, "CA1")
    (folder / kept_calls.FILE).rename(folder / kept_calls.TAKING)
    with (folder / kept_calls.TAKING).open("a") as file:
        file.write('{"sid": "CA2", "fr')
    keep(world, "CA3", "+441632960456")

    # when what was kept is taken in, twice
    taken = [kept_calls.take_in(world.board, world.now()) for _ in range(2)]

    # then nothing that could be read was lost
    assert taken == [1, 1]
    assert sorted(owed(world)) == ["+441632960456", CLAIMANT]
