"""She gives another number, or says another thing of what is safe: the call-back that is promised keeps up with it."""

from sqlalchemy import select

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.claimants.models import Claimant
from app.scripts.answers import Fault
from app.sites.models import Office
from app.switchboard import interviewing, messages
from tests.journeys.world import CLAIMANT, World

NEW = "+447700900456"
TYPED = "07700 900456"
AT_THE_OFFICE = "+441174960103"


def booked_and_known(world: World) -> tuple[Callback, str]:
    """Her call-back to the number she gave then, of which texts are safe; and her reference."""
    booked = world.book("somerset")
    with world.session() as session:
        booked = session.merge(booked)
        her = session.get_one(Claimant, booked.claimant_id)
        her.safe_to_text = booked.safe_to_text = True
        return booked, her.reference


def answers(world: World, reference: str, **fields: str) -> None:
    """Tess writes down what she says, one answer after the other."""
    script, me, now = world.board.scripts.get("short_call"), world.staff_id("tess"), world.now()
    for name, said in fields.items():
        with world.session() as session:
            her = claimants.by_reference(session, reference)
            assert her is not None
            standing = interviewing.standing(session, her, now, lock=True)
            kept = interviewing.save(world.board, session, standing, script, f"contact.{name}", said, me, now)
            assert not isinstance(kept, Fault), kept


def test_a_call_back_rings_the_number_she_gave_last(world: World) -> None:
    # given a call-back, and then she rings: her old number is no longer hers
    booked, reference = booked_and_known(world)
    answers(world, reference, telephone=TYPED)

    # then a text about it goes to the new one only
    with world.session() as session:
        messages.promised(session, session.get_one(Callback, booked.id), world.now())
    world.pass_time(5)
    assert world.texts_to(CLAIMANT) == []
    assert len(world.texts_to(NEW)) == 1

    # and so does the call
    kept = world.held_for(booked)
    world.until_due(booked, minutes=-1)
    world.ready(kept)
    world.until_rings(kept)
    world.take(kept)
    world.pass_time(5)
    assert world.exchange.telephone(NEW).ringing
    assert world.exchange.telephone(CLAIMANT).call is None


def test_what_is_safe_of_it_is_what_she_said_last(world: World) -> None:
    booked, reference = booked_and_known(world)
    answers(world, reference, safe_to_leave_message="yes", safe_to_text="no")
    now = world.callback()
    assert (now.safe_to_leave_message, now.safe_to_text) == (True, False)
    assert (now.telephone, now.due_at) == (booked.telephone, booked.due_at)


def test_a_private_telephone_stays_the_one_that_is_held(world: World) -> None:
    # given she comes to an office to be rung there
    booked, reference = booked_and_known(world)
    with world.session() as session:
        one = session.merge(booked)
        one.office_id = session.scalars(select(Office.id).where(Office.site_id == booked.site_id)).first()
        one.telephone = AT_THE_OFFICE
        assert one.office_id is not None
    answers(world, reference, telephone=TYPED, safe_to_ring="no", safe_to_leave_message="yes")
    now = world.callback()
    assert (now.telephone, now.safe_to_ring, now.safe_to_leave_message) == (AT_THE_OFFICE, True, False)


def test_whom_only_a_person_may_ring_is_rung_by_itself_once_times_are_known(world: World) -> None:
    # given a call is owed, and she is not sure when it is safe
    booked, reference = booked_and_known(world)
    with world.session() as session:
        one = session.get_one(Callback, booked.id)
        session.get_one(Claimant, booked.claimant_id).safe_times_unknown = True
        callbacks.lose_time(session, one, by_staff=None, now=world.now(), for_a_person=True)
    # when she has said at which times it is
    answers(world, reference, safe_times="09:00 to 16:00")
    # then nobody needs to see to it
    assert not world.callback().for_a_person
    # and once it is not safe at all somebody does, whatever else she says
    answers(world, reference, safe_to_ring="no", safe_to_text="no")
    assert world.callback().for_a_person
