"""An adviser rings somebody from their record: what is safe is read first, and what was promised stands."""

from datetime import timedelta

from app.callbacks.models import Callback
from app.claimants import service as claimants
from app.claimants.models import Claimant
from tests.journeys.browser import Adviser
from tests.journeys.scenes import together
from tests.journeys.world import CLAIMANT, World


def known(world: World, **facts: object) -> str:
    """Somebody of Somerset who has rung once and is promised nothing: her reference."""
    with world.session() as session:
        made = claimants.first_contact(session, world.site("somerset").id, world.now())
        for name, value in {"telephone": CLAIMANT, **facts}.items():
            setattr(made, name, value)
        return made.reference


def reference_of(world: World, callback: Callback) -> str:
    with world.session() as session:
        return session.get_one(Claimant, callback.claimant_id).reference


def test_she_is_rung_from_her_record_and_the_call_booked_for_later_stands(world: World) -> None:
    # given a call-back booked for later, kept for an adviser, and Tess, who is on a break
    booked = world.book_at("somerset", world.now() + timedelta(days=1))
    path = f"/people/{reference_of(world, booked)}"
    tess = Adviser(world, "tess")

    # when she opens the record, it has a way to ring, and shows first what is safe and what shows
    tess.open(path)
    assert f"{path}/ring" in tess.page.xpath("//a[@data-key]/@href")
    tess.open(f"{path}/ring")
    assert "03069 990104" in tess.text
    assert "07700 900123" in tess.text
    assert "stands" in tess.text
    tess.send(f"{path}/ring")

    # then her own telephone rings first, and the claimant's once she has taken it, from the local-rate number
    her = world.exchange.telephone(CLAIMANT)
    assert "from their record" in tess.offered()
    assert not her.ringing
    world.take("tess")
    assert her.ringing
    assert her.call is not None
    assert her.call.from_ == "+443069990104"
    her.answer()
    world.settle()
    assert together(her, world.desk("tess"))

    # and what came of it is one of the results; the call-back stands at its time, with who was kept for it
    tess.follow().end_call()
    assert "stands, at its time" in tess.text
    tess.wrap_up("spoken")
    after = world.callback()
    assert (after.state, after.next_at, after.due_at) == ("booked", booked.due_at, booked.due_at)
    assert (after.begun_at, after.held_adviser_id) == (None, booked.held_adviser_id)
    assert world.attempts() == ["spoken"]
    assert world.presence("tess") == "ready"
    assert "Spoken with; it is settled" in tess.open(path).text


def test_a_call_that_is_cut_off_and_then_not_answered_leaves_the_time_that_was_promised(world: World) -> None:
    # given a call-back booked for later, and one from the record that drops while they talk
    booked = world.book_at("somerset", world.now() + timedelta(days=1))
    path = f"/people/{reference_of(world, booked)}"
    tess = Adviser(world, "tess").ready()
    tess.open(f"{path}/ring").send(f"{path}/ring")
    world.take("tess")
    her = world.exchange.telephone(CLAIMANT)
    her.answer()
    world.settle()
    her.hang_up()
    world.settle()
    tess.open("/wrap-up").wrap_up("cut_off")

    # when she is rung again at once, as was promised, and does not answer
    world.until_rings("tess")
    world.take("tess")
    her.decline()
    world.settle()

    # then the time that was promised is still hers, with who was kept for it, and it is not counted as begun
    assert "A call-back that is booked stands" in tess.open("/wrap-up").text
    tess.wrap_up("not_reached_from_record")
    after = world.callback()
    assert world.attempts() == ["cut_off", "engaged"]
    assert (after.state, after.next_at, after.due_at) == ("booked", booked.due_at, booked.due_at)
    assert (after.begun_at, after.held_adviser_id) == (None, booked.held_adviser_id)


def test_who_does_not_answer_is_not_rung_again_where_nothing_was_promised(world: World) -> None:
    # given somebody who is promised nothing
    path = f"/people/{known(world)}"
    tess = Adviser(world, "tess").ready()

    # when she is rung from her record, and does not answer
    tess.open(f"{path}/ring").send(f"{path}/ring")
    world.take("tess")
    world.exchange.telephone(CLAIMANT).decline()
    world.settle()

    # then it is in her history, and nothing else follows from it
    tess.open("/wrap-up").wrap_up("not_reached_from_record")
    assert world.callback().state == "cancelled"
    text = tess.open(path).text
    assert "Rung from their record" in text
    assert "none booked" in text


