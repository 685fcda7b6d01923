"""Journey 3: at the booked time the adviser is rung first, and only then the claimant."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.callbacks.models import Callback
from app.claimants.models import Claimant
from app.practice.calls.people import Telephone
from app.switchboard import reaching, wrapping_up
from app.values.london import to_london
from tests.journeys.scenes import assert_cut_off_and_rung_again, interview, together
from tests.journeys.world import CLAIMANT, FRIEND, World


@pytest.fixture
def due(world: World) -> Callback:
    """A call-back of Somerset whose time comes in a minute; the adviser kept for it is ready, and so is another."""
    booked = world.book("somerset")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(next(name for name in ("tess", "una", "vic") if name != kept))
    world.pass_time(5)
    world.ready(kept)
    return booked


@pytest.fixture
def her(world: World) -> Telephone:
    """The claimant's telephone."""
    return world.exchange.telephone(CLAIMANT)


def test_the_adviser_is_rung_first_and_only_then_she(world: World, due: Callback, her: Telephone) -> None:
    # when the time comes
    kept = world.held_for(due)
    world.until_due(due)

    # then he who is kept for it is rung, though another has been idle longer, and she is not
    assert world.desk(kept).ringing
    assert her.call is None

    # when he takes it
    desk = world.take(kept)
    assert any("call-back for Somerset" in heard.text for heard in desk.said)

    # then her telephone rings, and shows her own site's number
    assert her.ringing
    assert her.call is not None
    assert her.call.from_ == "+443069990104"
    her.answer()
    world.settle()
    assert together(her, desk)
    assert world.callback().state == "in_progress"
    assert world.presence(kept) == "in_interview"


def test_a_line_of_which_the_end_was_not_told_is_not_taken_for_hers(world: World) -> None:
    # given an interview that was cut off, and the word of the end of her line is lost
    _, kept, her = interview(world)
    world.work.leave_out("lost calls are looked for", "live calls are compared with Twilio's")
    world.exchange.faults.lose_webhook("/status", times=None)
    world.end_call(kept)
    assert her.call is None
    world.exchange.faults.clear()

    # when its adviser says so, and another takes it as it falls due again
    with world.session() as session:
        wrapping_up.wrap_up(world.board, session, world.staff_id(kept), "cut_off", "away", world.now())
    other = next(name for name in ("tess", "una", "vic") if name != kept)
    world.ready(other)
    world.until_rings(other)
    world.take(other)

    # then her telephone rings, and it is an attempt
    assert her.ringing
    assert world.attempts() == ["cut_off", None]
    assert world.callback().state == "in_progress"


@pytest.mark.parametrize(
    ("behaviour", "result", "again_within", "counted"),
    [
        ("busy", "engaged", timedelta(minutes=15), False),
        ("unreachable", "unobtainable", timedelta(minutes=15), False),
        ("no-answer", "no_answer", timedelta(days=2), True),
    ],
)
def test_she_is_not_reached(
    world: World, due: Callback, her: Telephone, behaviour: str, result: str, again_within: timedelta, counted: bool
) -> None:
    # given her telephone is engaged, or nobody answers, or it cannot be reached
    her.behaviour = behaviour  # type: ignore[assignment]
    kept = world.held_for(due)
    world.until_due(due)

    # when she is rung
    desk = world.take(kept)
    world.pass_time(45)

    # then it is recorded as what it was, the adviser is told, and it is tried again by the rule
    assert world.attempts() == [result]
    again = world.callback()
    assert again.state == "booked"
    assert again.next_at is not None
    assert world.now() < again.next_at <= world.now() + again_within
    assert any("try again later" in one.text or "could not be reached" in one.text for one in desk.said)
    assert world.presence(kept) == "wrapping_up"


def test_engaged_then_reached(world: World, due: Callback, her: Telephone) -> None:
    # given she was engaged the first time
    her.behaviour = "busy"
    kept = world.held_for(due)
    world.until_due(due)
    world.take(kept)
    world.pass_time(30)
    world.ready(kept)

    # when her telephone is free, and the time to try again comes
    her.behaviour = "manual"
    again = world.callback().next_at
    assert again is not None
    world.until(again)
    rung = next(name for name in ("tess", "una", "vic") if world.desk(name).ringing)
    desk = world.take(rung)
    her.answer()
    world.settle()

    # then the two talk
    assert together(her, desk)
    assert world.attempts() == ["engaged", None]


