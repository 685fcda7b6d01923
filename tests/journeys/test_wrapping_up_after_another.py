"""A call-back goes on with a colleague, or is made again by one: who had it before cannot say what came of it."""

import pytest
from sqlalchemy import update

from app.callbacks.models import Callback
from app.practice.calls.people import Telephone
from app.staff.models import SignIn
from app.switchboard import ringing_back, wrapping_up
from tests.journeys import scenes
from tests.journeys.scenes import together
from tests.journeys.world import World

Interview = tuple[str, str, Telephone]


@pytest.fixture
def interview(world: World) -> Interview:
    """The two talk: the adviser, a colleague of his, and her telephone."""
    _, kept, her = scenes.interview(world)
    return kept, "una" if kept != "una" else "vic", her


def _wraps_up(world: World, username: str, code: str) -> None:
    with world.session() as session:
        wrapping_up.wrap_up(world.board, session, world.staff_id(username), code, "away", world.now())
    world.settle()


def _codes(world: World, username: str) -> list[str]:
    connection = world.connection(username)
    with world.session() as session:
        return [one.code for one in wrapping_up.codes_for(session, connection)]


def _goes_on_with_another(world: World, kept: str, colleague: str, her: Telephone) -> None:
    world.ready(colleague)
    world.hang_up(world.desk(kept))
    world.until_rings(colleague)
    world.take(colleague)
    world.pass_time(3)
    assert together(her, world.desk(colleague))


def test_who_lost_his_line_says_so_and_the_interview_goes_on(world: World, interview: Interview) -> None:
    # given his line was lost, and a colleague has her now, on the line that she never left
    kept, colleague, her = interview
    _goes_on_with_another(world, kept, colleague, her)

    # when he wraps up
    assert _codes(world, kept) == ["line_lost"]
    _wraps_up(world, kept, "line_lost")

    # then nothing is recorded of the interview that goes on, and what comes of it is the colleague's to say
    assert world.attempts() == [None]
    assert world.callback().state == "in_progress"
    world.end_call(colleague)
    assert "cut_off" in _codes(world, colleague)
    _wraps_up(world, colleague, "claimant_asked_other_time")
    assert world.attempts() == ["claimant_asked_other_time"]


def test_an_interview_that_goes_on_is_not_taken_for_forgotten(world: World, interview: Interview) -> None:
    # given his line was lost, and he leaves his screen as it is
    kept, colleague, her = interview
    _goes_on_with_another(world, kept, colleague, her)

    # when more time passes than anybody needs to wrap up
    world.pass_time(wrapping_up.FORGOTTEN_AFTER.total_seconds() + 180)

    # then she still talks with the colleague, and nobody rings her again
    assert together(her, world.desk(colleague))
    assert world.callback().state == "in_progress"
    assert world.attempts() == [None]
    assert len(her.history) == 1


def test_who_lost_his_line_has_wrapped_up_when_she_hangs_up(world: World, interview: Interview) -> None:
    # given his line was lost, and he wraps up in the same moment
    kept, _, her = interview
    world.hang_up(world.desk(kept))
    _wraps_up(world, kept, "line_lost")

    # when she hangs up before a colleague is looked for
    world.hang_up(her)

    # then she was cut off, and is rung again within minutes
    scenes.assert_cut_off_and_rung_again(world)


def test_it_was_made_again_before_he_wraps_up(world: World, interview: Interview) -> None:
    # given her line was lost, he left his screen as it was, and by now a colleague has rung her again
    kept, colleague, her = interview
    world.hang_up(her)
    world.pass_time(wrapping_up.FORGOTTEN_AFTER.total_seconds() - 60)
    with world.session() as session:
        # He has been seen at his browser, so that he stays signed in.
        session.execute(update(SignIn).values(seen_at=world.now()))
    world.ready(colleague)
    world.until_rings(colleague, within=900)
    world.take(colleague)
    her.answer()
    world.settle()
    assert together(her, world.desk(colleague))

    # when he comes back
    assert "cut_off" not in _codes(world, kept)
    with pytest.raises(wrapping_up.UnknownCode):
        _wraps_up(world, kept, "cut_off")
    _wraps_up(world, kept, "not_reached")

    # then the call that goes on is not his to end
    assert together(her, world.desk(colleague))
    assert world.callback().state == "in_progress"
    assert world.attempts() == ["service_failed", None]


def test_a_time_is_lost_while_the_adviser_is_rung_for_it(world: World) -> None:
    # given her call-back is due, and an adviser's desk rings for it
    booked: Callback = world.book("somerset")
    world.until_due(booked, minutes=-1)
    kept = world.held_for(booked)
    world.ready(kept)
    world.until_due(booked)
    assert world.desk(kept).ringing

    # when the time is lost: its site closes, say
    with world.session() as session:
        callback = session.get_one(Callback, booked.id)
        ringing_back.lose_time(session, callback, world.now())
    world.settle()

    # then nobody is rung for it any more, and she is owed a call
    assert not world.desk(kept).ringing
    assert world.presence(kept) == "ready"
    assert world.callback().state == "owed"
    assert world.demand().ended_at is not None
