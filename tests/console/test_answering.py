"""An answer on the adviser's page: kept, refused with its reason, gone back to, and what follows from it."""

from tests.console.test_pages import talking, the_callback
from tests.journeys.world import World


def test_the_next_question_comes_alone_with_the_answer_that_was_saved(world: World) -> None:
    # given a browser that swaps the desk, and leaves the bar at the top and that of the call as they are
    tess, _ = talking(world)
    asked = tess.field
    assert {"desk", "call-bar"} <= set(tess.page.xpath("//@id"))
    tess.http.headers.update({"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "desk"})

    # when an answer is saved
    tess.answer()

    # then the next question has come with it, in the same round trip, and nothing else
    assert tess.status == 200
    assert tess.field != asked
    assert {"desk", "question-say"} <= set(tess.page.xpath("//@id"))
    assert "call-bar" not in tess.page.xpath("//@id")
    assert not tess.page.xpath("//header")
    assert tess.page.findtext(".//title")


def test_a_wrong_answer_is_said_beside_its_field_and_what_was_typed_is_kept(world: World) -> None:
    tess, _ = talking(world)
    tess.has_answered(upto="you.date_of_birth")

    tess.answer("31 2 1970")

    assert tess.status == 422
    assert "There is no such day" in tess.errors[0]
    assert tess.page.xpath('string(//input[@name="answer-day"]/@value)') == "31"
    assert tess.page.xpath('string(//input[@name="answer-year"]/@value)') == "1970"
    # and the next good answer goes on
    assert tess.answer("28 2 1970").field == "contact.telephone"


def test_not_sure_is_an_answer_and_back_shows_what_was_said(world: World) -> None:
    tess, _ = talking(world)
    tess.has_answered(upto="you.surname")
    tess.answer("Example")

    tess.answer("", go="back")
    assert tess.page.xpath('string(//input[@name="answer"]/@value)') == "Example"
    tess.answer("Sample")
    assert tess.field == "you.date_of_birth"
    assert tess.answer("", go="not_sure").field == "contact.telephone"


def test_whose_claimant_she_is_follows_from_her_postcode(world: World) -> None:
    tess, _ = talking(world)

    tess.has_answered({"home.postcode": "HX1 1AB"})
    said = " ".join(tess.book())

    assert the_callback(world).site_id == world.site("calderdale-and-kirklees").id
    assert "03069 990102" in said
