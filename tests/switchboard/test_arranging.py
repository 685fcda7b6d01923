"""A call-back arranged by an adviser: which number is rung, at which times, and which a text may go to."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.callbacks.service import Contact
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.diary import service as diary
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import arranging, reaching
from app.values.errors import Invalid
from app.values.london import to_london
from tests.diary_people import london
from tests.journeys.browser import Adviser
from tests.journeys.scenes import interview
from tests.journeys.world import CLAIMANT, FRIEND, World


def test_another_time_agreed_in_the_interview_is_rung_at_the_number_that_was_promised(world: World) -> None:
    # given a call-back booked in a call, at the number she rang from: she never gave another
    booked, kept, _ = interview(world)
    with world.session() as session:
        claimant = session.get_one(Claimant, booked.claimant_id)
        claimant.telephone = None
    # when the interview does not suit her now, and the adviser gives her another time
    with world.session() as session:
        claimant = session.get_one(Claimant, booked.claimant_id)
        home, needs = arranging.home_of(session, claimant), arranging.needs_of(session, claimant)
        later = diary.offer_slots(session, home, needs, clock.now(), now=clock.now())[-1]
        arranging.book(session, claimant, later.starts_at, "", world.staff_id(kept), clock.now())
    # then it is booked, and to the same number
    moved = world.callback()
    assert (moved.id, moved.state, moved.next_at) == (booked.id, "booked", later.starts_at)
    assert moved.telephone == CLAIMANT


@pytest.mark.parametrize(
    ("texts", "messages", "goes"),
    [(None, True, True), (None, False, False), (False, True, False), (True, False, True)],
)
def test_the_screen_names_the_number_that_a_text_will_go_to(texts: bool | None, messages: bool, goes: bool) -> None:
    # given what she has said of texts, or was not asked, and of messages; the text itself goes by the same rule
    hers = Claimant(telephone="+447700900123", safe_to_ring=True, safe_to_leave_message=messages, may_say_who=False)
    hers.safe_to_text = texts
    # then
    number = reaching.texted(hers, reaching.rung_with(hers, None), date(2026, 11, 24))
    assert (number is not None) is goes


def test_only_times_that_are_safe_are_offered_and_booked(
    session: Session, site: Site, ann: Staff, claimant: Claimant, now: datetime
) -> None:
    # given an adviser on duty all of Tuesday, and somebody whom it is safe to ring from nine to eleven
    tuesday = "2026-11-24"
    sites.change_rules(session, site, kept_back_advisers=0)
    diary.put_on_duty(session, ann.id, site.id, london(tuesday, "8:30"), london(tuesday, "18:00"))
    claimant.telephone, claimant.safe_times = CLAIMANT, "09:00–11:00"

    # then only such times are offered, and no other is booked, whatever is sent
    offered = [slot.starts_at for slot in arranging.times(session, claimant, ann.id, now)]
    assert offered[0] == london(tuesday, "9:00")
    # and of them those at which it is over while it is safe
    assert offered[-1] == london(tuesday, "10:20")
    with pytest.raises(Invalid, match="not safe to ring at that time"):
        arranging.book(session, claimant, london(tuesday, "14:00"), "", ann.id, now)

    # What she said in words she judges herself: every time that is safe otherwise may be chosen with her.
    claimant.safe_in_words = "Not when his car is there"
    assert [slot.starts_at for slot in arranging.times(session, claimant, ann.id, now)] == offered
    booked = arranging.book(session, claimant, offered[0], "", ann.id, now)
    assert (booked.state, booked.due_at) == ("booked", offered[0])


@pytest.mark.parametrize("stands", ["she is being rung as promised", "a letter is wanted"])
def test_none_of_the_times_suits_and_the_call_is_owed(world: World, stands: str) -> None:
    # given somebody who was rung back at her time, and is still on the line or was the wrong person
    booked, kept, _ = interview(world)
    by = world.staff_id(kept)
    if stands == "a letter is wanted":
        with world.session() as session:
            rung = session.get_one(Callback, booked.id)
            callbacks.record_result(session, rung, "wrong_person", clock.now(), by_staff=by)

    # when no time suits her, and the adviser records that a call is owed
    with world.session() as session:
        arranging.owe(session, session.get_one(Claimant, booked.claimant_id), by, clock.now())

    # then it is: by its deadline and at no time before it, and nobody rings her meanwhile
    owed = world.callback()
    assert (owed.id, owed.state, owed.next_at, owed.held_adviser_id) == (booked.id, "owed", None, None)
    assert owed.deadline is not None
    assert owed.deadline > world.now()
    assert world.attempts() == ["claimant_asked_other_time" if stands != "a letter is wanted" else "wrong_person"]


def test_what_was_rung_from_the_record_and_promised_to_nobody_can_be_owed(world: World) -> None:
    # given somebody rung from her record, to whom nothing was promised
    by = world.staff_id("tess")
    with world.session() as session:
        site = world.site("somerset")
        claimant = claimants.first_contact(session, site.id, world.now(), "en")
        claimant.telephone = FRIEND
        needs = arranging.needs_of(session, claimant)
        rung = callbacks.open_unpromised(
            session,
            site=site,
            needs=needs,
            claimant_id=claimant.id,
            contact=Contact(FRIEND),
            by_staff=by,
            now=world.now(),
        )
        callbacks.begin_attempt(session, rung, world.now(), adviser_id=by)

        # when she wants the interview, and no time suits her
        arranging.owe(session, claimant, by, world.now())

    # then it is owed, and not silently given up
    assert world.callback().state == "owed"
    assert world.callback().deadline is not None
    assert world.attempts() == ["claimant_asked_other_time"]


def test_the_page_offers_only_times_that_are_safe_and_refuses_any_other(world: World) -> None:
    # given somebody whom it is safe to ring from nine to eleven
    with world.session() as session:
        her = claimants.first_contact(session, sites.by_slug(session, "somerset").id, world.now())
        her.telephone, her.safe_times = CLAIMANT, "09:00–11:00"
        path = f"/people/{her.reference}/book"
    tess = Adviser(world, "tess").open(path)

    # then so are all times of the page
    offered = [datetime.fromisoformat(one) for one in tess.page.xpath("//*[@name='slot']/@value") if one != "owed"]
    assert offered
    assert {to_london(one).hour for one in offered} <= {9, 10}

    # and another is neither read back nor booked
    other = (offered[-1] + timedelta(hours=5)).isoformat()
    assert "not safe to ring at that time" in tess.send(path, slot=other, agreed_word="").text
    assert "not safe to ring at that time" in tess.open(f"{path}/read-back?{urlencode({'slot': other})}").text
    assert world.callbacks() == []
