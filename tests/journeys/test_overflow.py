"""Journey 2: her site is busy, and the call goes to another, with its reason; she stays her home's claimant."""

import pytest

from app.practice.calls.call import Call
from tests.journeys.scenes import together
from tests.journeys.world import NUMBERS, World

HOME_ADVISERS = {
    "buckinghamshire": ("asha", "colin", "dana"),
    "calderdale-and-kirklees": ("joan", "karim", "lucy"),
    "south-east-gwent": ("nia", "owen", "priya"),
    "somerset": ("tess", "una", "vic"),
}
ENGLISH = {site: ("2", "1") if site == "south-east-gwent" else ("1", "1") for site in NUMBERS}


def start_claim(world: World, site: str, from_: str = "+441632960010") -> Call:
    """Somebody rings a site and asks to start a claim, in English."""
    call = world.ring(site, from_)
    world.press(call, *ENGLISH[site])
    return call


@pytest.mark.parametrize("home", NUMBERS)
def test_from_each_home_to_each_other_site(world: World, home: str) -> None:
    # given the only adviser at home is on a call
    ours = HOME_ADVISERS[home][0]
    world.ready(ours)
    start_claim(world, home, "+441632960001")
    world.take(ours)
    for number, other in enumerate(site for site in NUMBERS if site != home):
        _goes_to(world, home, other, f"+44163296002{number}")


def _goes_to(world: World, home: str, other: str, from_: str) -> None:
    # when one at another site is ready, and she rings home
    theirs = HOME_ADVISERS[other][-1]
    world.ready(theirs)
    call = start_claim(world, home, from_)

    # then the other site answers, knows whose claimant she is, and why it was asked
    desk = world.take(theirs)
    world.pass_time(2)
    assert together(call, desk)
    offer = world.offers()[-1]
    assert offer.away
    assert offer.site_id == world.site(other).id
    assert world.reason(offer) == f"sent to {world.site(other).name}: 1 waiting here, oldest 0 s; 1 idle there"
    assert world.demand().home_site_id == world.site(home).id
    assert any(world.site(home).name in heard.text for heard in desk.said)


def test_the_first_site_of_homes_own_order_is_asked_first(world: World) -> None:
    # given nobody is at work in Somerset, and one adviser is ready at each of the others
    world.ready("asha", "joan", "priya")

    # when she rings Somerset, whose order begins with South East Gwent
    start_claim(world, "somerset")

    # then Gwent is asked, and the reason says that nobody is at work at home
    assert world.desk("priya").ringing
    assert world.reason(world.offers()[0]).startswith("sent to South East Gwent: nobody is at work at Somerset")


def test_a_site_with_somebody_of_its_own_waiting_is_passed_over(world: World) -> None:
    # given Gwent's only adviser is free for a moment, but a caller of Gwent waits for him
    world.ready("priya")
    start_claim(world, "south-east-gwent", "+441632960001")
    world.take("priya")
    world.ready("asha")
    waiting = start_claim(world, "south-east-gwent", "+441632960002")
    assert world.desk("asha").ringing, "Buckinghamshire was free for Gwent's second caller"

    # when she rings Somerset and then the call at Gwent ends
    call = start_claim(world, "somerset")
    assert not world.desk("priya").ringing
    world.hang_up(world.desk("asha"))
    world.end_call("priya")
    world.ready("priya")

    # then Gwent's own caller is served at Gwent first
    desk = world.take("priya")
    world.pass_time(2)
    assert together(waiting, desk)
    assert not together(call, desk)


def test_two_sites_do_not_send_to_each_other(world: World) -> None:
    # given Somerset's call is being answered in Gwent
    world.ready("tess", "priya")
    start_claim(world, "somerset", "+441632960001")
    world.take("tess")
    sent = start_claim(world, "somerset", "+441632960002")
    desk = world.take("priya")
    world.pass_time(2)
    assert together(sent, desk)

    # when Somerset has somebody free again, and a caller of Gwent rings
    world.ready("una")
    start_claim(world, "south-east-gwent", "+441632960003")

    # then she is not sent to Somerset, which has just sent one to Gwent, but waits for Gwent
    assert not world.desk("una").ringing
    assert world.demand().state == "waiting"


def test_home_is_offered_first_even_if_the_other_has_been_idle_longer(world: World) -> None:
    # given Gwent's adviser has been idle for an hour, Somerset's for a minute
    world.ready("priya")
    world.pass_time(600)
    world.ready("tess")

    # when she rings Somerset
    start_claim(world, "somerset")

    # then home is asked
    assert world.desk("tess").ringing
    assert not world.desk("priya").ringing


def test_sent_away_in_vain_she_stands_where_she_stood(world: World) -> None:
    # given home's only adviser is on a call, and the one at another site lets her call ring
    world.ready("tess")
    start_claim(world, "somerset", "+441632960001")
    world.take("tess")
    world.desk("priya").behaviour = "no-answer"
    world.ready("priya")
    call = start_claim(world, "somerset", "+441632960002")
    joined = world.demand_of(call).joined_at
    assert world.offers()[-1].away

    # when somebody joins home's line meanwhile, and nobody has answered away
    world.pass_time(5)
    later = start_claim(world, "somerset", "+441632960003")
    world.pass_time(25)
    assert world.presence("priya") == "away"

    # then she has kept her time and her place, and home's adviser takes her before the one who came later
    assert world.demand_of(call).joined_at == joined
    assert world.demand_of(call).state == "waiting"
    world.end_call("tess")
    world.ready("tess")
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
    assert not together(later, desk)
