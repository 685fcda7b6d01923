"""Journeys 1, 3 and 4 from the adviser's chair: answered, booked, rung back, broken off, finished."""

from datetime import datetime, timedelta

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
    # when the time of a call-back has come, she is rung and breaks off in the middle
    tess, reference = _in_the_interview(world)
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


def _in_the_interview(world: World) -> tuple[Adviser, str]:
    """Tess has rung her back and they talk; and her reference."""
    tess = Adviser(world, "tess").ready()
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.take("tess")
    tess.follow()
    tess.answer_all()
    tess.book()
    tess.end_call().wrap_up("booked")
    reference = _only_reference(world)
    _ring_back(world, tess, reference)
    return tess, reference


def test_who_asks_for_another_time_is_asked_which_and_rung_then(world: World) -> None:
    # given she is rung, and it does not suit her
    tess, reference = _in_the_interview(world)
    # when Tess would wrap up with that, though the call is still on
    tess.wrap_up("claimant_asked_other_time")
    # then they are to agree the time first, and the call goes on
    assert tess.path == f"/people/{reference}/book"
    assert "They asked for another time: agree it with them now." in tess.text
    assert world.presence("tess") == "in_interview"
    # and once they have, she is rung at the time she chose
    chosen = [time for time in tess.times() if time != "owed"][-1]
    tess.book(chosen)
    tess.end_call().wrap_up("rest_booked")
    booked = world.callback()
    assert (booked.state, booked.next_at) == ("booked", datetime.fromisoformat(chosen))
    assert world.attempts() == ["claimant_asked_other_time"]


def test_who_cannot_say_when_is_owed_a_time_by_a_person(world: World) -> None:
    # given she asks for another time
    tess, _ = _in_the_interview(world)
    tess.wrap_up("claimant_asked_other_time")
    # when she cannot say which
    tess.book("owed")
    tess.end_call().wrap_up("rest_booked")
    # then no machine chooses one: a person is to find it with her, and Tess is free
    owed = world.callback()
    assert (owed.state, owed.next_at, owed.turned_down) == ("owed", None, True)
    assert world.presence("tess") == "ready"


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
