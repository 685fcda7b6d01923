"""A call-back arranged by an adviser: which number is rung."""

from app import clock
from app.claimants.models import Claimant
from app.diary import service as diary
from app.switchboard import arranging
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
