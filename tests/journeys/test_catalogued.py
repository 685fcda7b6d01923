"""Every journey ends by asking whether a catalogue has what was said; this is how it is found out that one has not."""

from app.practice.calls.call import Heard
from tests.journeys.catalogued import is_catalogued, uncatalogued
from tests.journeys.world import World


def test_a_sentence_that_no_catalogue_has_is_found(world: World) -> None:
    # given a caller who has heard the menu
    call = world.ring("somerset")
    world.press(call, "1")
    world.pass_time(20)
    assert len(call.said) > 5
    assert list(uncatalogued(world)) == []

    # when something is said that somebody wrote in the code
    call.said.append(Heard("Your call is very important to us.", "en-GB", "Polly.Amy", world.now()))

    # then it is found, and how it was said
    assert list(uncatalogued(world)) == ["no catalogue has what was said: 'Your call is very important to us.' (en-GB)"]
    call.said.pop()


def test_only_what_is_heard_on_the_line_counts_and_only_in_its_own_language() -> None:
    assert is_catalogued("Which language would you like?", "en-GB")
    assert not is_catalogued("Which language would you like?", "cy-GB")
    # A heading of a page is in the catalogue, and nothing that is said.
    assert not is_catalogued("Who interprets", "en-GB")
