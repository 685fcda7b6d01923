"""A colleague is called to a call: who is free, in which order the rows are locked, and that the two go on."""

from typing import Any

from sqlalchemy import event, select

from app.staff import service as staff
from app.staff.models import Staff
from app.support.models import SupportRecord
from app.switchboard import supporting
from tests.journeys import scenes
from tests.journeys.world import World


def test_a_ready_colleague_is_locked_before_the_leg_and_the_record(world: World) -> None:
    # given Una is ready while Tess talks, and nobody else can be rung
    scenes.talk(world)
    world.ready("una")
    told: list[str] = []

    def hear(*execution: Any) -> None:
        told.append(" ".join(execution[2].split()))

    # when Tess needs support
    with world.session() as session:
        event.listen(session.get_bind(), "before_cursor_execute", hear)
        tess = session.get_one(Staff, world.staff_id("tess"))
        _, colleague = supporting.begin(session, tess, world.connection("tess"), world.now())
        event.remove(session.get_bind(), "before_cursor_execute", hear)

    # then everything is locked as everywhere: call, demand, both advisers, and only then leg and record
    assert colleague is not None
    assert colleague.username == "una"
    firsts = [
        next(place for place, one in enumerate(told) if all(word in one for word in words))
        for words in (
            ("FROM calls", "FOR UPDATE"),
            ("FROM demands", "FOR UPDATE"),
            ("FROM presence", "FOR UPDATE"),
            ("UPDATE presence",),
            ("INSERT INTO legs",),
            ("INSERT INTO support_records",),
        )
    ]
    assert firsts == sorted(firsts)
    locks_after = [one for one in told[firsts[4] :] if "FROM presence" in one and "FOR UPDATE" in one]
    assert not locks_after


def test_who_is_rung_already_is_passed_over_and_stays_as_she_was(world: World) -> None:
    # given Una has been called to Tess's call
    scenes.talk(world)
    world.ready("una")
    with world.session() as session:
        tess = session.get_one(Staff, world.staff_id("tess"))
        assert supporting.add_colleague(session, tess, world.connection("tess"), world.now()) is not None
    assert world.presence_and_reason("una") == ("away", "helps_a_colleague")

    # when support is needed besides, nobody is left
    with world.session() as session:
        tess = session.get_one(Staff, world.staff_id("tess"))
        _, colleague = supporting.begin(session, tess, world.connection("tess"), world.now())

    # then the record runs all the same
    assert colleague is None
    with world.session() as session:
        assert session.scalars(select(SupportRecord)).one().closed_at is None
        assert staff.presence_of(session, world.staff_id("una")).state == "away"
