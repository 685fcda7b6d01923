"""Journey 7: one key offers the next two times at the nearest office; no reason asked, no persuading."""

from sqlalchemy import select

from app.appointments.models import Appointment
from tests.journeys.scenes import heard, together
from tests.journeys.test_booking_by_keypad import name
from tests.journeys.world import World


def test_booked_by_keypad_and_read_back(world: World) -> None:
    # when she chooses to see somebody, the second time, and says her name
    call = world.ring("somerset")
    world.press(call, "1", "3")
    world.until_heard(call, "For another time or place, press 3 to speak to an adviser.")
    assert any(one.startswith("You can be seen at Taunton") for one in heard(call))
    world.press(call, "2")
    name(world, call)
    world.pass_time(40)

    # then it is booked, and read back with the office, its address and four figures
    with world.session() as session:
        [made] = session.scalars(select(Appointment)).all()
    assert made.proof_number is not None
    assert any("You are booked to be seen" in one and "Taunton" in one for one in heard(call))
    assert any(", ".join(made.proof_number) in one or " ".join(made.proof_number) in one for one in heard(call))


def test_another_time_or_place_goes_to_an_adviser(world: World) -> None:
    # given an adviser is ready
    world.ready("tess")

    # when neither time suits her
    call = world.ring("somerset")
    world.press(call, "1", "3", "3")

    # then an adviser arranges it
    desk = world.take("tess")
    world.pass_time(8)
    assert together(call, desk)
