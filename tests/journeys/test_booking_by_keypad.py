"""A call-back booked with the keys of her telephone, instead of waiting or when nobody is there."""

import io
import wave
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.callbacks import service as callbacks
from app.callbacks.models import Callback
from app.diary import service as diary
from app.diary.errors import SlotTaken
from app.practice.calls.call import Call
from app.sites import service as sites
from tests.journeys.browser import Adviser
from tests.journeys.scenes import heard, together
from tests.journeys.world import CLAIMANT, NUMBERS, World

SAME_NUMBER, SAFE, MESSAGE, NO_HELP = "1", "1", "1", "2"


@pytest.fixture
def in_line(world: World) -> Call:
    """She waits at Somerset, whose only adviser at work talks with somebody else."""
    world.ready("tess")
    other = world.ring("somerset", "+441632960001")
    world.press(other, "1", "1")
    world.take("tess")
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.pass_time(8)
    return call


def name(world: World, call: Call) -> None:
    """She says her name after the tone."""
    while call.journal[-1].text != "recording":
        world.pass_time(1)
    call.speak("Rosie Webb")
    world.settle()
    world.press(call, "#")


def test_from_key_to_text_message(world: World, in_line: Call) -> None:
    # when she presses 1, answers what must be known, says her name, and takes the first time
    world.press(in_line, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.until_heard(in_line, "These are the next times we can ring you.")
    world.until_heard(in_line, "To go back to your place in the line, press 9.")
    assert len([one for one in heard(in_line) if one.startswith("For ") and "November" in one]) == 3
    world.press(in_line, "1")
    world.pass_time(30)

    # then it is booked at home for the first time that can be met, with her name, and read back with its proof
    [booked] = world.callbacks()
    assert booked.state == "booked"
    assert booked.site_id == world.site("somerset").id
    assert booked.telephone == CLAIMANT
    assert booked.name_recording is not None
    assert booked.safe_to_leave_message
    said = heard(in_line)
    assert any(" ".join(booked.proof_number) in one or ", ".join(booked.proof_number) in one for one in said)
    assert any("0 3 0 6 9" in one for one in said), "the number that will show"
    # and a text confirms it, without a word of benefits
    [text] = world.texts_to(CLAIMANT)
    assert booked.proof_number in text
    assert "benefit" not in text.lower()
    # and it is no abandonment
    world.hang_up(in_line)
    assert world.demand_of(in_line).state == "booked"


def test_whoever_rings_her_back_hears_her_say_her_name(world: World, in_line: Call) -> None:
    # given she has booked by keypad, and her name is not known but as she said it
    world.press(in_line, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.press(in_line, "1")
    world.pass_time(5)
    world.hang_up(in_line)
    booked = world.callback()
    kept = world.held_for(booked)
    world.until_due(booked, minutes=-1)
    adviser = Adviser(world, kept).ready()
    world.until_due(booked)
    world.until_rings(kept)

    # when he takes the call-back, then his page has her name to be played
    world.take(kept)
    adviser.follow()
    assert "Name not known yet" in adviser.text
    assert "Their name, as they said it" in adviser.text
    [sound] = adviser.page.xpath("//audio/@src")
    played = adviser.http.get(world.settings.public_base_url + sound, timeout=5)
    assert played.headers["Content-Type"] == "audio/wav"
    with wave.open(io.BytesIO(played.content)) as recorded:
        assert recorded.getnframes() > 0

    # but where Twilio cannot be reached, or has it no more, that is said
    world.exchange.faults.fail_rest("/Recordings/")
    assert adviser.open(sound).status == 503
    world.exchange.recordings.clear()
    assert adviser.open(sound).status == 404


def test_no_text_where_a_message_is_not_safe(world: World, in_line: Call) -> None:
    # when she says that a message is not safe
    world.press(in_line, "1", SAME_NUMBER, SAFE, "2", NO_HELP)
    name(world, in_line)
    world.press(in_line, "1")
    world.pass_time(5)

    # then it is booked and no text goes
    assert [one.state for one in world.callbacks()] == ["booked"]
    assert world.texts_to(CLAIMANT) == []


def test_no_text_to_a_landline(world: World, in_line: Call) -> None:
    # when she gives a landline to be rung on
    world.press(in_line, "1", "2")
    for key in "01632960789":
        in_line.press(key)
    world.press(in_line, "#", SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.press(in_line, "1")
    world.pass_time(5)

    # then that number is booked, and no text goes to it
    assert [one.telephone for one in world.callbacks()] == ["+441632960789"]
    assert world.texts_to("+441632960789") == []


def test_going_back_to_the_line_keeps_place_and_time(world: World, in_line: Call) -> None:
    # given somebody came after her
    joined = world.demand().joined_at
    world.pass_time(5)
    later = world.ring("somerset", "+441632960002")
    world.press(later, "1", "1")

    # when she looks at the times and goes back to the line
    world.press(in_line, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.press(in_line, "9")
    world.pass_time(2)

    # then she is in her old place, and is answered before the other
    assert "You are back in the line, in your old place." in heard(in_line)
    assert world.demand_of(in_line).joined_at == joined
    world.end_call("tess")
    world.ready("tess")
    desk = world.take("tess")
    world.pass_time(2)
    assert together(in_line, desk)


def test_while_she_chooses_she_is_not_offered(world: World, in_line: Call) -> None:
    # given she has pressed the key
    world.press(in_line, "1")

    # when an adviser becomes free
    world.end_call("tess")
    world.ready("tess")

    # then he is not rung for her, until she goes back
    assert not world.desk("tess").ringing
    world.press(in_line, SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.press(in_line, "9")
    assert world.desk("tess").ringing


def test_none_of_the_first_times_suits_and_a_later_one_is_taken(world: World, in_line: Call) -> None:
    # given she hears the first three times, and that there are later ones
    world.press(in_line, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    first = times_said(world, in_line, 3)

    # when she asks for those, twice, and takes the second of them
    world.press(in_line, "8")
    second = times_said(world, in_line, 6)[3:]
    world.press(in_line, "8")
    third = times_said(world, in_line, 9)[6:]
    world.press(in_line, "2")
    world.pass_time(30)

    # then nine different times were said, and hers is booked and read back
    assert len({one.rpartition(",")[0] for one in (*first, *second, *third)}) == 9
    assert [one.state for one in world.callbacks()] == ["booked"]
    hers = third[1].removeprefix("For ").removesuffix(", press 2.")
    assert any(hers in one for one in heard(in_line) if one.startswith("Your call-back is booked."))


def times_said(world: World, call: Call, count: int) -> list[str]:
    """The sentences that offered times, in order, once so many were said and the last menu was heard out."""
    for _ in range(60):
        said = [one for one in heard(call) if one.startswith("For ") and " at " in one]
        if len(said) >= count and heard(call)[-1].startswith("To go back"):
            return said
        world.pass_time(1)
    raise AssertionError(heard(call))


def test_the_time_was_just_taken_by_somebody_else(world: World, in_line: Call) -> None:
    # given she hears the times, and all of the first's places are taken meanwhile
    world.press(in_line, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.pass_time(5)
    first = world.offered_times(in_line)[0]
    take_every_place(world, first)

    # when she chooses it
    world.press(in_line, "1")
    world.pass_time(12)

    # then she is told, and offered the next ones, one of which she takes
    assert "Somebody else has just taken that time. Here are the next ones." in heard(in_line)
    assert first not in world.offered_times(in_line)
    world.press(in_line, "1")
    [hers] = [one for one in world.callbacks() if one.telephone == CLAIMANT]
    assert hers.due_at is not None
    assert hers.due_at.isoformat() != first


def take_every_place(world: World, starts_at: str) -> None:
    """Book everything that can be booked at that time at Somerset."""
    with world.session() as session:
        site = sites.by_slug(session, "somerset")
        for number in range(10):
            try:
                slot = diary.slot_at(
                    session, site, diary.needs_of(site), datetime.fromisoformat(starts_at), world.now()
                )
            except SlotTaken:
                return
            contact = callbacks.Contact(f"+44163296080{number}")
            callbacks.book(
                session,
                site=site,
                slot=slot,
                claimant_id=None,
                call_id=None,
                contact=contact,
                by_staff=None,
                now=world.now(),
            )


def test_no_time_can_be_met_and_a_call_is_owed(world: World, in_line: Call) -> None:
    # given no adviser of hers is on duty any more in the coming fortnight
    world.clear_rotas("somerset")

    # when she books by keypad
    world.press(in_line, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.pass_time(12)

    # then the call is owed, with a deadline, and nobody tells her to ring again
    [owed] = world.callbacks()
    assert owed.state == "owed"
    assert owed.deadline is not None
    assert owed.deadline > world.now()
    assert heard(in_line)[-2:] == [
        "We have no time to offer just now.",
        "We have written down that we owe you a call, and we shall ring.",
    ]
    assert not in_line.is_live


def test_it_is_not_safe_to_ring_her(world: World, in_line: Call) -> None:
    # when she says that it is not safe to ring
    world.press(in_line, "1", SAME_NUMBER, "2")
    world.pass_time(10)

    # then an adviser helps her, in her old place, and nothing is booked
    assert "Thank you for telling us. An adviser will find a safe way to reach you." in heard(in_line)
    assert world.callbacks() == []
    assert world.demand_of(in_line).state == "waiting"


def test_a_withheld_number_is_asked_for_one(world: World) -> None:
    # given her number is withheld, and nobody is at work
    call = world.exchange.ring(from_=CLAIMANT, to=NUMBERS["somerset"], withheld=True)
    world.settle()

    # when she says that she rings for herself, is asked for a number, and keys it
    world.press(call, "1", "1")
    world.until_heard(call, "If you are ringing for yourself, press 1.")
    world.press(call, "1")
    world.until_heard(call, "Key in the number we should ring")
    for key in "07700900123":
        call.press(key)
    world.press(call, "#", SAFE, MESSAGE, NO_HELP)
    name(world, call)
    world.press(call, "1")

    # then that number will be rung
    assert [one.telephone for one in world.callbacks()] == [CLAIMANT]


def test_an_impossible_number_is_asked_for_again_and_nothing_said_is_lost(world: World, in_line: Call) -> None:
    # when she keys too few figures, and then the whole number
    world.press(in_line, "1", "2")
    for key in "0163":
        in_line.press(key)
    world.press(in_line, "#")
    world.pass_time(10)
    for key in "01632960789":
        in_line.press(key)
    world.press(in_line, "#", SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.press(in_line, "1")

    # then it is booked for that number
    assert [one.telephone for one in world.callbacks()] == ["+441632960789"]


def test_nobody_at_work_anywhere_is_booked_at_once(world: World) -> None:
    # when she wants to start a claim and nobody is at work at any site
    call = world.ring("somerset")
    world.press(call, "1", "1")
    world.pass_time(5)

    # then she is not kept waiting but asked at once, and can book; there is no line to go back to
    assert any("Shall we ring you on this number?" in one for one in heard(call))
    world.press(call, SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, call)
    world.until_heard(call, "If none of these suits you, press 9.")
    world.press(call, "2")
    assert [one.state for one in world.callbacks()] == ["booked"]


def test_she_is_silent_and_nobody_is_at_work_her_number_is_kept(world: World) -> None:
    # given nobody is at work anywhere
    call = world.ring("somerset")

    # when she presses nothing at all
    world.pass_time(240)

    # then she is not kept for ever: her number is kept, and she has the first time there is
    assert not call.is_live
    assert [one.state for one in world.callbacks()] == ["booked"]


def test_another_key_in_the_line_changes_nothing(world: World, in_line: Call) -> None:
    # when she presses a key that means nothing there
    joined = world.demand_of(in_line).joined_at
    world.press(in_line, "5", "#", "*")
    world.pass_time(20)

    # then she still waits, in her place
    assert world.demand_of(in_line).state == "waiting"
    assert world.demand_of(in_line).joined_at == joined


def test_a_booking_twice_is_one(world: World, in_line: Call) -> None:
    # given she has booked, and hears it again twice
    world.press(in_line, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.press(in_line, "1")
    world.press(in_line, "1", "1", "2")
    world.pass_time(10)

    # then there is one call-back, and the call is over with a good-bye
    with world.session() as session:
        assert len(session.scalars(select(Callback)).all()) == 1
    assert not in_line.is_live


def test_a_booking_holds_an_adviser_of_home(world: World, in_line: Call) -> None:
    # when she books
    world.press(in_line, "1", SAME_NUMBER, SAFE, MESSAGE, NO_HELP)
    name(world, in_line)
    world.press(in_line, "1")

    # then an adviser of Somerset is held for it, for three places of twenty minutes
    [booked] = world.callbacks()
    home = {world.staff_id(username) for username in ("tess", "una", "vic")}
    assert booked.held_adviser_id in home
    assert booked.places == 3
    assert booked.due_at is not None
    assert booked.due_at - world.now() >= timedelta(minutes=30)
