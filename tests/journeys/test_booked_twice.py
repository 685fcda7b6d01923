"""Two call-backs booked by keypad from one number: by one person, or by two who share a telephone."""

from uuid import UUID

from tests.journeys.browser import Adviser
from tests.journeys.test_booking_by_keypad import MESSAGE, NO_HELP, SAFE, SAME_NUMBER, name
from tests.journeys.world import CLAIMANT, World


def states(world: World) -> dict[UUID, str]:
    return {one.id: one.state for one in world.callbacks()}


def test_the_adviser_who_takes_one_is_told_of_the_other_and_cancels_the_one_too_many(world: World) -> None:
    # given two call-backs booked by keypad from one number, while nobody is at work
    for _ in range(2):
        call = world.ring("somerset")
        world.press(call, "1", "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
        name(world, call)
        world.press(call, "1")
        world.pass_time(5)
        world.hang_up(call)
    first, second = world.callbacks()
    assert (first.telephone, first.state) == (second.telephone, second.state) == (CLAIMANT, "booked")
    assert first.due_at == second.due_at

    # when both are due, and an adviser takes one of them
    kept = world.held_for(first)
    world.until_due(first, minutes=-1)
    adviser = Adviser(world, kept).ready()
    world.until_due(first)
    world.until_rings(kept)
    world.take(kept)
    adviser.follow()

    # then he reads that there is another, and it stands until she has said that it is hers
    assert "Another call-back to this number was booked without an adviser" in adviser.text
    [other] = [one for one, state in states(world).items() if state == "due"]
    here = f"/people/{adviser.reference}?notice=-"
    adviser.open(here).send(here, act="cancel_besides", callback=str(other))
    assert states(world)[other] == "cancelled"
    assert sorted(states(world).values()) == ["cancelled", "in_progress"]
    assert "booked without an adviser" not in adviser.open(here).text
