"""Dials that are due together go out side by side: each rings once, whatever becomes of one among them."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from threading import Lock
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import worker
from app.calls.models import Leg
from app.jobs import service as jobs
from app.jobs.handling import do_next
from app.jobs.service import Claimed
from app.practice.calls.people import Telephone
from app.sites import service as sites
from app.switchboard import orders
from tests.journeys.scenes import together as talking
from tests.journeys.world import CLAIMANT, FRIEND, World

ADVISERS = ("tess", "una", "vic")
HELD_UP_SECONDS = 3
CLAIMANTS = (CLAIMANT, FRIEND, "+447700900789")


class Crash(BaseException):
    """The process dies here."""


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The worker takes together what may be, as it does in its threads; how many jobs it took each time."""
    sizes: list[int] = []
    claim = jobs.claim

    def counted(*given: Any) -> list[Claimed]:
        claimed = claim(*given)
        sizes.append(len(claimed))
        return claimed

    monkeypatch.setattr(jobs, "claim", counted)
    monkeypatch.setattr(worker, "do_next", partial(do_next, together=True))
    return sizes


def three_due(world: World) -> list[Telephone]:
    """Three call-backs fall due at one moment, and three advisers are ready for them: their desks."""
    with world.session() as session:
        sites.change_rules(session, sites.by_slug(session, "somerset"), kept_back_advisers=0)
    first = world.book("somerset", CLAIMANTS[0])
    for claimant in CLAIMANTS[1:]:
        world.book_at("somerset", first.due_at, claimant)
    world.until_due(first, minutes=-1)
    world.ready(*ADVISERS)
    world.until_due(first)
    return [world.desk(name) for name in ADVISERS]


