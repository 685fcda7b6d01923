"""A call-back arranged by an adviser: which number is rung, at which times, and which a text may go to."""

from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.claimants.models import Claimant
from app.diary import service as diary
from app.sites import service as sites
from app.sites.models import Site
from app.staff.models import Staff
from app.switchboard import arranging, reaching
from app.values.errors import Invalid
from tests.diary_people import london
from tests.journeys.scenes import interview
from tests.journeys.world import CLAIMANT, World


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
    assert offered[-1] == london(tuesday, "10:40")
    with pytest.raises(Invalid, match="not safe to ring at that time"):
        arranging.book(session, claimant, london(tuesday, "14:00"), "", ann.id, now)

    # What she said in words she judges herself: every time that is safe otherwise may be chosen with her.
    claimant.safe_in_words = "Not when his car is there"
    assert [slot.starts_at for slot in arranging.times(session, claimant, ann.id, now)] == offered
    booked = arranging.book(session, claimant, offered[0], "", ann.id, now)
    assert (booked.state, booked.due_at) == ("booked", offered[0])
