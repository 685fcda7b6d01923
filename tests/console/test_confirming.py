"""A booking is confirmed in writing where that is safe, and the screen says how."""

from sqlalchemy import select

from app.claimants.models import Claimant
from app.letters.models import Letter
from tests.journeys.browser import Adviser
from tests.journeys.world import World


def _short_call(world: World) -> Adviser:
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    return tess.follow().has_answered({"contact.safe_to_text": "no"})


def test_by_letter_where_a_text_is_not_safe_and_the_letter_can_be_there_in_time(world: World) -> None:
    # given somebody whose address is known, and who may not be sent a text
    tess = _short_call(world)
    with world.session() as session:
        claimant = session.scalars(select(Claimant)).one()
        claimant.address_lines, claimant.postcode = ["1 Invented Street", "Taunton"], "TA1 1AA"

    # when a call-back is booked for the end of the week
    tess.open(f"/people/{tess.reference}/book?day=2026-11-27")
    friday = next(time for time in tess.times() if time.startswith("2026-11-27"))
    tess.book(friday)

    # then the screen says how, and the letter goes with the day's run
    assert "a letter by first class post" in tess.text
    with world.session() as session:
        assert [letter.kind for letter in session.scalars(select(Letter))] == ["confirmation"]
    assert list(world.settings.letters_dir.glob("*-confirmation.pdf")) == []
    world.print_letters()
    assert len(list(world.settings.letters_dir.glob("*-confirmation.pdf"))) == 1
    assert world.texts() == []

    # and whoever opens the record reads that it is printed
    (letters,) = tess.open(f"/people/{tess.reference}").page.xpath("//section[h2[text()='Letters']]//li")
    words = " ".join(letters.text_content().split())
    assert words.startswith("◐ Printed")
    assert words.endswith("Confirmation of a call-back")


def test_not_at_all_where_nothing_can_be_there_in_time(world: World) -> None:
    tess = _short_call(world)

    tess.book()

    assert "nothing in writing" in tess.text
    assert world.texts() == []