def three_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, and all three have taken theirs: three claimants are to be rung together, in a moment."""
    three_due(world)
    dial, together_at = orders.dial, world.now() + timedelta(seconds=HELD_UP_SECONDS)

    def held_up(session: Session, leg: Leg, priority: int, now: datetime) -> None:
        dial(session, leg, priority, now, due_at=together_at)

    with monkeypatch.context() as while_they_take:
        while_they_take.setattr(orders, "dial", held_up)
        for name in ADVISERS:
            world.take(name)
    assert not any(world.exchange.telephone(claimant).ringing for claimant in CLAIMANTS)


def rung(world: World) -> Counter[str]:
    """How often we rang each number."""
    return Counter(call.to for call in world.exchange.calls.values() if call.direction == "outbound-api")


def legs(world: World, role: str) -> list[str]:
    """The states of all legs of a role."""
    with world.session() as session:
        return sorted(session.scalars(select(Leg.state).where(Leg.role == role)))


def answered(world: World) -> None:
    """Every claimant answers, and talks with an adviser."""
    for claimant in CLAIMANTS:
        world.exchange.telephone(claimant).answer()
        world.settle()
    desks = [world.desk(name) for name in ADVISERS]
    for claimant in CLAIMANTS:
        assert any(talking(world.exchange.telephone(claimant), desk) for desk in desks)


def test_three_at_once_ring_once_each(world: World, taken: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    # given three desks that were to be rung at one moment, and then three claimants
    three_taken(world, monkeypatch)
    assert max(taken) == 3
    taken.clear()

    # when their moment comes
    world.pass_time(HELD_UP_SECONDS)

    # then they are taken together, each is rung once, and each talks with somebody
    assert max(taken) == 3
    assert rung(world) == dict.fromkeys([*CLAIMANTS, *(world.desk(name).number for name in ADVISERS)], 1)
    answered(world)


def test_the_answer_to_one_of_them_is_lost(world: World, taken: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    three_taken(world, monkeypatch)
    # when one of the three requests is carried out, and its answer never comes
    world.exchange.faults.lose_answer("Calls.json")
    taken.clear()
    world.pass_time(HELD_UP_SECONDS)

    # then its first webhook tells of it, the other two are as if nothing had happened, and nobody is rung again
    assert max(taken) == 3
    answered(world)
    world.pass_time(300)
    assert [rung(world)[claimant] for claimant in CLAIMANTS] == [1, 1, 1]
    assert legs(world, "claimant") == ["answered"] * 3


def test_one_of_them_never_reached_twilio(world: World, taken: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    three_taken(world, monkeypatch)
    # when one of the three requests is lost, and nobody can tell that from a lost answer
    world.exchange.faults.lose_request("Calls.json")
    taken.clear()
    world.pass_time(HELD_UP_SECONDS)

    # then two are rung, and the third is rung when it was absent twice: once
    assert max(taken) == 3
    assert sum(rung(world)[claimant] for claimant in CLAIMANTS) == 2
    assert legs(world, "claimant").count("unknown") == 1
    for claimant in CLAIMANTS:
        if world.exchange.telephone(claimant).ringing:
            world.exchange.telephone(claimant).answer()
    world.pass_time(360)
    assert [rung(world)[claimant] for claimant in CLAIMANTS] == [1, 1, 1]


def test_one_of_them_is_refused(world: World, taken: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    three_taken(world, monkeypatch)
    # when Twilio will not make one of the three calls
    world.exchange.faults.fail_rest("Calls.json", status=400, code=21211)
    taken.clear()
    world.pass_time(HELD_UP_SECONDS)

    # then two are rung, the third is unobtainable, and whoever waited for it wraps up
    assert max(taken) == 3
    assert sum(rung(world)[claimant] for claimant in CLAIMANTS) == 2
    assert sorted(legs(world, "claimant")) == ["refused", "ringing", "ringing"]
    assert sorted(world.presence(name) for name in ADVISERS) == ["in_interview", "in_interview", "wrapping_up"]


def test_the_worker_dies_with_three_on_their_way(
    world: World, taken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    three_taken(world, monkeypatch)
    # given a worker that dies as the second request has gone out: of the third nobody ever heard
    dial, turn, sent = world.board.telephone.dial, Lock(), list[str]()

    def dying(**asked: Any) -> str:
        with turn:
            if len(sent) > 1:
                raise Crash
            sent.append(asked["to"])
            sid = dial(**asked)
            if len(sent) > 1:
                raise Crash
            return sid

    taken.clear()
    with monkeypatch.context() as dies:
        dies.setattr(world.board.telephone, "dial", dying)
        with pytest.raises(Crash):
            world.pass_time(HELD_UP_SECONDS)
    assert max(taken) == 3
    assert sum(rung(world)[claimant] for claimant in CLAIMANTS) == 2

    # when another worker takes over, and those who ring answer
    world.work.restart()
    world.settle()
    for claimant in sent:
        world.exchange.telephone(claimant).answer()
    world.pass_time(420)

    # then each was rung once, the third when it was certain that nobody had rung it
    assert [rung(world)[claimant] for claimant in CLAIMANTS] == [1, 1, 1]


@pytest.mark.parametrize(("a_second", "at_once"), [pytest.param(1.0, 1, marks=pytest.mark.long), (2.0, 2)])
def test_no_more_go_out_together_than_twilio_allows_in_a_second(
    world: World, taken: list[int], a_second: float, at_once: int
) -> None:
    settings = replace(world.settings, twilio_calls_per_second=a_second)
    world.work.worker.handlers = worker.handlers(replace(world.board, settings=settings))

    # when three are to be rung at one moment
    desks = three_due(world)

    # then so many are, and each of the others as its turn comes
    assert max(taken) == at_once
    assert sum(desk.ringing for desk in desks) == at_once
    world.pass_time(3 / a_second)
    assert all(desk.ringing for desk in desks)
    made = sorted(call.created for call in world.exchange.calls.values())
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(made)]
    assert sum(gap == 1 / a_second for gap in gaps) == 3 - at_once
