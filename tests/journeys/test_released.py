"""An interview is held at home, unless a supervisor releases it to another site; that is counted, and can be undone."""

import re

import pytest

from app.audit import service as audit
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.measures import overflow
from app.measures.overflow import HeldAway
from tests.journeys.scenes import together
from tests.journeys.world import CLAIMANT, NUMBERS, World
from tests.wallboard.browsing import Browser
from tests.web.signing_in import sign_in

LIST = "/supervisor/call-backs?site=somerset"


@pytest.fixture
def supervisor(world: World) -> Browser:
    """Sam, the supervisor of Somerset, signed in."""
    return Browser(sign_in(world.app, "sam", world.person("sam").password))


@pytest.fixture
def due(world: World) -> Callback:
    """A call-back of Somerset that is due while nobody there is at work, and Asha of Buckinghamshire is ready."""
    booked = world.book("somerset")
    world.ready("asha")
    world.until_due(booked, minutes=1)
    assert not world.desk("asha").ringing, "an interview left home unasked"
    return booked


def released(world: World, supervisor: Browser, due: Callback, to: str = "buckinghamshire") -> str:
    """Sam releases it from the list; the page that follows."""
    address = re.search(r'href="(/supervisor/call-backs/[^"]+/release)"', supervisor.see(LIST))
    assert address is not None
    assert str(due.id) in address[1]
    page = supervisor.sends(address[1], act="release", to=to)
    world.settle()
    return page


def undo(world: World, supervisor: Browser, page: str) -> str:
    """Sam presses Undo beside what was just done; the page that follows."""
    entry = re.search(r'name="entry" value="(\d+)"', page)
    assert entry is not None
    followed = supervisor.sends("/wallboard/sites/somerset/undo", seen=LIST, entry=entry[1])
    world.settle()
    return followed


def test_released_it_is_held_at_the_other_site_with_homes_number_and_counted(
    world: World, due: Callback, supervisor: Browser
) -> None:
    # given the page says who could hold it
    page = supervisor.see(f"/supervisor/call-backs/{due.id}/release")
    assert "Buckinghamshire" in page
    assert "at work then, and suited: 1; free: 1" in page
    assert "South East Gwent" not in page

    # when it is released
    page = released(world, supervisor, due)

    # then the adviser there is rung, and both read why
    assert "The call-back may be held at Buckinghamshire as well as at home." in page
    assert "released to Buckinghamshire as well" in page
    [offer] = world.offers()
    assert offer.away
    # and the other site's list of today has it, as its home's has
    for site in ("buckinghamshire", "somerset"):
        assert str(due.id) in supervisor.see(f"/supervisor/call-backs?site={site}")
    assert world.reason(offer) == "call-back of Somerset, due at 10:40: a supervisor released it to Buckinghamshire"

    # and she is rung from the number of her home, which stays her home
    desk = world.take("asha")
    her = world.exchange.telephone(CLAIMANT)
    assert her.call is not None
    assert her.call.from_ == NUMBERS["somerset"]
    her.answer()
    world.settle()
    assert together(her, desk)
    assert world.callback().site_id == world.site("somerset").id

    # and once she is reached it is counted for home, by its reason; callers sent out are not meant
    with world.session() as session:
        assert overflow.held_away(session, world.now()) == {}
        callbacks.record_result(session, session.get_one(Callback, due.id), "reached", world.now())
        assert overflow.held_away(session, world.now()) == {world.site("somerset").id: HeldAway(released=1)}
        assert overflow.flows(session, world.now()) == []
        assert audit.of(session, "callback", str(due.id), actions=("call-back released",))
    assert "released 1" in supervisor.see("/wallboard")


def test_it_is_taken_back_before_anybody_is_rung(world: World, supervisor: Browser) -> None:
    # given a call-back of this afternoon, released to a site where somebody is on duty then
    booked = world.book("somerset")
    page = released(world, supervisor, booked)
    # when that is undone, and its time comes
    followed = undo(world, supervisor, page)
    assert "Undone: released the call-back of " in followed
    world.ready("asha")
    world.until_due(booked, minutes=1)
    # then it waits for home again, and home is rung when somebody is there
    assert not world.desk("asha").ringing
    world.ready("tess")
    assert world.desk("tess").ringing


def test_what_an_adviser_there_has_is_not_taken_back(world: World, due: Callback, supervisor: Browser) -> None:
    page = released(world, supervisor, due)
    assert world.desk("asha").ringing
    assert "An adviser of the other site has it already." in undo(world, supervisor, page)
    assert world.callback().away_site_id == world.site("buckinghamshire").id


def test_home_has_it_first_where_somebody_is_free_there(world: World, supervisor: Browser) -> None:
    booked = world.book("somerset")
    released(world, supervisor, booked)
    world.ready("asha", "tess")
    world.until_due(booked)
    assert world.desk("tess").ringing
    assert not world.desk("asha").ringing


def test_another_time_is_homes_alone(world: World, supervisor: Browser) -> None:
    booked = world.book("somerset")
    released(world, supervisor, booked)
    with world.session() as session:
        callback = session.get_one(Callback, booked.id)
        later = next(callbacks.times_for(session, callback, world.now() + world.minutes(180), world.now()))
        callbacks.move(session, callback, later, by_staff=None, now=world.now())
        assert (callback.away_site_id, callback.away_because) == (None, None)


def test_whom_it_is_not_safe_to_ring_is_released_to_nobody(world: World, due: Callback, supervisor: Browser) -> None:
    with world.session() as session:
        session.get_one(Callback, due.id).safe_to_ring = False
    page = supervisor.sends(f"/supervisor/call-backs/{due.id}/release", seen=LIST, act="release", to="buckinghamshire")
    assert "Nothing was changed. They are not to be rung as it stands: reach them another way first." in page
    assert world.callback().away_site_id is None
