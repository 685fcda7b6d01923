"""What she hears while she waits: her place and an honest wait, at once and about once a minute, in her language."""

from datetime import timedelta
from itertools import pairwise

import pytest

from app.practice.calls.call import Call, Heard
from tests.journeys.scenes import heard, together
from tests.journeys.test_booking_by_keypad import MESSAGE, NO_HELP, SAFE, SAME_NUMBER, name
from tests.journeys.world import World

# Sentences and music of a round together: about once a minute.
SOONEST, LATEST = timedelta(seconds=50), timedelta(seconds=75)
NEXT = {"en-GB": "You are next in line.", "cy-GB": "Chi sydd nesaf yn y ciw."}
WAIT = {"en-GB": "You will wait ", "cy-GB": "Byddwch yn aros "}
BOOK_INSTEAD = {"en-GB": "press 1", "cy-GB": "pwyswch 1"}


def busy(world: World, site: str, adviser: str, *keys: str) -> None:
    """The only adviser at work talks with somebody else."""
    world.ready(adviser)
    other = world.ring(site, "+441632960001")
    world.press(other, *keys)
    world.take(adviser)


def waiting(world: World, site: str, *keys: str) -> Call:
    """She joins the line."""
    call = world.ring(site)
    world.press(call, *keys)
    return call


def told(call: Call, sentence: str) -> list[Heard]:
    """Each time that she heard a sentence, or its beginning."""
    return [one for one in call.said if one.text.startswith(sentence)]


@pytest.mark.parametrize(
    ("site", "adviser", "keys", "language"),
    [("somerset", "tess", ("1", "1"), "en-GB"), ("south-east-gwent", "nia", ("1", "1"), "cy-GB")],
    ids=["English", "Welsh"],
)
def test_place_and_wait_are_said_at_joining_and_about_once_a_minute(
    world: World, site: str, adviser: str, keys: tuple[str, ...], language: str
) -> None:
    # given the only adviser at work is on a call
    busy(world, site, adviser, *keys)

    # when she joins the line and waits four minutes
    call = waiting(world, site, *keys)
    joined = world.demand_of(call).joined_at
    before = len(call.said)
    world.pass_time(240)

    # then she hears at once which place is hers and how long it takes, and again about once a minute
    places, waits = told(call, NEXT[language]), told(call, WAIT[language])
    assert timedelta() <= places[0].at - joined < timedelta(seconds=10)
    assert len(places) == len(waits) >= 4
    for earlier, later in pairwise(places):
        assert SOONEST <= later.at - earlier.at <= LATEST
    # and each time with the key that books instead, and nothing in another language
    assert len([one for one in call.said if BOOK_INSTEAD[language] in one.text.lower()]) >= len(places)
    assert {one.language for one in call.said[before:]} == {language}


def test_her_place_moves_up_when_who_was_before_her_goes(world: World) -> None:
    # given somebody waits before her
    busy(world, "somerset", "tess", "1", "1")
    before = world.ring("somerset", "+441632960002")
    world.press(before, "1", "1")
    world.pass_time(1)
    call = waiting(world, "somerset", "1", "1")
    world.pass_time(20)
    assert "You are number 2 in line." in heard(call)
    assert not told(call, NEXT["en-GB"])

    # when he gives up, then she hears in the next round that she is next
    world.hang_up(before)
    world.until_heard(call, NEXT["en-GB"], within=LATEST.total_seconds())


@pytest.mark.parametrize(
    ("site", "adviser", "language", "back"),
    [
        ("somerset", "tess", "en-GB", "You are back in the line, in your old place."),
        ("south-east-gwent", "nia", "cy-GB", "Rydych chi yn ôl yn y ciw, yn eich hen le."),
    ],
    ids=["English", "Welsh"],
)
def test_from_the_times_a_key_leads_back_to_her_place(
    world: World, site: str, adviser: str, language: str, back: str
) -> None:
    # given she waits with somebody behind her, and looks at the times there are
    busy(world, site, adviser, "1", "1")
    call = waiting(world, site, "1", "1")
    joined = world.demand_of(call).joined_at
    world.pass_time(30)
    behind = world.ring(site, "+441632960002")
    world.press(behind, "1", "1")
    chosen = len(call.said)
    world.press(call, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)

    # when she goes back to the line
    since = len(call.said)
    world.press(call, "9")
    world.pass_time(15)

    # then she hears at once that she is next, since the time she joined has not moved
    assert any(one.text == NEXT[language] for one in call.said[since:])
    assert back in heard(call)[since:]
    assert world.demand_of(call).joined_at == joined
    # and all that she heard was in her language
    assert {one.language for one in call.said[chosen:]} == {language}
    # and she is answered before the one behind her
    world.end_call(adviser)
    world.ready(adviser)
    desk = world.take(adviser)
    world.pass_time(2)
    assert together(call, desk)


def test_the_key_works_while_an_adviser_is_rung_too(world: World) -> None:
    # given the only adviser at work is rung for her, and she does not know
    world.ready("tess")
    call = waiting(world, "somerset", "1", "1")
    world.pass_time(8)
    desk = world.desk("tess")
    assert desk.ringing

    # when she would rather have a call-back, then he is rung no longer, and she books
    world.press(call, "1")
    world.settle()
    assert not desk.ringing
    [offer] = world.offers()
    assert offer.state == "withdrawn"
    assert world.presence("tess") == "ready"
    world.press(call, SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)

    # and when she goes back to the line instead of taking a time, then he is rung for her again
    world.press(call, "9")
    world.pass_time(3)
    desk = world.take("tess")
    world.pass_time(2)
    assert together(call, desk)