def test_twilio_refuses_her_number(world: World, due: Callback) -> None:
    # given Twilio will not ring her number
    kept = world.held_for(due)
    world.until_due(due)
    world.exchange.faults.fail_rest("Calls.json", status=400, code=21211)

    # when the adviser takes the call-back
    desk = world.take(kept)
    world.pass_time(15)

    # then it is unobtainable, the adviser is told, and nobody is left in an empty conference
    assert world.attempts() == ["unobtainable"]
    assert desk.call is None
    assert any("could not be rung" in heard.text for heard in desk.said)


def test_it_is_not_safe_to_ring_and_so_she_never_is(world: World, her: Telephone) -> None:
    # given a call-back whose claimant has meanwhile said that it is not safe to ring her
    booked = world.book("somerset", safe_to_ring=False)
    world.until_due(booked, minutes=-1)
    world.ready("tess", "una", "vic")

    # when its time comes, and for a day after
    world.until_due(booked, minutes=5)

    # then no telephone has rung, and the call is owed, for a supervisor to see
    assert her.history == []
    assert world.offers() == []
    assert world.callback().state == "owed"


def test_she_says_it_is_not_safe_while_the_adviser_is_rung(world: World, due: Callback, her: Telephone) -> None:
    # given his desk rings for her call-back
    kept = world.held_for(due)
    world.until_due(due)
    assert world.desk(kept).ringing

    # when her record is changed, and then he presses 1
    with world.session() as session:
        session.get_one(Callback, due.id).safe_to_ring = False
    desk = world.take(kept)
    world.pass_time(10)

    # then she is not rung, and he hears why
    assert her.history == []
    assert any("no longer to be made" in heard.text for heard in desk.said)
    assert world.presence(kept) == "ready"
    # and it is the supervisor's to find a safe way
    assert world.callback().state == "owed"


def test_it_is_no_longer_safe_once_the_adviser_takes_it(world: World, due: Callback, her: Telephone) -> None:
    # given his desk rings for her call-back
    kept = world.held_for(due)
    world.until_due(due)
    assert world.desk(kept).ringing

    # when she has said that only the first hour of the day is safe, which is over, and then he presses 1
    with world.session() as session:
        session.get_one(Claimant, due.claimant_id).safe_times = "09:00–10:00"
    desk = world.take(kept)
    world.pass_time(10)

    # then she is not rung, he hears so and is ready, and she is rung tomorrow
    assert her.history == []
    assert any("no longer to be made" in heard.text for heard in desk.said)
    assert world.presence(kept) == "ready"
    after = world.callback()
    assert after.next_at is not None
    assert (after.state, to_london(after.next_at).time()) == ("booked", time(9))
    assert after.due_at == due.due_at


def test_the_adviser_kept_for_it_is_not_ready_and_another_at_home_takes_it(world: World, her: Telephone) -> None:
    # given the adviser kept for it is ill, and another at home is ready; so is one elsewhere
    booked = world.book("somerset")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    other = next(name for name in ("tess", "una", "vic") if name != kept)
    world.ready("priya", other)

    # when its time comes
    world.until_due(booked)

    # then the other at home takes it, and the reason says so; nobody elsewhere is rung
    assert not world.desk("priya").ringing
    desk = world.take(other)
    her.answer()
    world.settle()
    assert together(her, desk)
    assert "the adviser it was kept for is not free" in world.reason(world.offers()[0])


def test_nobody_at_home_is_free_and_it_is_late(world: World, her: Telephone) -> None:
    # given nobody of home is ready when it is due
    booked = world.book("somerset")
    world.until_due(booked, minutes=20)
    world.ready("priya")
    assert her.history == []

    # when somebody of home comes
    world.ready("una")

    # then it is made, late, and how late can be seen; an interview is not held away from home
    assert not world.desk("priya").ringing
    desk = world.take("una")
    her.answer()
    world.settle()
    assert together(her, desk)
    begun, due_at = world.callback().begun_at, world.callback().due_at
    assert begun is not None
    assert due_at is not None
    assert begun - due_at >= timedelta(minutes=20)


def test_the_adviser_lets_it_ring_and_another_makes_it(world: World, due: Callback, her: Telephone) -> None:
    # given he who is kept for it does not answer
    kept = world.held_for(due)
    world.until_due(due)
    world.pass_time(25)

    # then the other is rung, and she is rung once
    assert world.presence(kept) == "away"
    other = next(name for name in ("tess", "una", "vic") if world.desk(name).ringing)
    desk = world.take(other)
    her.answer()
    world.settle()
    assert together(her, desk)
    assert len(her.history) == 1