def test_a_call_that_the_adviser_does_not_take_is_left(world: World) -> None:
    # given a call-back booked for later, two advisers ready, and one of them rings from the record
    booked = world.book_at("somerset", world.now() + timedelta(days=1))
    path = f"/people/{reference_of(world, booked)}"
    tess = Adviser(world, "tess").ready()
    world.ready("una")
    tess.open(f"{path}/ring").send(f"{path}/ring")

    # when her own telephone is not answered
    world.pass_time(60)

    # then nobody is rung in her stead, and the call-back stands
    assert world.presence("tess") == "away"
    assert not world.desk("una").ringing
    assert (world.callback().state, world.callback().next_at) == ("booked", booked.due_at)
    assert [offer.state for offer in world.offers()] == ["unanswered"]


def test_who_is_not_safe_to_ring_is_not_dialled(world: World) -> None:
    path = f"/people/{known(world, safe_to_ring=False)}"
    tess = Adviser(world, "tess").ready()

    assert "not safe to ring this number" in tess.open(f"{path}/ring").text
    tess.send(f"{path}/ring")

    assert tess.status == 422
    assert world.callbacks() == []
    assert world.presence("tess") == "ready"


def test_outside_the_safe_times_a_reason_is_asked_and_kept(world: World) -> None:
    # given that it is ten in the morning, and safe only after two
    path = f"/people/{known(world, safe_times='14:00-17:00')}"
    tess = Adviser(world, "tess").ready()
    assert "not known to be safe" in tess.open(f"{path}/ring").text

    # when no reason is given, nobody is rung
    tess.send(f"{path}/ring", why=" ")
    assert tess.status == 422
    assert "Say why it is safe" in tess.errors[0]
    assert world.callbacks() == []

    # then with one the desk rings
    tess.send(f"{path}/ring", why="she asked for it by text just now")
    assert world.desk("tess").ringing

    # and she is rung, for he has judged it
    world.take("tess")
    assert world.exchange.telephone(CLAIMANT).ringing


def test_what_she_said_in_words_is_read_first_and_judged_by_a_person(world: World) -> None:
    # given somebody who has said more than times of the day
    path = f"/people/{known(world, safe_times='09:00–17:00', safe_in_words='Not on Mondays')}"
    tess = Adviser(world, "tess").ready()

    # then the record says so first, and who would ring is told that now is not known to be safe
    assert "Before you ring or book: “Not on Mondays”" in tess.open(path).text
    tess.open(f"{path}/ring")
    assert "09:00–17:00; Not on Mondays: it is" in tess.text
    assert "not known to be safe" in tess.text
    assert tess.send(f"{path}/ring", why="").status == 422


def test_who_is_not_sure_when_it_is_safe_is_rung_by_a_person_who_says_why(world: World) -> None:
    # given somebody who was asked at which times it is safe, and is not sure
    path = f"/people/{known(world, safe_times_unknown=True)}"
    tess = Adviser(world, "tess").ready()

    # then the record says so first, and nobody rings without a reason
    assert "They are not sure when it is safe: ring only at times they agree to" in tess.open(path).text
    assert "not sure: now is not known to be safe" in tess.open(f"{path}/ring").text
    assert tess.send(f"{path}/ring", why="").status == 422
    assert not world.desk("tess").ringing
    tess.send(f"{path}/ring", why="she has just asked for it by text")
    assert world.desk("tess").ringing


def test_an_adviser_of_another_site_leaves_it_to_her_home(world: World) -> None:
    path = f"/people/{known(world)}"
    asha = Adviser(world, "asha").ready()

    assert "home site rings them" in asha.open(f"{path}/ring").text
    assert asha.send(f"{path}/ring").status == 422
    assert not world.desk("asha").ringing


def test_one_that_is_due_may_be_made_from_the_record_though_it_is_no_longer_safe(world: World) -> None:
    # given her call-back is due, nobody was free for it, and what was safe is over
    booked = world.book("somerset")
    world.until_due(booked)
    with world.session() as session:
        session.get_one(Claimant, booked.claimant_id).safe_times = "09:00–10:00"

    # when Tess, who knows why, rings her from the record
    path = f"/people/{reference_of(world, booked)}"
    tess = Adviser(world, "tess").open(f"{path}/ring")
    tess.send(f"{path}/ring", why="she wrote that she is alone until one")
    world.take("tess")

    # then she is rung
    assert world.exchange.telephone(CLAIMANT).ringing
    assert world.callback().state == "in_progress"
