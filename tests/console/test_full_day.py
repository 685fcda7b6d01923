"""The start page on a full day: every call-back of the site is there, and it costs no more for it."""

from datetime import timedelta

from sqlalchemy import event, select

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.service import Contact
from app.claimants import service as claimants
from app.diary import service as diary
from app.sites import service as sites
from tests.journeys.browser import Adviser
from tests.journeys.world import World


def _owed(world: World, numbers: range) -> None:
    with world.session() as session:
        site, now = sites.by_slug(session, "somerset"), world.now()
        for number in numbers:
            claimant = claimants.first_contact(session, site.id, now)
            claimant.surname, claimant.forenames = f"Invented-{number}", "Ada"
            callbacks.owe(
                session, site=site, needs=diary.needs_of(site), claimant_id=claimant.id, call_id=None,
                contact=Contact(f"+447700900{number}"), by_staff=None, now=now,
            )  # fmt: skip


def _asked_for(world: World, adviser: Adviser) -> int:
    """How many statements the start page asks of the database."""
    asked: list[str] = []

    def hear(_c: object, _k: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", hear)
    adviser.open("/")
    event.remove(world.database.engine, "before_cursor_execute", hear)
    return len(asked)


def test_statements_do_not_grow_with_the_call_backs(world: World) -> None:
    # given an adviser, and three people who are owed a call
    tess = Adviser(world, "tess").ready()
    _owed(world, range(100, 103))
    few = _asked_for(world, tess)
    assert "Invented-102" in tess.text

    # when there are thirty more
    _owed(world, range(103, 133))

    # then all of them are on the page, and nothing more is asked for them
    assert _asked_for(world, tess) == few
    assert all(f"Invented-{number}" in tess.text for number in range(100, 133))
    assert "There are more." not in tess.text


def test_nor_with_those_that_may_come_to_the_adviser_in_the_next_two_hours(world: World) -> None:
    # given two who are to be rung within the hour, then nine
    tess = Adviser(world, "tess").ready()
    asked = []
    for numbers in (range(100, 102), range(102, 109)):
        _owed(world, numbers)
        with world.session() as session:
            for one in session.scalars(select(Callback)):
                one.state, one.next_at, one.deadline = "booked", world.now() + timedelta(hours=1), None
        # when he looks at his start page, which says who comes to him next
        asked.append(_asked_for(world, tess))
    # then each costs no more
    assert "the call-back at" in tess.text
    assert asked[0] == asked[1]


def test_more_than_can_be_taken_in_are_not_shown(world: World) -> None:
    # given sixty people are owed a call
    tess = Adviser(world, "tess").ready()
    _owed(world, range(100, 160))

    # when an adviser looks at his start page
    tess.open("/")

    # then the first fifty are on it, and that there are more
    assert all(f"Invented-{number}" in tess.text for number in range(100, 150))
    assert "Invented-150" not in tess.text
    assert "There are more." in tess.text


def test_a_long_line_is_counted_and_not_listed(world: World) -> None:
    # given an adviser who is away, and twenty-three callers who wait
    tess = Adviser(world, "tess").ready()
    world.presence_to("tess", "away")
    for number in range(23):
        world.press(world.ring("somerset", f"+447700900{500 + number}"), "1", "1")

    # when he looks at his start page
    tess.open("/")

    # then twenty are listed, and the rest counted
    assert "3 more wait behind them." in tess.text