def test_he_hangs_up_while_her_telephone_rings(world: World, due: Callback, her: Telephone) -> None:
    # given her telephone rings
    kept = world.held_for(due)
    world.until_due(due)
    desk = world.take(kept)
    assert her.ringing

    # when his line goes
    world.hang_up(desk)

    # then her telephone stops, so that she is rung by nobody; it is our fault, and she is rung again soon
    assert not her.ringing
    assert world.attempts() == ["service_failed"]
    assert world.callback().state == "booked"


def test_his_line_drops_and_she_holds_on_for_another(world: World, due: Callback, her: Telephone) -> None:
    # given the two talk
    kept = world.held_for(due)
    world.until_due(due)
    desk = world.take(kept)
    her.answer()
    world.settle()
    world.pass_time(30)

    # when his line drops and she stays
    world.hang_up(desk)
    world.pass_time(15)

    # then another adviser has her, on the same line: she was rung once
    other = next(name for name in ("tess", "una", "vic") if world.desk(name).ringing)
    second = world.take(other)
    world.pass_time(3)
    assert together(her, second)
    assert len(her.history) == 1
    assert world.callback().state == "in_progress"


def test_who_has_said_that_ringing_is_not_safe_and_holds_on_is_put_through(
    world: World, due: Callback, her: Telephone
) -> None:
    # given she said in the interview that it is not safe to ring her, and then his line dropped
    kept = world.held_for(due)
    world.until_due(due)
    desk = world.take(kept)
    her.answer()
    world.settle()
    with world.session() as session:
        session.get_one(Callback, due.id).safe_to_ring = False
    world.hang_up(desk)
    world.pass_time(12)
    world.ready(*(name for name in ("tess", "una", "vic") if name != kept))
    world.pass_time(3)

    # when another adviser takes her, then they are together on her line: nobody rings her
    second = world.take(next(name for name in ("tess", "una", "vic") if world.desk(name).ringing))
    world.pass_time(3)
    assert together(her, second)
    assert len(her.history) == 1

    # and if his line drops too, and she hangs up, the call-back is not forgotten
    world.hang_up(second)
    world.pass_time(12)
    world.hang_up(her)
    world.pass_time(5)
    assert world.attempts()[-1] == "cut_off"
    assert world.callback().state != "in_progress"


def test_his_line_drops_and_she_gives_up_holding_on(world: World, due: Callback, her: Telephone) -> None:
    # given his line dropped, and nobody else takes her
    kept = world.held_for(due)
    world.until_due(due)
    desk = world.take(kept)
    her.answer()
    world.settle()
    world.hang_up(desk)
    world.pass_time(12)

    # when she hangs up
    world.hang_up(her)

    # then she was cut off, and is rung again within minutes
    assert_cut_off_and_rung_again(world)


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (datetime(2026, 10, 23, 15, 0, tzinfo=ZoneInfo("UTC")), "2026-10-26"),
        (datetime(2027, 3, 26, 15, 0, tzinfo=ZoneInfo("UTC")), "2027-03-30"),
    ],
)
def test_over_a_change_of_the_clocks(worlds: Callable[[datetime], World], start: datetime, day: str) -> None:
    # given a call-back is booked on the Friday before the clocks change, for twenty past ten of the next open day
    world = worlds(start)
    booked = world.book_at("somerset", datetime.fromisoformat(f"{day}T10:20").replace(tzinfo=ZoneInfo("Europe/London")))

    # when that day comes
    local = ZoneInfo("Europe/London")
    world.until_due(booked, minutes=-2)
    world.ready("tess", "una", "vic")
    assert not any(world.desk(name).ringing for name in ("tess", "una", "vic"))
    world.until_due(booked)

    # then it is made at twenty past ten by the clock on her wall
    assert world.now().astimezone(local).strftime("%H:%M") == "10:20"
    assert any(world.desk(name).ringing for name in ("tess", "una", "vic"))


def test_one_that_goes_wrong_keeps_no_other_from_being_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    # given two due at one time, of which one cannot be put into the line
    first = world.book("somerset")
    second = world.book_at("somerset", first.due_at, FRIEND)
    way = reaching.way

    def wrong(session: Session, callback: Callback, now: datetime) -> str:
        if callback.id == first.id:
            raise LookupError("what nobody thought of")
        return way(session, callback, now)

    world.until_due(first, minutes=-1)
    with monkeypatch.context() as fault:
        fault.setattr(reaching, "way", wrong)

        # when their time comes
        world.until_due(first)

        # then the other is made, and it is left as it was
        assert {one.id: one.state for one in world.callbacks()} == {first.id: "booked", second.id: "due"}

    # and it is made as soon as it can be
    world.pass_time(2)
    assert [one.state for one in world.callbacks()] == ["due", "due"]
