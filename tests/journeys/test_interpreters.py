"""Journey 5: an interpreter joins before she is rung; and every way in which one does not come."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.callbacks import service as callbacks
from app.callbacks.models import Attempt, Callback
from app.calls.models import Leg
from app.claimants.models import Claimant
from app.practice.calls.people import Telephone
from app.values.language import NOT_KNOWN
from app.values.london import london_date
from tests.journeys import scenes
from tests.journeys.browser import Adviser
from tests.journeys.scenes import interpreters, joins, legs_left, together, told, until_rings
from tests.journeys.tally import survived
from tests.journeys.world import CLAIMANT, World

BRIEFING = (
    "This is Startline. Our access code is 4 7 1 1. An interpreter is wanted on this line now, for Punjabi. You will "
    "speak with our adviser first. If you can interpret, press 1."
)
Wanted = tuple[Callback, str, Telephone]


@pytest.fixture
def wanted(world: World) -> Wanted:
    """Her adviser has taken her call-back, and the first supplier is rung: call-back, adviser, her telephone."""
    return scenes.interpreter_wanted(world)


def test_the_interpreter_joins_and_only_then_she_is_rung(world: World, wanted: Wanted) -> None:
    # given the adviser has taken the call-back
    _, kept, her = wanted
    first, *others = interpreters(world)
    assert first.ringing
    assert her.history == []

    # when the interpreter answers, then he hears what is wanted and nothing about her, and she is not rung yet
    first.answer()
    world.until_heard(first, "press 1.")
    assert " ".join(one.text for one in first.said) == BRIEFING
    assert her.history == []

    # when he presses 1, then he is with the adviser, and she is rung
    world.press(first, "1")
    assert together(first, world.desk(kept))
    assert her.ringing
    her.answer()
    world.settle()
    assert together(her, world.desk(kept))
    assert together(her, first)
    assert all(one.history == [] for one in others)

    # when the adviser ends the call, then nobody is left on a line
    world.end_call(kept)
    assert (her.call, first.call, world.desk(kept).call) == (None, None, None)


def test_an_adviser_who_speaks_her_language_needs_nobody(world: World) -> None:
    # given a Punjabi speaker of Buckinghamshire, and Asha, who speaks it too
    booked = world.book("buckinghamshire", interpreted="pa")
    assert world.held_for(booked) == "asha"
    world.until_due(booked, minutes=-1)
    world.ready("asha")

    # when it is due and she takes it, then the claimant is rung at once
    world.until_due(booked)
    world.take("asha")
    assert world.exchange.telephone(CLAIMANT).ringing
    assert all(one.history == [] for one in interpreters(world))


def test_her_language_becomes_known_after_the_call_back_was_booked(world: World) -> None:
    # given a call-back booked by somebody of whom nothing is known, and who turns out to speak Romanian
    booked = world.book("somerset")
    with world.session() as session:
        assert booked.claimant_id is not None
        session.get_one(Claimant, booked.claimant_id).interpreter_language = "ro"
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)

    # when it is due and the adviser takes it, then an interpreter is rung, and she is not
    world.until_due(booked)
    world.take(kept)
    assert interpreters(world)[0].ringing
    assert world.exchange.telephone(CLAIMANT).history == []


def test_in_a_language_not_known_yet_every_supplier_is_asked(world: World) -> None:
    # given somebody who asked for another language than the line offers
    first, second, third = interpreters(world)
    booked = world.book("somerset", interpreted=NOT_KNOWN)
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.until_rings(kept)

    # when the adviser takes it, then the first is asked who could find it out
    world.take(kept)
    first.answer()
    world.until_heard(first, "We do not know yet for which language.")
    for one, then in ((first, second), (second, third)):
        world.hang_up(one)
        assert then.ringing
        then.answer()
        world.settle()


@pytest.mark.parametrize("behaviour", ["no-answer", "busy", "unreachable", "voicemail"])
def test_one_supplier_fails_and_the_next_is_rung(world: World, behaviour: str) -> None:
    # given the first supplier does not answer, is engaged, cannot be reached, or is a voicemail
    first, second, third = interpreters(world)
    first.behaviour = behaviour  # type: ignore[assignment]
    _, kept, her = scenes.interpreter_wanted(world)

    # then soon the second is rung, once, and she has not been
    until_rings(world, second)
    assert len(first.history) == (0 if behaviour == "unreachable" else 1)
    assert (third.history, her.history) == ([], [])

    # when he joins, then she is rung, once
    joins(world, second)
    her.answer()
    world.settle()
    assert together(her, world.desk(kept))
    assert len(her.history) == 1
    world.end_call(kept)
    world.pass_time(60)
    assert legs_left(world) == []
    survived(f"an interpreter's telephone: {behaviour}", "a call-back is due")


def test_the_interpreter_puts_the_receiver_down_on_hearing_what_is_wanted(world: World, wanted: Wanted) -> None:
    # given the first has answered
    first, second, _ = interpreters(world)
    first.answer()
    world.settle()

    # when he puts down, then the second is rung
    world.hang_up(first)
    assert second.ringing
    assert wanted[2].history == []
    survived("an interpreter hangs up", "as he is told what is wanted")


def test_twilio_refuses_to_ring_the_interpreter(world: World) -> None:
    # given Twilio will not ring the first
    first, second, _ = interpreters(world)
    booked = world.book("somerset", interpreted="pa")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.until_rings(kept)
    world.exchange.faults.fail_rest("Calls.json", status=400, code=21211)

    # when the adviser takes it, then the second is rung
    world.take(kept)
    assert (first.history, second.ringing) == ([], True)
    survived("a dial is refused", "an interpreter is rung")


def test_nobody_can_be_reached_and_she_is_never_rung(world: World) -> None:
    # given no supplier answers
    for one in interpreters(world):
        one.behaviour = "no-answer"
    booked, kept, her = scenes.interpreter_wanted(world)

    # when the last has been tried
    world.pass_time(100)

    # then it is our failure: she was not rung, nothing counts against her, and it is arranged again
    assert all(len(one.history) == 1 for one in interpreters(world))
    assert her.history == []
    assert world.attempts() == ["interpreter_failed"]
    again = world.callback()
    assert (again.id, again.state) == (booked.id, "booked")
    assert again.next_at is not None
    assert world.now() < again.next_at <= world.now() + timedelta(minutes=15)
    with world.session() as session:
        assert not any(session.scalars(select(Attempt.counted)))
        # The promise is not kept by ringing others.
        assert again.begun_at is None
        assert callbacks.promises(session, world.now())[again.site_id].kept == 0

    # then the adviser heard it, and is free for the next
    assert world.desk(kept).call is None
    assert told(world, kept)[-1].startswith("No interpreter could be reached, so the claimant was not rung.")
    assert world.presence(kept) == "wrapping_up"
    assert legs_left(world) == []
    survived("no interpreter can be had", "a call-back is due")

    # when it is tried again and somebody joins, then she is rung, for the first time
    for one in interpreters(world):
        one.behaviour = "manual"
    world.ready(kept)
    world.until_rings(kept, within=1200)
    world.take(kept)
    joins(world, interpreters(world)[0])
    assert len(her.history) == 1


def test_nobody_is_ever_reached_and_it_is_arranged_for_the_next_working_day_at_the_latest(world: World) -> None:
    # given no supplier is ever to be had
    for one in interpreters(world):
        one.behaviour = "busy"
    _, kept, her = scenes.interpreter_wanted(world)

    # when it has failed again and again on one morning
    for _ in range(4):
        world.pass_time(5)
        assert world.callback().state == "booked"
        again = world.callback().next_at
        assert again is not None
        world.until(again - timedelta(seconds=30))
        if world.presence(kept) != "ready":
            world.ready(kept)
        world.until_rings(kept, within=180)
        world.take(kept)
    world.pass_time(5)

    # then she was never rung, and it is tried by tomorrow at the latest
    assert her.history == []
    assert set(world.attempts()) == {"interpreter_failed"}
    last = world.callback()
    assert last.state == "booked"
    assert last.next_at is not None
    assert london_date(last.next_at) <= london_date(world.now()) + timedelta(days=1)


def test_a_language_that_no_supplier_speaks_fails_at_once(world: World) -> None:
    # given somebody who speaks Swahili
    booked = world.book("somerset", interpreted="sw")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.until_rings(kept)

    # when the adviser takes it
    world.take(kept)
    world.pass_time(10)

    # then he is told, once, and set free; nobody was rung
    assert sum("No interpreter could be reached" in sentence for sentence in told(world, kept)) == 1
    assert world.desk(kept).call is None
    assert world.presence(kept) == "wrapping_up"
    assert world.attempts() == ["interpreter_failed"]
    assert world.exchange.telephone(CLAIMANT).history == []


def test_his_line_drops_while_an_interpreter_is_rung(world: World, wanted: Wanted) -> None:
    # when the adviser's line drops while the interpreter's telephone rings
    _, kept, her = wanted
    first = interpreters(world)[0]
    world.hang_up(world.desk(kept))
    world.pass_time(10)

    # then it rings no longer, she was not rung, and it is our failure
    assert first.call is None
    assert her.history == []
    assert world.attempts() == ["service_failed"]
    assert legs_left(world) == []
    survived("an adviser drops", "while an interpreter is rung")


def test_the_interpreter_is_lost_while_her_telephone_rings(world: World, wanted: Wanted) -> None:
    # given an interpreter has joined, and her telephone rings
    _, kept, her = wanted
    first, second, _ = interpreters(world)
    joins(world, first)
    assert her.ringing

    # when the interpreter's line goes, then one is rung by itself, from the first supplier on
    world.hang_up(first)
    assert first.ringing
    first.decline()
    world.settle()
    joins(world, second)
    her.answer()
    world.settle()
    assert together(her, second)
    assert together(her, world.desk(kept))
    assert len(her.history) == 1
    survived("an interpreter hangs up", "while her telephone rings")


def test_she_says_it_is_not_safe_while_the_interpreter_is_rung(world: World, wanted: Wanted) -> None:
    # given an interpreter is being rung
    booked, kept, her = wanted
    first = interpreters(world)[0]

    # when her record is changed, and then the interpreter joins
    with world.session() as session:
        session.get_one(Callback, booked.id).safe_to_ring = False
    joins(world, first)
    world.pass_time(10)

    # then she is not rung, and both are told
    assert her.history == []
    assert "not wanted any more" in first.last_said
    assert "no longer to be made" in world.desk(kept).last_said
    assert legs_left(world) == []
    survived("it is not safe to ring her", "while an interpreter is rung")


def test_the_answer_to_the_interpreters_dial_is_lost(world: World) -> None:
    # given Twilio makes the call to the interpreter, and its answer is lost
    booked = world.book("somerset", interpreted="pa")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    world.until_rings(kept)
    world.exchange.faults.lose_answer("Calls.json")
    world.take(kept)
    first, second, _ = interpreters(world)

    # when he joins, then she is rung; nobody is rung twice
    joins(world, first)
    her = world.exchange.telephone(CLAIMANT)
    her.answer()
    world.settle()
    world.pass_time(300)
    assert together(her, first)
    assert (len(first.history), len(second.history), len(her.history)) == (1, 0, 1)
    survived("the answer is lost", "an interpreter is rung")


def test_every_word_of_the_interpreters_leg_is_lost(world: World, wanted: Wanted) -> None:
    # given the first does not answer, and Twilio's words of it never come
    first, second, _ = interpreters(world)
    world.exchange.faults.lose_webhook("/status", times=5)

    # when he should long have answered
    world.pass_time(60)

    # then he is asked after, and the second is rung, each once
    assert len(first.history) == 1
    assert len(second.history) == 1
    assert wanted[2].history == []
    survived("callbacks are lost", "an interpreter is rung")


def test_the_key_is_told_twice_and_she_is_rung_once(world: World, wanted: Wanted) -> None:
    # given Twilio tells of the key twice
    first = interpreters(world)[0]
    world.exchange.faults.double_webhook("/key/")

    # when the interpreter presses 1
    joins(world, first)
    world.pass_time(3)

    # then she is rung once, and he is in the conference
    assert len(wanted[2].history) == 1
    assert together(first, world.desk(wanted[1]))
    survived("a webhook comes twice", "an interpreter joins")


def test_an_interpreter_is_added_to_a_short_call(world: World) -> None:
    # given a caller who speaks Polish, and Tess, who does not
    world.ready("tess")
    call = world.ring("somerset")
    world.press(call, "2", "1")
    world.until_rings("tess")
    world.take("tess")
    world.pass_time(3)
    assert together(call, world.desk("tess"))

    # when she has an interpreter rung, then one who speaks Polish joins
    assert world.add_interpreter("tess")
    with world.session() as session:
        polish = session.scalars(select(Leg.to_number).where(Leg.role == "interpreter")).one()
    joins(world, world.exchange.telephone(polish))
    assert together(call, world.exchange.telephone(polish))

    # when the caller hangs up, then nobody is left on a line
    world.hang_up(call)
    world.pass_time(5)
    assert legs_left(world) == []


def test_the_adviser_reads_how_it_stands(world: World) -> None:
    # given an interpreter is being rung for him
    booked = world.book("somerset", interpreted="pa")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    adviser = Adviser(world, kept).ready()
    world.until_due(booked)
    world.until_rings(kept)
    world.take(kept)
    first, *others = interpreters(world)

    # then his page says so; when an interpreter has joined, that she is rung; and then that somebody interprets
    assert "Ringing the interpreter (Punjabi) …" in adviser.follow().text
    joins(world, first)
    assert "The interpreter has joined; ringing the claimant" in adviser.follow().text
    her = world.exchange.telephone(CLAIMANT)
    her.answer()
    world.settle()
    assert "With an interpreter (Punjabi)" in adviser.follow().text
    assert "Add interpreter" not in adviser.text

    # when the interpreter has gone, then it says so, and another can be added, once
    world.hang_up(first)
    assert "The interpreter is no longer on the line. The call goes on." in adviser.follow().text
    adviser.press_interpreter()
    assert first.ringing
    assert "Ringing the interpreter (Punjabi) …" in adviser.follow().text
    assert "Add interpreter" not in adviser.text

    # when nobody comes, then it says so, and he may try again
    for one in (first, *others):
        one.behaviour = "busy"
    first.decline()
    world.settle()
    assert "No interpreter could be reached (Punjabi)" in adviser.follow().text
    assert "Add interpreter" in adviser.text
    assert together(her, world.desk(kept))


def test_nobody_came_and_adviser_and_supervisor_read_it(world: World) -> None:
    # given no supplier is to be had
    for one in interpreters(world):
        one.behaviour = "busy"
    booked = world.book("somerset", interpreted="pa")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    adviser = Adviser(world, kept).ready()
    world.until_due(booked)
    world.until_rings(kept)

    # when the adviser has taken it
    world.take(kept)
    world.pass_time(10)

    # then his page leads on to the wrap-up, which says why, and lets him go
    adviser.follow()
    adviser.open("/wrap-up")
    assert "No interpreter could be reached, so the claimant was not rung." in adviser.text
    adviser.wrap_up("not_reached")
    assert world.presence(kept) == "ready"

    # then the supervisor's page has it among what needs a hand
    text = Adviser(world, "sam").open("/supervisor/call-backs").text
    urgent, _, to_come = text.partition("To come")
    assert "Failing" in urgent
    assert "Interpreter did not come at" in urgent
    assert "No call-back is booked." in to_come
