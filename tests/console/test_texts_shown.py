"""The adviser reads what went to her by text, what she wrote, and that a text did not arrive."""

from datetime import timedelta

import pytest

from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.switchboard import messages
from app.texts import service as texts
from app.texts.models import KINDS
from tests.journeys.browser import Adviser
from tests.journeys.world import CLAIMANT, World

TEXTS = "+447700900999"


def told(world: World, *, posted_to: bool = False) -> tuple[Callback, str]:
    """She is booked in three days and told by text: the call-back, and her reference."""
    booked = world.book_at("somerset", world.now() + timedelta(days=3))
    with world.session() as session:
        claimant = claimants.by_id(session, booked.claimant_id) if booked.claimant_id else None
        assert claimant is not None
        claimant.safe_to_text = True
        if posted_to:
            claimant.surname, claimant.address_lines, claimant.postcode = "Example", ["1 High Street"], "TA1 1AA"
        messages.promised(session, session.get_one(Callback, booked.id), world.now())
    world.pass_time(5)
    return booked, claimant.reference


def write(world: World, body: str) -> None:
    world.exchange.text(from_=CLAIMANT, to=TEXTS, body=body)
    world.pass_time(3)


def test_what_went_and_what_she_wrote_stand_among_her_contacts(world: World) -> None:
    # given she was told, and has answered
    _, reference = told(world)
    write(world, "Yes thank you, and my money is short")

    # when an adviser looks
    page = Adviser(world, "tess").person(reference).text

    # then both are there, what she wrote is not
    assert "Text: the booking (delivered)" in page
    assert "Wrote by text: confirmed" in page
    assert "money is short" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_text_can_be_shown(world: World, kind: str) -> None:
    # given a text of that kind went, or is on its way
    booked, reference = told(world)
    with world.session() as session:
        texts.want(session, kind, booked.id, CLAIMANT, world.now(), world.now())

    # then her page says what it was about
    assert "Text: " in Adviser(world, "tess").person(reference).text


def test_that_a_text_did_not_arrive_stands_first(world: World) -> None:
    # given her telephone is out of reach, and she has no address
    world.exchange.telephone(CLAIMANT).behaviour = "unreachable"
    _, reference = told(world)
    page = Adviser(world, "tess").person(reference).text
    assert "The last text about the call-back did not arrive. Tell the time again." in page


def test_a_letter_that_goes_in_its_place_is_said(world: World) -> None:
    world.exchange.telephone(CLAIMANT).behaviour = "unreachable"
    _, reference = told(world, posted_to=True)
    page = Adviser(world, "tess").person(reference).text
    assert "The last text about the call-back did not arrive: a letter goes." in page


def test_that_she_wants_no_texts_is_said(world: World) -> None:
    _, reference = told(world)
    write(world, "STOP")
    page = Adviser(world, "tess").person(reference).text
    assert "Wants no texts" in page
    assert "Wrote by text: wants no more texts" in page
