"""Journeys 1, 3 and 4 from the adviser's chair: answered, booked, rung back, broken off, finished."""

from datetime import timedelta

from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.claims import service as claims
from tests.journeys.browser import Adviser
from tests.journeys.world import CLAIMANT, World


def test_an_adviser_answers_books_rings_back_and_finishes(world: World) -> None:
    # given an adviser who is ready, and a caller who chooses English and to start a claim
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")

    # when the desk rings, the page says who it is; when he presses 1, her page opens by itself
    assert "A call is ringing for you" in tess.offered()
    world.take("tess")
    tess.follow()
    assert tess.path.endswith("/script/inbound")
    assert tess.answer_all() != []
    assert "find a time" in tess.said()[0]

    # then the call-back is booked, read back, and wrapped up
    said = tess.book()
    assert "03069 990104" in " ".join(said)
    assert "lighthouse" in " ".join(said)
    tess.end_call()
    assert tess.path == "/wrap-up"
    tess.wrap_up("booked")
    assert world.presence("tess") == "ready"


def test_the_start_up_is_broken_off_taken_up_again_and_finished(world: World) -> None:
    # given a call-back that is booked
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    tess.follow()
    tess.answer_all()
    tess.book()
    tess.end_call().wrap_up("booked")
    reference = _only_reference(world)

    # when its time has come, she is rung and breaks off in the middle
    _ring_back(world, tess, reference)
    asked = tess.answer_all(upto="home.tenure")
    assert "you.surname" not in asked
    tess.break_off()
    tess.book()
    tess.end_call().wrap_up("rest_booked")

    # then the next call goes on at the same question
    _ring_back(world, tess, reference)
    assert tess.field == "home.tenure"
    tess.answer_all()
    decided = tess.finish()
    assert "2026" not in decided
    tess.end_call().wrap_up("finished")
    assert world.presence("tess") == "ready"
    tess.person(reference)
    assert tess.form().startswith(b"%PDF")


def _only_reference(world: World) -> str:
    with world.session() as session:
        return session.query(Claimant).one().reference


def _ring_back(world: World, adviser: Adviser, reference: str) -> None:
    with world.session() as session:
        due = session.query(Callback).one().next_at
    assert due is not None
    world.until(due - timedelta(minutes=1))
    adviser.ready()
    world.until(due)
    world.take(adviser.username)
    handset = world.exchange.telephone(CLAIMANT)
    handset.answer()
    world.settle()
    world.pass_time(5)
    adviser.follow()
    assert adviser.path == f"/people/{reference}/script/startup"


def test_who_chose_welsh_on_the_line_is_not_asked_for_a_language_again(world: World) -> None:
    # given a Welsh speaker who chose Welsh, and an adviser who speaks it
    nia = Adviser(world, "nia").ready()
    call = world.ring("south-east-gwent")
    world.press(call, "1", "1")
    world.take("nia")
    nia.follow()

    # when the short script is gone through
    asked = nia.answer_all({"home.postcode": "NP20 1AA"})

    # then the language is known, and is kept with the answers
    assert "contact.spoken_language" not in asked
    with world.session() as session:
        claimant = session.query(Claimant).one()
        claim = claims.under_way(session, claimant.id)
        assert claim is not None
        assert claims.answers(session, claim)["contact.spoken_language"] == "cy"
    nia.book()
    nia.end_call().wrap_up("booked")
