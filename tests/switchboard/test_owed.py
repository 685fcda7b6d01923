"""A time that comes free goes to whoever is owed a call, and she is told of it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary import service as diary
from app.diary.service import Needs
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import owed, ringing_back
from app.switchboard.context import Switchboard
from app.texts import service as texts
from tests.callbacks.promises import claimant
from tests.diary_people import london, make_adviser

TOMORROW = "2026-11-24"
MOBILE = callbacks.Contact("+447700900123", safe_to_text=True)
ENGLISH = Needs()


@pytest.fixture
def ann(session: Session, site: Site) -> Staff:
    """On duty tomorrow from two to three: time for one interview."""
    ann = make_adviser(session, site, "ann")
    sites.change_rules(session, site, kept_back_advisers=0)
    diary.put_on_duty(session, ann.id, site.id, london(TOMORROW, "14:00"), london(TOMORROW, "15:00"))
    return ann


def book(session: Session, site: Site, now: datetime) -> Callback:
    who = claimant(session, site, now)
    slot = diary.offer_slots(session, site, ENGLISH, now, now=now)[0]
    return callbacks.book(
        session, site=site, slot=slot, claimant_id=who.id, call_id=None, contact=MOBILE, by_staff=None, now=now
    )


def owe(
    session: Session,
    site: Site,
    now: datetime,
    needs: Needs = ENGLISH,
    contact: callbacks.Contact = MOBILE,
    *,
    was_asked: bool = True,
    who: UUID | None = None,
) -> Callback:
    who = who or claimant(session, site, now, safe_to_text=True).id
    return callbacks.owe(
        session,
        site=site,
        needs=needs,
        claimant_id=who,
        call_id=None,
        contact=contact,
        by_staff=None,
        now=now,
        was_asked=was_asked,
    )


def test_she_has_the_time_that_somebody_gives_up(
    session: Session, board: Switchboard, site: Site, ann: Staff, now: datetime
) -> None:
    # given the only time until tomorrow evening is somebody's, and two are owed a call
    booked = book(session, site, now)
    first, second = owe(session, site, now), owe(session, site, now + timedelta(minutes=1))
    assert owed.give_times(board, now) == 0
    assert (first.state, second.state) == ("owed", "owed")

    # when it is given up
    ringing_back.cancel(session, booked, now)

    # then who has waited longest has it, as if she had chosen it, and is told
    assert owed.give_times(board, now) == 1
    assert (first.state, first.due_at, first.next_at) == ("booked", london(TOMORROW, "14:00"), first.due_at)
    assert (first.held_adviser_id, first.deadline) == (ann.id, None)
    told = texts.latest(session, "confirmation", first.id)
    assert told is not None
    assert told.about_at == first.due_at
    assert second.state == "owed"


def test_who_needs_more_holds_up_nobody(
    session: Session, board: Switchboard, site: Site, ann: Staff, now: datetime
) -> None:
    longer = owe(session, site, now, Needs(places=6))
    typed = owe(session, site, now, Needs(textphone=True))
    spoken = owe(session, site, now + timedelta(minutes=1), was_asked=False)
    owed.give_times(board, now)
    assert [longer.state, typed.state, spoken.state] == ["owed", "owed", "booked"]


def test_nothing_that_she_turned_down_is_given_to_her(
    session: Session, board: Switchboard, site: Site, ann: Staff, now: datetime
) -> None:
    turned_down = owe(session, site, now)
    assert owed.give_times(board, now) == 0
    assert turned_down.state == "owed"
    # Of one who was never asked nothing is known, but that she wants to be rung.
    never_asked = owe(session, site, now, was_asked=False)
    assert owed.give_times(board, now) == 1
    assert never_asked.state == "booked"


def test_nobody_is_given_a_time_at_which_she_must_not_be_rung(
    session: Session, board: Switchboard, site: Site, ann: Staff, now: datetime
) -> None:
    person = claimant(session, site, now)
    person.safe_times = "09:00-11:00"
    mornings_only = owe(session, site, now, who=person.id)
    never = owe(session, site, now, contact=callbacks.Contact("+447700900124", safe_to_ring=False), was_asked=False)
    assert owed.give_times(board, now) == 0
    assert (mornings_only.state, never.state) == ("owed", "owed")


def test_nothing_comes_after_its_deadline(
    session: Session, board: Switchboard, site: Site, ann: Staff, now: datetime
) -> None:
    # given the only time is on the day after the one by which the call was promised
    one = owe(session, site, now - timedelta(days=3), was_asked=False)
    assert one.deadline is not None
    assert one.deadline < london(TOMORROW, "14:00")
    assert owed.give_times(board, now) == 0
    assert one.state == "owed"


def test_nobody_is_woken_by_it(session: Session, board: Switchboard, site: Site, ann: Staff, now: datetime) -> None:
    one = owe(session, site, now, was_asked=False)
    assert owed.give_times(board, london(TOMORROW, "3:00")) == 0
    assert owed.give_times(board, london(TOMORROW, "8:30")) == 1
    assert one.state == "booked"
