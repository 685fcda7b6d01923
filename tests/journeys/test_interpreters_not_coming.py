"""Journey 5, and no interpreter comes: she is never rung without one, and another is tried, or another time."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.callbacks import service as callbacks
from app.callbacks.models import Attempt, Callback
from app.claimants import service as claimants
from app.interpreters.models import Supplier
from app.practice.calls.people import Telephone
from app.scripts import wording
from app.scripts.catalogues import NOBODY_INTERPRETED, SORRY_BY_LETTER
from app.switchboard import apologising
from app.values.london import london_date
from tests.journeys import scenes
from tests.journeys.browser import Adviser
from tests.journeys.scenes import interpreters, joins, legs_left, together, told, until_rings
from tests.journeys.tally import survived
from tests.journeys.world import CLAIMANT, World

Wanted = tuple[Callback, str, Telephone]


@pytest.fixture
def wanted(world: World) -> Wanted:
    """Her adviser has taken her call-back, and the first supplier is rung: call-back, adviser, her telephone."""
    return scenes.interpreter_wanted(world)


AT_NIGHT = [pytest.param(one, marks=pytest.mark.long) for one in ("no-answer", "busy")]


@pytest.mark.parametrize("behaviour", ["unreachable", "voicemail", *AT_NIGHT])
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
    _, kept = scenes.interpreter_due(world)
    world.exchange.faults.fail_rest("Calls.json", status=400, code=21211)

    # when the adviser takes it, then the second is rung
    world.take(kept)
    assert (first.history, second.ringing) == ([], True)
    survived("a dial is refused", "an interpreter is rung")


@pytest.mark.long
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


def test_a_language_that_no_supplier_speaks_any_more_fails_at_once(world: World) -> None:
    # given since she was promised a time, every supplier has given up her language
    _, kept = scenes.interpreter_due(world)
    with world.session() as session:
        session.execute(update(Supplier).values(languages=["pl"]))

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


def test_the_answer_to_the_interpreters_dial_is_lost(world: World) -> None:
    # given Twilio makes the call to the interpreter, and its answer is lost
    _, kept = scenes.interpreter_due(world)
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


def test_nobody_came_and_adviser_and_supervisor_read_it(world: World) -> None:
    # given no supplier is to be had
    for one in interpreters(world):
        one.behaviour = "busy"
    _, kept = scenes.interpreter_due(world)
    adviser = Adviser(world, kept)

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
    urgent, _, to_come = text.partition("Still to come today")
    assert "Failing" in urgent
    assert "Interpreter did not come at" in urgent
    assert "None is still to come today." in to_come


def test_she_is_told_in_her_own_language_that_it_was_our_failure(world: World) -> None:
    # given a text is safe, and no supplier answers
    for one in interpreters(world):
        one.behaviour = "busy"
    booked, kept = scenes.interpreter_due(world)
    with world.session() as session:
        person = claimants.by_id(session, booked.claimant_id or UUID(int=0))
        assert person is not None
        person.safe_to_text = True

    # when the last has been tried
    world.take(kept)
    world.pass_time(20)

    # then she has one text, in Punjabi and in English, with the time at which we ring again
    again = world.callback().next_at
    assert again is not None
    (text,) = world.texts_to(CLAIMANT)
    in_punjabi, in_english = text.split("\n\n")
    assert wording.when(again, "en") in in_english
    assert in_english.startswith("Startline: sorry, nobody came to interpret")
    assert wording.when(again, "pa") in in_punjabi
    assert in_punjabi == wording.say(NOBODY_INTERPRETED, "pa", when=wording.when(again, "pa"))

    # then whoever has her next is told to say so as well
    with world.session() as session:
        person = claimants.by_id(session, booked.claimant_id or UUID(int=0))
        assert person is not None
        reference = person.reference
    assert "Nobody came to interpret last time. Say sorry first" in Adviser(world, kept).person(reference).text

    # when it fails again, then she has no second text of the same promise
    world.until(again - timedelta(seconds=30))
    world.ready(kept)
    world.until_rings(kept, within=180)
    world.take(kept)
    world.pass_time(20)
    assert world.attempts() == ["interpreter_failed"] * 2
    assert sum("sorry" in text for text in world.texts_to(CLAIMANT)) == 1


def nobody_interprets(world: World, *, do_not_post: bool = False) -> str:
    """Nobody comes to interpret for somebody with an address, who reads Punjabi and takes no texts: the adviser."""
    for one in interpreters(world):
        one.behaviour = "busy"
    booked, kept = scenes.interpreter_due(world)
    with world.session() as session:
        person = claimants.by_id(session, booked.claimant_id or UUID(int=0))
        assert person is not None
        person.surname, person.address_lines, person.postcode = "Example", ["1 Invented Street", "Halifax"], "HX1 1AA"
        person.read_language, person.do_not_post = "pa", do_not_post
    world.take(kept)
    world.pass_time(20)
    return kept


def test_where_no_text_is_safe_she_is_told_by_one_letter_in_her_own_language(world: World) -> None:
    # given no text is safe, and nobody came to interpret, twice
    kept = nobody_interprets(world)
    again = world.callback()
    assert again.next_at is not None
    world.until(again.next_at - timedelta(seconds=30))
    world.ready(kept)
    world.until_rings(kept, within=180)
    world.take(kept)
    world.pass_time(20)
    assert world.attempts() == ["interpreter_failed"] * 2
    assert world.texts_to(CLAIMANT) == []

    # when the letters are printed, then one says so, first in Punjabi, and that it was our fault
    world.print_letters()
    (letter,) = [one.read_text() for one in world.settings.letters_dir.glob("*-nobody-interpreted.txt")]
    in_punjabi, in_english = wording.say(SORRY_BY_LETTER, "pa"), "It was our fault and not yours."
    assert letter.index(in_punjabi) < letter.index(in_english)
    assert "We ring you again within one working day." in letter

    # and on a live line nothing is written in it before a speaker has checked that sentence
    with world.session() as session:
        assert apologising.in_her_own(session, again, practice=True) == ("pa", in_punjabi)
        assert apologising.in_her_own(session, again, practice=False) is None


def test_where_nothing_may_be_posted_either_nothing_goes(world: World) -> None:
    nobody_interprets(world, do_not_post=True)
    assert world.attempts() == ["interpreter_failed"]
    assert world.texts_to(CLAIMANT) == []
    world.print_letters()
    assert list(world.settings.letters_dir.glob("*.pdf")) == []
