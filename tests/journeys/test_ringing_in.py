"""Journey 1: a claimant rings in and is answered at home."""

from tests.journeys.world import World


def test_she_rings_is_answered_at_home_and_the_two_talk(world: World) -> None:
    # given an adviser at home is ready
    world.ready("tess")

    # when she rings, chooses English and to start a claim
    call = world.ring("somerset")
    world.pass_time(20)
    world.press(call, "1", "1")

    # then his desk rings, he presses 1, and they are in one conference
    desk = world.take("tess")
    world.pass_time(5)
    assert call.in_conference is not None
    assert desk.call is not None
    assert desk.call.in_conference == call.in_conference
    assert world.presence("tess") == "on_call"
    assert [offer.away for offer in world.offers()] == [False]
